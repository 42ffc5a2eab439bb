"""Rules tried by a program and by a command, on records of the shipped packs: nothing of it lasts."""

import json

import pytest
from click.testing import CliRunner

from dougong.cli import main
from tests.journeys.api.conftest import COUNT, Api


@pytest.fixture
def call(small: Api) -> dict[str, object]:
    customer = small.made("customer", name=f"Tried {next(COUNT)}", contacts=[{"name": "Li", "is_primary": True}])
    return small.made("call_log", related={"object": "customer", "id": customer["id"]}, result="call_back",
                      call_back_at="2026-12-01T08:00:00Z", remark="Prices")


def test_a_rule_is_tried_on_a_record(small: Api, call: dict[str, object]) -> None:
    tasks = small.rows("task")
    found = small("POST", "/rules/call_back/try", {"id": call["id"]}).json
    assert found["fires"] is True
    assert found["judged"][0]["text"] == "It would fire"
    (seen,) = found["judged"][0]["conditions"]
    assert (seen["text"], seen["holds"]) == ("call_back_at is not None", True)
    assert (found["changes"], found["refused"]) == ([], None)        # its key says: the task is there already
    quiet = small.made("call_log", related=call["related"], result="ok")
    silent = small("POST", "/rules/call_back/try", {"id": quiet["id"]}).json
    assert (silent["fires"], silent["changes"]) == (False, [])
    assert silent["judged"][0]["text"] == "It would stay silent: Call back at is filled in does not hold"
    assert small.rows("task") == tasks


def test_the_past_and_days_to_come_are_told(small: Api, call: dict[str, object]) -> None:
    past = small("GET", "/rules/call_back/past?days=2").json
    assert next(each["id"] for each in past["data"]) == call["id"]
    assert (past["cut"], past["as_now"]) == (False, [])
    due = small("GET", "/rules/birthday/due?day=2026-12-24&days=2").json
    assert [each["at"] for each in due["data"]] == ["2026-12-24T08:00:00Z", "2026-12-25T08:00:00Z"]


def test_the_command_tells_what_the_api_tells(small: Api, call: dict[str, object]) -> None:
    settings, id = small.runtime.settings, call["id"]
    around = {"DOUGONG_HOME": str(settings.home), "DOUGONG_DATABASE_URL": settings.database_url}

    def said(*words: object) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["rules", *map(str, words)], env=around)
        return done.exit_code, done.output
    tasks = small.rows("task")
    assert json.loads(said("try", "call_back", id, "--json")[1]) == small(
        "POST", "/rules/call_back/try", {"id": id}).json
    assert json.loads(said("due", "birthday", "--day", "2026-12-24", "--json")[1]) == small(
        "GET", "/rules/birthday/due?day=2026-12-24").json
    past = json.loads(said("past", "call_back", "--days", 2, "--json")[1])
    assert past["data"] == small("GET", "/rules/call_back/past?days=2").json["data"]
    code, told = said("try", "call_back", id)
    assert (code, told.splitlines()[0]) == (0, "+ It would fire")
    assert "    + call_back_at is not None  call_back_at = " in told
    assert said("try", "call_back", id, "--language", "zh-Hans")[1].startswith("+ 会触发")
    assert f"  {id}  " in said("past", "call_back")[1]
    assert said("due", "birthday", "--day", "2026-12-24") == (0, "2026-12-24T08:00:00Z  nothing\n")
    assert said("due", "call_back") == (0, "time does not trigger it then\n")
    assert small.rows("task") == tasks


def test_the_command_says_what_it_cannot_do(small: Api) -> None:
    settings = small.runtime.settings
    around = {"DOUGONG_HOME": str(settings.home), "DOUGONG_DATABASE_URL": settings.database_url}
    for words, code, why in (
            (("try", "call_bak", "1"), 1, "no rule is called call_bak (did you mean call_back?)"),
            (("try", "call_back", "999999"), 1, "There is no such record"),
            (("past", "call_back", "--days", "31"), 2, "is not in the range"),
            (("due", "birthday", "--day", "9000-01-01"), 2, "days away")):
        done = CliRunner().invoke(main, ["rules", *words], env=around)
        assert (done.exit_code, why in done.output) == (code, True), done.output


@pytest.mark.parametrize(("method", "address", "body", "status", "code"), [
    ("POST", "/rules/nowhere/try", {"id": 1}, 404, "missing"),
    ("POST", "/rules/call_back/try", {"id": 10**12}, 404, "missing"),
    ("POST", "/rules/call_back/try", {}, 422, "refused"),
    ("POST", "/rules/call_back/try", {"id": 1, "deep": 2}, 422, "refused"),
    ("GET", "/rules/call_back/past?days=31", None, 400, "query_number"),
    ("GET", "/rules/birthday/due?day=tomorrow", None, 400, "query_value"),
    ("GET", "/rules/birthday/due?day=9999-12-31", None, 400, "query_value"),
    ("GET", "/rules/birthday/due?from=1", None, 400, "query_unknown"),
])
def test_what_cannot_be_asked_is_said(small: Api, method: str, address: str, body: object, status: int,
                                      code: str) -> None:
    answer = small(method, address, body)
    assert (answer.status_code, answer.json["code"]) == (status, code), answer.json


def test_a_dry_run_tells_the_rules_it_would_concern(small: Api, call: dict[str, object]) -> None:
    tasks = small.rows("task")
    body = {"related": call["related"], "result": "call_back", "call_back_at": "2026-12-02T08:00:00Z"}
    told = {each["rule"]: each for each in small("POST", "/call_log?dry_run=1", body).json["_rules"]}
    assert (told["call_back"]["fired"], told["call_back"]["object"]) == (True, "call_log")
    address = f"/call_log/{call['id']}?dry_run=1"
    off = small("PATCH", address, {"version": call["version"], "result": "ok", "call_back_at": None}).json["_rules"]
    assert [(each["rule"], each["fired"], each["text"]) for each in off] == [
        ("call_back", False, "It stayed silent: Call back at is filled in did not hold")]
    assert "_rules" not in small("PATCH", address, {"version": call["version"], "remark": "Other"}).json
    assert small.rows("task") == tasks


def test_a_preview_tells_the_rules_that_would_fire(small: Api, call: dict[str, object]) -> None:
    typed = {"related": call["related"], "result": "call_back", "call_back_at": "2026-12-02T08:00:00Z"}
    assert small("POST", "/call_log/preview", {"values": typed}).json["rules"] == [
        {"rule": "call_back", "label": "Call back"}]
    assert small("POST", "/call_log/preview", {"values": {"result": "ok"}}).json["rules"] == []
    same = {"id": call["id"], "values": {"remark": "Other"}}
    assert small("POST", "/call_log/preview", same).json["rules"] == []
