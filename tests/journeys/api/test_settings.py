"""Settings: typed, validated, with history; in force for everybody with the next request."""

import threading
from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import pytest

from dougong.app import compose
from dougong.records.runtime import Runtime
from tests.journeys.api.conftest import Api

NAME = "/settings/customer"
DEFAULTS = {"prices_include_tax": True, "close_days": 30, "ready_score": 80, "hold_limit": 100, "daily_claim_limit": 20,
            "cooldown_days": 7, "case_days_high": 1, "case_days_mid": 2, "case_days_low": 5,
            "care_days": 3, "survey_days": 90, "stage_task": "3 天内跟进", "stage_days": 3}


@pytest.fixture(autouse=True)
def company(api: Api) -> Iterator[int]:
    """The company one works in; after each test it is gone, and nobody has chosen anything."""
    held = api.made("company", name="澄海智能")["id"]
    yield held
    for row in api("GET", "/customer_setting").json["data"]:
        assert api("DELETE", f"/customer_setting/{row['id']}").status_code == 204
    assert api("DELETE", f"/company/{held}").status_code == 204


def hold_limit(api: Api) -> Any:
    """What a new pool is given."""
    return foreseen(api, "customer_pool")["hold_limit"]


def foreseen(api: Api, object: str) -> dict[str, Any]:
    """What a new record is given."""
    answer = api("POST", f"/{object}/preview", {"values": {}})
    assert answer.status_code == 200, answer.json
    return dict(answer.json["values"])


@pytest.mark.req("R011")
def test_a_setting_is_typed_and_validated(api: Api, company: int) -> None:
    assert api("GET", NAME).json == {"name": "customer", "object": "customer_setting", "company": company, "id": None,
                                     "version": None, "values": DEFAULTS}
    for said, code in (("many", "integer"), (-1, "at_least"), (None, "required")):
        answer = api("PATCH", NAME, {"hold_limit": said})
        assert (answer.status_code, [(each["pointer"], each["code"]) for each in answer.json["errors"]]) == (
            422, [("/hold_limit", code)])
    late = api("PATCH", NAME, {"case_days_high": 9})
    assert (late.status_code, late.json["errors"][0]["message"]) == (422, "What is more urgent does not take longer")
    assert api("PATCH", NAME, {"hold_limt": 5}).status_code == 422
    assert api("PATCH", "/settings/nothing", {"a": 1}).status_code == 404
    assert api("GET", NAME).json["id"] is None


@pytest.mark.req("R011")
def test_what_is_chosen_holds_from_the_next_request_on(api: Api) -> None:
    assert hold_limit(api) == 100
    answer = api("PATCH", NAME, {"hold_limit": 80})
    assert (answer.status_code, answer.json["version"], answer.json["values"]) == (
        200, 1, {**DEFAULTS, "hold_limit": 80})
    assert hold_limit(api) == 80
    again = api("PATCH", NAME, {"close_days": 45})
    values = again.json["values"]
    assert (again.json["version"], values["hold_limit"], values["close_days"]) == (2, 80, 45)
    record = again.json["id"]
    past = api("GET", f"/customer_setting/{record}/history").json["data"]
    assert [each["version"] for each in past] == [2, 1]
    assert api("DELETE", f"/customer_setting/{record}").status_code == 204        # in the bin: the defaults hold
    assert (api("GET", NAME).json["values"], hold_limit(api)) == (DEFAULTS, 100)
    assert api("POST", f"/customer_setting/{record}/restore").status_code == 200
    assert hold_limit(api) == 80


def test_two_who_choose_at_once_do_not_undo_each_other(api: Api) -> None:
    assert api("PATCH", NAME, {"hold_limit": 80}, If_Match='"1"').status_code == 412
    api("PATCH", NAME, {"hold_limit": 80})
    assert api("PATCH", NAME, {"hold_limit": 70}, If_Match='"1"').json["version"] == 2
    assert api("PATCH", NAME, {"hold_limit": 60, "version": 1}).status_code == 409
    assert api("PATCH", NAME, {"close_days": 5, "version": 1}).json["values"]["hold_limit"] == 70
    assert api("POST", "/customer_setting", {"hold_limit": 1}).status_code in (409, 422)          # there is one already


@pytest.fixture
def second(api: Api) -> Iterator[Runtime]:
    """Another process that serves the same database."""
    runtime = compose(api.runtime.settings)
    yield runtime
    runtime.follower.stop()
    for each in (each for each in threading.enumerate() if each.name == "dougong-follow"):
        each.join(5)
    runtime.database.close()


def test_other_processes_hear_of_it_with_their_next_sign_in(api: Api, second: Runtime) -> None:
    other = Api(second)
    assert hold_limit(other) == 100
    api("PATCH", NAME, {"hold_limit": 80})
    assert hold_limit(other) == 80


def test_processes_that_only_follow_hear_of_it_within_two_seconds(api: Api, second: Runtime) -> None:
    assert hold_limit(Api(second)) == 100
    second.follower.start()
    api("PATCH", NAME, {"hold_limit": 80})
    until = monotonic() + 2
    heard: Any = 100
    while heard != 80 and monotonic() < until:
        sleep(0.05)
        heard = second.standings.of(second._current(), None).settings["customer.hold_limit"]
    assert heard == 80


def test_each_company_has_settings_of_its_own(api: Api, company: int) -> None:
    other = api.made("company", name="第二家公司")
    try:
        api("PATCH", f"{NAME}?company={other['id']}", {"hold_limit": 60})
        assert (api("GET", NAME).json["values"]["hold_limit"], hold_limit(api)) == (100, 100)
        me = api("GET", "/user/1").json
        api("PATCH", "/user/1", {"company": other["id"], "version": me["version"]})
        assert (api("GET", NAME).json["values"]["hold_limit"], hold_limit(api)) == (60, 60)
        assert api("GET", "/settings?company=999999").status_code == 404
        moved = api("GET", NAME).json
        answer = api("PATCH", f"/customer_setting/{moved['id']}", {"company": company, "version": moved["version"]})
        assert answer.json["errors"][0]["code"] == "readonly"
    finally:
        me = api("GET", "/user/1").json
        api("PATCH", "/user/1", {"company": None, "version": me["version"]})
        held = [row["id"] for row in api("GET", f"/customer_setting?company={other['id']}").json["data"]]
        for id in held:
            api("DELETE", f"/customer_setting/{id}")
        api("DELETE", f"/company/{other['id']}")
