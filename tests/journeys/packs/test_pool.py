"""Customers nobody owns: taken by one, within limits, given back."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from dougong.records.writing.change import Change
from tests.journeys.packs.conftest import Books
from tests.journeys.packs.test_customer import employee
from tests.journeys.packs.test_duplicates import Rep

COUNT = count(1)


def pooled(books: Books, pool: int) -> int:
    """Make a customer that waits in a pool."""
    made = books.made("customer", name=f"公海客户{next(COUNT)}号院", state="active")
    return int(books.ran("customer", made, "give_back", pool=pool)["id"])


def pool(books: Books, **limits: Any) -> int:
    return int(books.made("customer_pool", name=f"公海{next(COUNT)}", admins=[employee(books)], **limits)["id"])


def claimed(rep: Rep, id: int) -> Any:
    return rep("POST", f"/customer/{id}/do/claim", {"version": rep("GET", f"/customer/{id}").json["version"]})


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer.json["errors"]]


@pytest.mark.req("R034", "PC04")
def test_of_twenty_who_claim_one_customer_one_owns_it(books: Books) -> None:
    id, reps = pooled(books, pool(books)), [Rep(books) for _ in range(20)]
    version = books("GET", f"/customer/{id}").json["version"]
    with ThreadPoolExecutor(len(reps)) as crowd:
        answers = list(crowd.map(lambda rep: rep("POST", f"/customer/{id}/do/claim", {"version": version}), reps))
    winners = [rep.id for rep, each in zip(reps, answers, strict=True) if each.status_code == 200]
    assert len(winners) == 1
    assert {each.status_code for each in answers} <= {200, 404, 409}           # seen no more, or taken meanwhile
    found = books("GET", f"/customer/{id}").json
    assert (found["owner"], found["state"], found["owned_since"] is not None) == (winners[0], "active", True)


@pytest.mark.req("R034", "PC04")
def test_nobody_has_more_than_the_limit_however_much_is_claimed_at_once(books: Books) -> None:
    """Two of three: one is held, and four are claimed at once by one person."""
    sea = pool(books, hold_limit=2)
    rep, ids = Rep(books), [pooled(books, sea) for _ in range(5)]
    assert claimed(rep, ids.pop()).status_code == 200
    with ThreadPoolExecutor(len(ids)) as crowd:
        answers = list(crowd.map(lambda id: claimed(rep, id), ids))
    assert sorted(each.status_code for each in answers) == [200, 422, 422, 422]
    assert {code for each in answers if each.status_code == 422 for code in codes(each)} == {"pool_hold"}
    mine = rep("GET", f"/customer?owner={rep.id}&count=exact").json["count"]
    assert mine == 2


@pytest.mark.req("R034", "PC04")
def test_so_many_a_day_and_not_again_at_once(books: Books) -> None:
    sea = pool(books, daily_claim_limit=2)
    rep, ids = Rep(books), [pooled(books, sea) for _ in range(3)]
    assert [claimed(rep, id).status_code for id in ids] == [200, 200, 422]
    assert codes(claimed(rep, ids[2])) == ["pool_daily"]
    version = rep("GET", f"/customer/{ids[0]}").json["version"]
    back = rep("POST", f"/customer/{ids[0]}/do/give_back", {"version": version})
    assert (back.status_code, back.json["owner"], back.json["prev_owner"]) == (200, None, rep.id)
    assert codes(claimed(rep, ids[0])) == ["pool_daily", "pool_cooldown"]
    assert claimed(Rep(books), ids[0]).status_code == 200


@pytest.mark.req("R034")
def test_two_in_one_call_are_claimed_both_or_neither(books: Books) -> None:
    sea = pool(books, hold_limit=1)
    rep, ids = Rep(books), [pooled(books, sea) for _ in range(2)]
    asked = [{"verb": "do", "transition": "claim", "id": id, "version": rep("GET", f"/customer/{id}").json["version"]}
             for id in ids]
    answer = rep("POST", "/customer/batch", {"atomic": True, "changes": asked})
    assert answer.status_code == 422, answer.json
    assert rep("GET", f"/customer?owner={rep.id}&count=exact").json["count"] == 0


@pytest.mark.req("R034")
def test_the_button_that_takes_is_off_and_says_why(books: Books) -> None:
    sea = pool(books, daily_claim_limit=1, hold_limit=1)
    rep, ids = Rep(books), [pooled(books, sea) for _ in range(2)]

    def offered(id: int) -> Any:
        found = rep("GET", f"/customer/{id}/transitions").json["data"]
        return next(each for each in found if each["name"] == "claim")
    assert offered(ids[0])["runs"] is True
    assert claimed(rep, ids[0]).status_code == 200
    told = offered(ids[1])
    assert (told["runs"], [each["code"] for each in told["reasons"]]) == (False, ["pool_hold", "pool_daily"])
    assert told["reasons"][1]["message"] == "You have taken 1 today and the limit is 1 a day. Take more tomorrow"
    assert codes(claimed(rep, ids[1])) == ["pool_hold", "pool_daily"]      # what the button says is enforced


@pytest.mark.req("R034")
def test_who_is_brought_into_a_pool_is_nobody_s(books: Books) -> None:
    sea, names = pool(books), [f"搬来的客户{next(COUNT)}号" for _ in range(2)]
    context = books.runtime.machine("import", "test")
    ids = [books.runtime.unit(context).apply(Change(object="customer", verb="create", values=values)).id for values in (
        {"name": names[0], "state": "in_pool", "pool": sea}, {"name": names[1], "pool": sea})]
    assert [books("GET", f"/customer/{id}").json["owner"] for id in ids] == [None, 1]
    rep = Rep(books)
    assert claimed(rep, ids[0]).json["owner"] == rep.id
