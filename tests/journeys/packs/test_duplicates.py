"""Records that stand for the same thing: refused, warned of, and told of only as far as one may see them."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from dougong.access import identity
from tests.journeys.packs.conftest import Books

COUNT = count(1)


class Rep:
    """A sales representative with a token: sees what is hers."""

    def __init__(self, books: Books) -> None:
        self.books, number = books, next(COUNT)
        self.login = f"rep{number}"
        self.id = books.made("user", login=self.login, name=f"代表{number}")["id"]
        books.made("membership", member=self.id, role={"external_id": "role:sales_rep"}, reason="入职")
        self.token = identity.create_token(books.runtime.database, self.login, "test", books.runtime.clock)

    def __call__(self, method: str, address: str, json: Any = None) -> Any:
        return self.books(method, address, json, Authorization=f"Bearer {self.token}")


def refused(answer: Any) -> list[Mapping[str, Any]]:
    assert answer.status_code == 422, answer.json
    return [{key: each.get(key) for key in ("pointer", "code", "records")} for each in answer.json["errors"]]


def previewed(books: Any, object: str, **values: Any) -> Mapping[str, Any]:
    answer = books("POST", f"/{object}/preview", {"values": values})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


@pytest.mark.req("R027", "PC01")
def test_a_name_in_other_clothes_is_there_already(books: Books) -> None:
    made = books.made("customer", name="北京华强科技有限公司")
    answer = books("POST", "/customer", {"name": " 北京華強科技有限公司 "})
    there = {"object": "customer", "id": made["id"], "title": "北京华强科技有限公司"}
    assert refused(answer) == [{"pointer": "/name", "code": "duplicate", "records": [there]}]
    assert answer.json["errors"][0]["message"] == "This is there already: 北京华强科技有限公司"
    assert refused(books("POST", "/customer", {"name": "（北京）华强科技"}))[0]["records"] == [there]


@pytest.mark.req("R027", "PC02")
def test_of_a_record_one_may_not_see_name_and_owner_are_told_and_nothing_else(books: Books) -> None:
    one, other = Rep(books), Rep(books)
    assert one("POST", "/customer", {"name": "南通远洋船务", "phone": "0513-8888 1234"}).status_code == 201
    (fault,) = refused(other("POST", "/customer", {"name": "南通遠洋船務有限公司"}))
    assert fault == {"pointer": "/name", "code": "duplicate",
                     "records": [{"name": "南通远洋船务", "owner": books("GET", f"/user/{one.id}").json["name"]}]}
    said = previewed(other, "customer", name="海安重工", phone="+86 513 88881234")["warnings"]
    assert [(each["pointer"], each["code"], sorted(each["records"][0])) for each in said] == [
        ("/phone", "perhaps_duplicate", ["name", "owner"])]


#: Forms of a firm, which are none of its name.
FORMS = ("", "有限公司", "股份有限公司", "集团有限公司")


@pytest.mark.req("R027")
def test_of_two_who_make_the_same_at_once_one_does(books: Books) -> None:
    reps = [Rep(books) for _ in FORMS]
    for turn in range(5):
        names = [f"宁波港埠{turn}号{form}" for form in FORMS]            # no two alike, and all the same
        with ThreadPoolExecutor(len(reps)) as pool:
            answers = list(pool.map(lambda rep, name: rep("POST", "/customer", {"name": name}), reps, names))
        assert sorted(each.status_code for each in answers) == [201, 422, 422, 422]
        winner, name = next((rep, name) for rep, name, each in zip(reps, names, answers, strict=True)
                            if each.status_code == 201)
        told = [refused(each)[0]["records"] for each in answers if each.status_code == 422]
        owner = books("GET", f"/user/{winner.id}").json["name"]
        assert all(each == [{"name": name, "owner": owner}] for each in told)


@pytest.mark.req("R027", "PC01")
def test_what_looks_or_sounds_alike_is_warned_of_before_saving(books: Books) -> None:
    made = books.made("customer", name="嘉兴天虹纺织品有限公司")
    there = {"object": "customer", "id": made["id"], "title": "嘉兴天虹纺织品有限公司"}
    for name, code in (("嘉兴天红纺织品", "perhaps_duplicate"), ("嘉兴天虹纺织厂", "similar"),
                       ("嘉兴天虹纺织", "similar")):
        (told,) = previewed(books, "customer", name=name)["warnings"]
        assert (told["pointer"], told["code"], told["records"]) == ("/name", code, [there])
        dry = books("POST", "/customer?dry_run=1", {"name": name})
        assert [each["code"] for each in dry.json["_warnings"]] == [code]
    assert previewed(books, "customer", name="嘉兴地平线物流")["warnings"] == []


def test_others_of_another_kind_are_warned_of_both_ways(books: Books) -> None:
    made = books.made("customer", name="无锡惠泉精密", phone="0510-66668888")
    lead = {"name": "展会", "source": "expo", "company_name": "無錫惠泉精密有限公司", "mobile": "0510 6666 8888"}
    told = previewed(books, "lead", **lead)["warnings"]
    assert [(each["pointer"], each["code"]) for each in told] == [("/company_name", "perhaps_duplicate")]
    assert [each["object"] for each in told[0]["records"]] == ["customer"]
    books.made("lead", **lead)
    found = previewed(books, "customer", name="无锡惠泉精密仪器", phone="051066668888")["warnings"]
    assert {(each["code"], record["object"]) for each in found for record in each["records"]} == {
        ("perhaps_duplicate", "customer"), ("perhaps_duplicate", "lead")}
    assert made["name"] == "无锡惠泉精密"


def test_a_record_is_no_duplicate_of_itself(books: Books) -> None:
    made = books.made("customer", name="常州新科光电", phone="0519-77776666")
    values = {"name": "常州新科光電", "phone": "051977776666"}
    told = books("POST", "/customer/preview", {"id": made["id"], "values": values})
    assert (told.json["errors"], told.json["warnings"]) == ([], [])
    assert books("PATCH", f"/customer/{made['id']}", {"name": "常州新科光電", "version": 1}).status_code == 200


def test_what_is_in_the_bin_stands_in_nobodys_way_until_it_comes_back(books: Books) -> None:
    made = books.made("customer", name="扬州玉器")
    assert books("DELETE", f"/customer/{made['id']}", If_Match='"1"').status_code in (200, 204)
    again = books.made("customer", name="揚州玉器")
    (fault,) = refused(books("POST", f"/customer/{made['id']}/restore"))
    assert fault["records"] == [{"object": "customer", "id": again["id"], "title": "揚州玉器"}]


def test_nobody_sees_the_keys(books: Books) -> None:
    made = books.made("customer", name="泰州医药")
    answers = [books("GET", f"/customer/{made['id']}"), books("GET", f"/customer/{made['id']}/history"),
               books("GET", "/customer?limit=1"), books("GET", "/catalog"),
               books.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {books.token}"})]
    assert all(answer.status_code == 200 for answer in answers)
    assert [at for at, answer in enumerate(answers) if "same_name" in answer.get_data(as_text=True)] == []
    for asked in ("same_name=x", "sort=same_name", "fields=same_name", "where=same_name == 'x'"):
        assert books("GET", f"/customer?{asked}").status_code == 400
    assert refused(books("POST", "/customer", {"name": "泰兴", "same_name": "x"}))[0]["code"] == "unknown_field"
