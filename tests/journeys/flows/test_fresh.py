"""Coming back to a page: which of its records somebody else has changed meanwhile."""

from tests.journeys.access.served import Site
from tests.journeys.flows.conftest import demand, done


def changed(site: Site, who: str, ids: list[int], age: str = "60") -> list[int]:
    answer = site.screen(who).get(f"/f/fresh/demand?age={age}&ids={','.join(map(str, ids))}")
    assert answer.status_code == 200
    return list(answer.json["changed"])


def test_what_another_changed_is_told_and_one_s_own_is_not(flows: Site) -> None:
    mine, theirs, hers = demand(flows, "ann"), demand(flows, "ann"), demand(flows, "bob")
    ids = [mine["id"], theirs["id"], hers["id"]]
    assert changed(flows, "ann", ids) == [], "ann made them herself, and may not see bob's"
    done(flows, "admin", theirs, "ask", due="2026-12-01")
    assert changed(flows, "ann", ids) == [theirs["id"]]
    assert changed(flows, "admin", ids) == ids, "what ann and bob have made"
    assert changed(flows, "ann", ids, age="0") == []


def test_odd_questions_are_answered_with_nothing(flows: Site) -> None:
    screen = flows.screen("ann")
    for asked in ("", "?age=x&ids=1,b,", "?age=99999999999999&ids=9223372036854775808", "?age=-5&ids=-1"):
        assert screen.get(f"/f/fresh/demand{asked}").json == {"changed": []}, asked
    assert screen.get("/f/fresh/nothing").status_code == 404
    assert flows.app.test_client().get("/f/fresh/demand?age=60&ids=1").status_code in {302, 401}
