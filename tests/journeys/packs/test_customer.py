"""Selling: leads, opportunities with points and products, pools, outings, calls, campaigns, cases and surveys."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import kept
from tests.journeys.packs.trade import product

COUNT = count(1)


def customer(books: Books, **values: Any) -> dict[str, Any]:
    return books.made("customer", **{"name": f"苏州联创机械{next(COUNT)}", **values})


def employee(books: Books) -> int:
    number = next(COUNT)
    unit = books.made("unit", code=f"U{number}", name="销售部")["id"]
    return int(books.made("employee", name=f"员工{number}", department=unit)["id"])


def refused(books: Books, object: str, values: dict[str, Any]) -> list[str]:
    answer = books("POST", f"/{object}", values)
    assert answer.status_code == 422, answer.json
    return [each["pointer"] or each["message"] for each in answer.json["errors"]]


READY = {"budget_confirmed": True, "decider_confirmed": True, "date_confirmed": True, "demo_on": "2026-11-01",
         "meeting_record": "同意签约"}


@pytest.mark.req("R036", "R053")
@pytest.mark.parametrize(("stage", "amount", "known", "reckoned"), [
    ("s5_ready", "500000", READY, ("90", "450000.00", 80)),                     # 30 + 30 + 20
    ("s3_product", "100000", {"rivals_known": True}, ("40", "40000.00", 20)),
    ("s1_initial", "333.35", {}, ("10", "33.34", 0)),                           # 33.335 half up
])
def test_an_opportunity_is_weighted_and_scored(books: Books, stage: str, amount: str, known: dict[str, Any],
                                               reckoned: tuple[str, str, int]) -> None:
    made = books.made("opportunity", name="产线改造", customer=customer(books)["id"], stage=stage,
                      amount=amount, close_date="2027-01-31", **known)
    assert (made["probability"], made["weighted"], made["score"]) == reckoned


@pytest.mark.req("R053")
def test_products_of_an_opportunity_add_up(books: Books) -> None:
    """3 × 12.345 = 37.035 → 37.04; 2 × 5 = 10: 47.04 in all. The price is the product's until one is typed."""
    goods = product(books, list_price="12.345")
    lines = [{"product": goods["id"], "qty": "3"}, {"product": goods["id"], "qty": "2", "price": "5"}]
    made = books.made("opportunity", name="配件", customer=customer(books)["id"], amount="50", close_date="2027-01-31",
                      products=lines)
    assert [line["amount"] for line in made["products"]] == ["37.04", "10.00"]
    assert made["products_amount"] == "47.04"


@pytest.mark.req("R045")
def test_a_lead_that_is_invalid_says_why(books: Books) -> None:
    lead = {"name": "展会名片", "source": "expo", "mobile": "13800138000"}
    assert refused(books, "lead", {**lead, "invalid_reason": "空号"}) == ["/invalid_reason"]
    made = books.made("lead", **lead)
    assert [pointer for pointer, _ in kept(books, "lead", made, "invalidate")] == ["/invalid_reason"]
    assert books.ran("lead", made, "invalidate", invalid_reason="空号")["invalid_reason"] == "空号"
    assert made["number"].startswith("LD")
    assert refused(books, "lead", {**lead, "customer": customer(books)["id"]}) == ["/customer"]   # conversion writes it


@pytest.mark.req("R046", "R063")
def test_a_campaign_counts_its_leads(books: Books) -> None:
    """Three leads, one of them converted: 33.33 %."""
    campaign = books.made("campaign", name="春季展会", media="expo", date_from="2027-03-01", date_to="2027-03-03")
    assert campaign["conversion_rate"] is None
    for state in ("new", "following", "converted"):
        books.made("lead", name="线索", source="expo", campaign=campaign["id"], state=state, mobile="13800138001")
    found = books("GET", f"/campaign/{campaign['id']}").json
    assert (found["leads"], found["converted"], found["conversion_rate"]) == (3, 1, "33.33")
    assert refused(books, "campaign", {"name": "x", "media": "web", "date_from": "2027-03-02",
                                       "date_to": "2027-03-01"}) == ["It cannot end before it starts"]


@pytest.mark.req("R062")
def test_a_mailing_is_queued_for_who_wants_it(books: Books) -> None:
    """100 members, two opted out of all mailings and two of this one: 96 mails wait, 4 are skipped with the reason."""
    buyer = customer(books, contacts=[{
        "name": f"联系人{at}", "email": f"m{at}@firm.example", "is_primary": at == 0, "opted_out": at < 2}
        for at in range(100)])
    whom = {"object": "customer", "id": buyer["id"]}
    campaign = books.made("campaign", name="新品", media="email", members=[
        {"target": whom, "contact": contact["id"], **({"opted_out": True} if at in {2, 3} else {})}
        for at, contact in enumerate(buyer["contacts"])])
    begun = books.ran("campaign", campaign, "start")
    sent = books.ran("campaign", begun, "send", mail_subject="新品上市", mail_text="欢迎试用")
    assert (sent["mailed"], sent["skipped"]) == (96, 4)
    assert [each["skipped"] for each in sent["members"]] == ["opted_out"] * 4 + [None] * 96
    assert sum(each["sent_at"] is not None for each in sent["members"]) == 96
    assert sent["version"] == begun["version"] + 3        # the transition, and each rule once for all its lines
    left = books("GET", "/effects?kind=mail&limit=200").json["data"]
    assert [each["state"] for each in left] == ["waiting"] * 96


@pytest.mark.req("R049", "R050")
def test_the_last_follow_up_reaches_leads_and_customers(books: Books) -> None:
    lead = books.made("lead", name="官网留言", source="web", mobile="13800138002")
    buyer = customer(books, contacts=[{"name": "周工", "is_primary": True}])
    for object, record in (("lead", lead), ("customer", buyer)):
        for at in ("2026-11-01T08:00:00Z", "2026-11-03T08:00:00Z", "2026-11-02T08:00:00Z"):
            books.made("follow_up", related={"object": object, "id": record["id"]}, at=at, channel="phone",
                       summary="沟通需求")
        found = books("GET", f"/{object}/{record['id']}").json
        assert found["last_follow_up_at"] == "2026-11-03T08:00:00Z"
    contact = buyer["contacts"][0]["id"]
    made = books.made("follow_up", related={"object": "customer", "id": buyer["id"]}, contact=contact, channel="visit",
                      summary="拜访")
    assert made["contact"] == contact


@pytest.mark.req("R033")
def test_a_customer_in_the_pool_is_counted_there(books: Books) -> None:
    admin = employee(books)
    pool = books.made("customer_pool", name="华东公海", admins=[admin])
    unwanted = customer(books)
    assert [pointer for pointer, _ in kept(books, "customer", unwanted, "give_back")] == ["/pool"]
    books.ran("customer", unwanted, "give_back", pool=pool["id"])
    customer(books, pool=pool["id"])
    assert books("GET", f"/customer_pool/{pool['id']}").json["customers"] == 1
    assert refused(books, "customer_pool", {"name": "空", "admins": []}) == ["/admins"]
    late = {"name": "迟", "admins": [admin], "no_follow_up_days": 3, "warn_days": 3}
    assert refused(books, "customer_pool", late) == ["The warning comes before the recycling"]


@pytest.mark.req("R052")
def test_an_outing_has_stops_and_lasts(books: Books) -> None:
    who = employee(books)
    outing = {"employee": who, "date_from": "2026-11-20T01:00:00Z", "date_to": "2026-11-20T08:20:00Z",
              "stops": [{"customer": customer(books)["id"], "purpose": "送样"}]}
    assert books.made("outing", **outing)["hours"] == "7.3"                     # 7 h 20 min
    assert refused(books, "outing", {**outing, "stops": []}) == ["/stops"]
    assert refused(books, "outing", {**outing, "date_to": outing["date_from"]}) == ["It cannot end before it starts"]


@pytest.mark.req("R059")
def test_a_call_to_be_returned_says_when(books: Books) -> None:
    call = {"related": {"object": "customer", "id": customer(books)["id"]}, "at": "2026-11-20T01:00:00Z",
            "direction": "out", "result": "call_back"}
    assert refused(books, "call_log", call) == ["/call_back_at"]
    assert refused(books, "call_log", {**call, "call_back_at": "2026-11-20T00:59:00Z"}) == \
        ["The next call lies after this one"]
    books.made("call_log", **call, call_back_at="2026-11-21T01:00:00Z")
    assert refused(books, "call_log", {**call, "result": "ok", "call_back_at": "2026-11-21T01:00:00Z"}) == \
        ["/call_back_at"]


@pytest.mark.req("R064")
@pytest.mark.parametrize(("priority", "days"), [("high", 1), ("mid", 2), ("low", 5)])
def test_a_case_is_due_by_its_priority(books: Books, priority: str, days: int) -> None:
    made = books.made("service_case", customer=customer(books)["id"], kind="repair", priority=priority,
                      description="异响")
    due = datetime.fromisoformat(made["sla_due_at"])
    assert timedelta(0) <= datetime.now(UTC) + timedelta(days=days) - due < timedelta(minutes=5)
    assert made["is_late"] is False


@pytest.mark.req("R065", "R067", "R068")
def test_a_case_moves_on_with_somebody_and_a_solution(books: Books) -> None:
    case = {"customer": customer(books)["id"], "kind": "complaint", "description": "外壳划伤"}
    made = books.made("service_case", **case)
    assert [pointer for pointer, _ in kept(books, "service_case", made, "assign")] == ["/assignee"]
    books.ran("service_case", made, "assign", assignee=employee(books))
    assert [pointer for pointer, _ in kept(books, "service_case", made, "resolve")] == ["/solution"]
    assert refused(books, "service_case", {**case, "score": 6}) == ["/score"]
    survey = books.made("satisfaction_survey", customer=case["customer"], product_score=5)
    assert [pointer for pointer, _ in kept(books, "satisfaction_survey", survey, "answer")] == ["/service_score"]
    assert books.ran("satisfaction_survey", survey, "answer", service_score=4)["state"] == "answered"


@pytest.mark.req("R024", "R026")
def test_a_customer_has_one_primary_contact(books: Books) -> None:
    people = [{"name": "周工", "position": "设备主管", "mobile": "13800138005", "is_primary": True}, {"name": "吴总"}]
    made = customer(books, contacts=people)
    assert [contact["is_primary"] for contact in made["contacts"]] == [True, False]
    for wrong in ([{"name": "周工"}], [{**people[0]}, {"name": "吴总", "is_primary": True}]):
        assert refused(books, "customer", {"name": "无主", "contacts": wrong}) == \
            ["Exactly one contact is the primary one"]


@pytest.mark.req("R037", "R040", "R038", "R070")
def test_a_customer_is_profiled_and_found_by_it(books: Books) -> None:
    (region,) = books("GET", "/region?code=CN-32-SZ").json["data"]
    contact = {"name": "郑工", "is_primary": True, "sex": "m", "birthday": "1980-02-29", "hobby": "羽毛球",
               "family": "一子"}
    made = customer(books, industry="machinery", region=region["id"], level="B", risk_level="low", credit_limit="80000",
                    contacts=[contact])
    assert {name: made["contacts"][0][name] for name in contact} == contact
    found = books("GET", f"/customer?industry=machinery&region={region['id']}&level=B&risk_level=low&fields=name").json
    assert [each["id"] for each in found["data"]] == [made["id"]]


def test_a_customer_tells_how_the_last_follow_up_went_and_how_it_had_gone_then(books: Books) -> None:
    whom = customer(books)
    for day, result in (("03", "refused"), ("01", "interested"), ("04", None)):
        books.made("follow_up", related={"object": "customer", "id": whom["id"]}, at=f"2026-11-{day}T08:00:00Z",
                   channel="visit", summary="拜访", result=result)
    now = books("GET", f"/customer/{whom['id']}").json
    assert (now["last_result"], now["last_follow_up_at"]) == ("refused", "2026-11-04T08:00:00Z")
    then = books("GET", f"/customer/{whom['id']}?as_of={whom['created_at']}").json
    assert then["last_result"] is None
    assert [row["id"] for row in books("GET", f"/customer?last_result=refused&id={whom['id']}").json["data"]] == \
        [whom["id"]]
