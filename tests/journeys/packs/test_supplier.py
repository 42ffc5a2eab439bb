"""Suppliers: points and grades reckoned, standing rolled up, prices and contracts held to their periods."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import kept
from tests.journeys.packs.trade import known, product

COUNT = count(1)


def supplier(books: Books, **values: Any) -> dict[str, Any]:
    return books.made("supplier", **{"name": f"东莞精工五金厂{next(COUNT)}", **values})


def qualification(books: Books, who: dict[str, Any], *scores: int, **values: Any) -> dict[str, Any]:
    names = ("history_score", "reputation_score", "capacity_score", "technical_score")
    return {"supplier": who["id"], **dict(zip(names, scores, strict=True)), **values}


@pytest.mark.req("R125")
def test_points_of_a_qualification_are_weighted(books: Books) -> None:
    """80 × 0.3 + 90 × 0.2 + 70 × 0.3 + 65 × 0.2 = 24 + 18 + 21 + 13."""
    who = supplier(books)
    made = books.made("supplier_qualification", **qualification(books, who, 80, 90, 70, 65))
    assert made["total"] == "76.00"


@pytest.mark.req("R125")
def test_below_sixty_points_nobody_is_qualified(books: Books) -> None:
    """59 × 0.3 + 60 × 0.2 + 60 × 0.3 + 60 × 0.2 = 59.70."""
    who = supplier(books)
    poor = qualification(books, who, 59, 60, 60, 60)
    made = books.made("supplier_qualification", **poor)
    assert made["total"] == "59.70"
    books.ran("supplier_qualification", made, "submit")
    assert kept(books, "supplier_qualification", made, "approve") == [("", "Below 60 points nobody is qualified")]
    assert books("POST", "/supplier_qualification", {**poor, "history_score": 101}).status_code == 422


def test_a_supplier_is_qualified_as_long_as_its_longest_approved_qualification(books: Books) -> None:
    who = supplier(books)
    for to, state in (("2027-03-31", "approved"), ("2027-12-31", "approved"), ("2028-12-31", "draft")):
        books.made("supplier_qualification", **qualification(books, who, 80, 80, 80, 80, valid_from="2026-01-01",
                                                             valid_to=to, state=state))
    assert books("GET", f"/supplier/{who['id']}").json["qualified_until"] == "2027-12-31"
    assert books("GET", f"/supplier?id={who['id']}&qualified_until[gte]=2027-12-31&count=exact").json["count"] == 1


@pytest.mark.req("R127")
@pytest.mark.parametrize(("rates", "total", "grade"), [
    (("100", "100", "90", 100), "98.00", "A"),           # 30 + 40 + 18 + 10
    (("90", "90", "90", 90), "90.00", "A"),
    (("89.99", "90", "90", 90), "90.00", "A"),           # 26.997 + 36 + 18 + 9 = 89.997, half up
    (("89", "90", "90", 90), "89.70", "B"),
    (("75", "75", "75", 75), "75.00", "B"),
    (("60", "60", "60", 60), "60.00", "C"),
    (("60", "60", "60", 59), "59.90", "D"),
])
def test_an_evaluation_gives_a_grade(books: Books, rates: tuple[Any, ...], total: str, grade: str) -> None:
    names = ("on_time_rate", "quality_rate", "price_index", "service_score")
    made = books.made("supplier_evaluation", supplier=supplier(books)["id"], period="2026-10",
                      **dict(zip(names, rates, strict=True)))
    assert (made["total_score"], made["grade"]) == (total, grade)


@pytest.mark.req("R127")
def test_the_rating_is_the_score_of_the_latest_published_evaluation(books: Books) -> None:
    """80 for August and 90 for September are published, 20 for October is a draft: 90. Without any it is 60."""
    who = supplier(books)
    assert who["rating"] == "60.00"
    for period, points, more in (("2026-09", 90, {"state": "approved"}), ("2026-08", 80, {"state": "approved"}),
                                 ("2026-10", 20, {})):
        last = books.made("supplier_evaluation", supplier=who["id"], period=period, on_time_rate=str(points),
                          quality_rate=str(points), price_index=str(points), service_score=points, **more)
    assert books("GET", f"/supplier/{who['id']}").json["rating"] == "90.00"
    for step in ("submit", "approve"):
        books.ran("supplier_evaluation", last, step)
    assert books("GET", f"/supplier/{who['id']}").json["rating"] == "20.00"
    assert [row["id"] for row in books("GET", f"/supplier?rating=20&id={who['id']}").json["data"]] == [who["id"]]


@pytest.mark.req("R128")
def test_a_price_takes_what_its_supplier_usually_says(books: Books) -> None:
    goods, dollar = product(books), known(books, "currency", code="USD")
    who = supplier(books, currency=dollar, price_includes_tax=False, lead_time_days=21)
    price = {"supplier": who["id"], "product": goods["id"], "price": "3.5", "valid_from": "2026-01-01"}
    made = books.made("supplier_price", **price)
    assert (made["currency"], made["includes_tax"], made["lead_time_days"], made["uom"]) == \
        (dollar, False, 21, goods["uom"])
    assert made["is_current"] is True
    assert books.made("supplier_price", **price, min_qty="100")["min_qty"] == "100.000000"         # another tier
    for wrong in ({}, {"price": "0"}, {"valid_from": "2026-02-01", "valid_to": "2026-01-31"}):
        assert books("POST", "/supplier_price", {**price, **wrong}).status_code == 422, wrong
    past = books.made("supplier_price", **{**price, "valid_from": "2020-01-01", "valid_to": "2020-12-31"})
    assert past["is_current"] is False


def _price(books: Books, **values: Any) -> dict[str, Any]:
    return {"supplier": supplier(books, currency=known(books, "currency", code="CNY"))["id"],
            "product": product(books)["id"], "price": "3.5", **values}


@pytest.mark.req("R128")
def test_on_any_day_there_is_one_price_of_a_tier(books: Books) -> None:
    """The first holds from 10 to 20 January; another may begin on the 21st, and that one never ends."""
    price = _price(books)
    first = books.made("supplier_price", **price, valid_from="2026-01-10", valid_to="2026-01-20")
    later = books.made("supplier_price", **price, valid_from="2026-01-21")
    for span in ({"valid_from": "2026-01-01", "valid_to": "2026-01-10"}, {"valid_from": "2026-01-20"},
                 {"valid_from": "2026-01-12", "valid_to": "2026-01-13"}, {"valid_from": "2025-01-01"},
                 {"valid_from": "2030-05-05", "valid_to": "2030-05-05"}):
        answer = books("POST", "/supplier_price", {**price, **span})
        assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == \
            [("/valid_from", "periods_overlap")], span
    assert "2026-01-21 until further notice" in answer.json["errors"][0]["message"]
    assert answer.json["errors"][0]["records"][0]["id"] == later["id"]
    assert books.made("supplier_price", **price, min_qty="100", valid_from="2026-01-12")       # another tier
    assert books.made("supplier_price", **price, valid_from="2025-12-01", valid_to="2026-01-09")
    same = {"version": first["version"], "price": "4", "valid_to": "2026-01-19"}
    assert books("PATCH", f"/supplier_price/{first['id']}", same).status_code == 200           # itself does not count
    longer = {"version": first["version"] + 1, "valid_to": "2026-01-21"}
    assert books("PATCH", f"/supplier_price/{first['id']}", longer).status_code == 422
    assert books("POST", "/supplier_price?dry_run=1", {**price, "valid_from": "2026-01-15"}).status_code == 422


@pytest.mark.req("R128")
def test_what_was_archived_comes_back_only_where_its_days_are_free(books: Books) -> None:
    price = _price(books)
    first = books.made("supplier_price", **price, valid_from="2026-01-01")
    assert books("DELETE", f"/supplier_price/{first['id']}").status_code in {200, 204}
    books.made("supplier_price", **price, valid_from="2026-03-01")
    answer = books("POST", f"/supplier_price/{first['id']}/restore", {})
    assert [each["code"] for each in answer.json["errors"]] == ["periods_overlap"]


@pytest.mark.req("R128")
def test_of_many_who_write_prices_for_the_same_days_one_does(books: Books) -> None:
    price = _price(books)
    days = [{**price, "valid_from": f"2026-02-{day:02}", "valid_to": "2026-02-28"} for day in range(1, 7)]
    with ThreadPoolExecutor(len(days)) as crowd:
        answers = list(crowd.map(lambda body: books("POST", "/supplier_price", body).status_code, days))
    assert sorted(answers) == [201, 422, 422, 422, 422, 422]


@pytest.mark.req("R128")
def test_of_many_in_one_call_those_that_overlap_are_refused(books: Books) -> None:
    price = _price(books)
    rows = [{**price, "valid_from": day, "valid_to": "2026-02-28"} for day in ("2026-02-01", "2026-02-02")]
    changes = [{"verb": "create", "values": row} for row in rows]
    assert books("POST", "/supplier_price/batch", {"atomic": True, "changes": changes}).status_code == 422
    assert books("GET", f"/supplier_price?supplier={price['supplier']}").json["data"] == []
    each = books("POST", "/supplier_price/batch", {"changes": changes}).json["data"]
    assert [one["status"] for one in each] == [201, 422]


def test_a_product_that_is_not_bought_has_no_supplier_price(books: Books) -> None:
    goods = product(books, purchasable=False)
    answer = books("POST", "/supplier_price", {"supplier": supplier(books)["id"], "product": goods["id"], "price": "1",
                                               "currency": known(books, "currency", code="CNY")})
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [("/product", "link_not_allowed")]


@pytest.mark.req("R126")
def test_a_contract_is_in_the_suppliers_currency_and_names_each_product_once(books: Books) -> None:
    goods, dollar = product(books), known(books, "currency", code="USD")
    who = supplier(books, currency=dollar)
    line = {"product": goods["id"], "price": "9.9", "qty_limit": "1000"}
    made = books.made("supplier_contract", supplier=who["id"], exchange_rate="7.1", lines=[line])
    assert (made["currency"], made["lines"][0]["ordered_qty"]) == (dollar, "0.000000")
    assert made["number"].startswith("SC")
    twice = {"supplier": who["id"], "exchange_rate": "7.1", "lines": [line, line]}
    assert books("POST", "/supplier_contract", twice).status_code == 422
    blacklisted = supplier(books, state="blacklisted", currency=dollar)
    refused = books("POST", "/supplier_contract", {**twice, "supplier": blacklisted["id"], "lines": [line]})
    assert [each["pointer"] for each in refused.json["errors"]] == ["/supplier"]


@pytest.mark.req("R130")
def test_a_bank_wants_an_account(books: Books) -> None:
    answer = books("POST", "/supplier", {"name": "无账号", "bank_name": "中国银行东莞支行"})
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [("/bank_no", "required")]
