"""Definitions change through the API: seen first, applied as seen, refused when they are no longer what was seen."""

from typing import Any

import pytest

from dougong.api import addresses
from dougong.records.context import Context
from dougong.records.definitions import planning
from dougong.records.runtime import Runtime
from tests.journeys.api.conftest import Api

NOTE = """kind: object
name: sample_note
label: Note
plural: Notes
title: "{words}"
fields:
  words: {type: text, label: {zh-Hans: 文字, en: Words}FIELD}
"""
MORE = "  colour: {type: text, label: {zh-Hans: 颜色, en: Colour}}\n"
PATH = "sample/objects/sample_note.yaml"


def asked(api: Api, text: str | None) -> dict[str, Any]:
    answer = api("POST", "/catalog/plan", {"files": {PATH: text}})
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def note(more: str = "", field: str = "") -> str:
    return NOTE.replace("FIELD", field) + more


def test_what_was_planned_is_applied_and_serves_at_once(api: Api) -> None:
    plan = asked(api, note())
    first = plan["steps"][0]
    assert (first["verb"], first["subject"], first["safety"]) == ("add_object", "sample_note", "safe")
    assert "CREATE TABLE sample_note" in first["sql"][0]
    done = api("POST", "/catalog/apply", {"files": {PATH: note()}, "digest": plan["digest"]})
    assert (done.status_code, done.json) == (200, {"number": plan["base"] + 1})
    assert api("GET", "/catalog").json["number"] == plan["base"] + 1
    made = api("POST", "/sample_note", {"words": "kept"})
    assert made.status_code == 201
    renamed = note(field=", was: words").replace("words:", "said:").replace("{words}", "{said}")
    plan = asked(api, renamed)
    assert plan["safety"] == "confirm"
    refused = api("POST", "/catalog/apply", {"files": {PATH: renamed}, "digest": plan["digest"]})
    assert (refused.status_code, refused.json["code"]) == (422, "plan_refused")
    done = api("POST", "/catalog/apply", {"files": {PATH: renamed}, "digest": plan["digest"], "agree": "confirm"})
    assert done.status_code == 200, done.json
    assert api("GET", f"/sample_note/{made.json['id']}").json["said"] == "kept"


def test_a_plan_that_is_another_by_now_is_a_conflict(api: Api) -> None:
    plan = asked(api, note(MORE))
    other = api("POST", "/catalog/apply", {"files": {PATH: note()}, "digest": plan["digest"]})
    assert (other.status_code, other.json["code"]) == (409, "plan_stale")


def test_faults_of_definitions_are_told_with_their_place(api: Api) -> None:
    answer = api("POST", "/catalog/plan", {"files": {PATH: note("  size: {type: mony}\n")}})
    assert (answer.status_code, answer.json["code"]) == (422, "definitions_refused")
    assert any(f"{PATH}:8" in each["message"] and "M201" in each["message"] for each in answer.json["errors"])


@pytest.mark.parametrize(("body", "pointer", "code"), [
    ({}, "/files", "definition_files"), ({"files": {"x": 1}}, "/files", "definition_files"),
    ({"files": {"alone.yaml": "a"}}, "/files", "definition_path"), ({"files": {}, "force": True}, "/force", "readonly"),
])
def test_a_body_that_means_nothing_is_refused(api: Api, body: dict[str, Any], pointer: str, code: str) -> None:
    answer = api("POST", "/catalog/plan", body)
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [(pointer, code)]


def test_agreement_is_one_of_three_words(api: Api) -> None:
    answer = api("POST", "/catalog/apply", {"files": {}, "digest": "x", "agree": "yes"})
    assert [each["pointer"] for each in answer.json["errors"]] == ["/agree"]


def test_a_read_that_a_rename_overtakes_is_answered_by_the_new_catalog(
        api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    path, first = PATH.replace("note", "slip"), note().replace("sample_note", "sample_slip")
    put(api, path, first)
    made = api("POST", "/sample_slip", {"words": "kept"}).json
    before = api.runtime.live.catalog
    renamed = first.replace("Words}}", "Words}, was: words}")
    late = {path: renamed.replace("words:", "said:").replace("{words}", "{said}")}
    entered: list[Context] = []
    enter = addresses.enter

    def overtaken(runtime: Runtime) -> Context:
        context = enter(runtime)
        entered.append(context)
        if len(entered) == 1:
            planned = planning.planned(runtime, planning.Wish(late))
            planning.applied(runtime, context, planning.Wish(late), str(planned["digest"]), "confirm")
        return context

    monkeypatch.setattr(addresses, "enter", overtaken)
    answer = api("GET", f"/sample_slip/{made['id']}")
    assert (answer.status_code, answer.json["said"]) == (200, "kept")
    assert [context.catalog.number for context in entered] == [before.number, before.number + 1]


def put(api: Api, path: str, text: str) -> None:
    files = {path: text}
    planned = api("POST", "/catalog/plan", {"files": files}).json
    done = api("POST", "/catalog/apply", {"files": files, "digest": planned["digest"]})
    assert done.status_code == 200, done.json


def test_rows_that_break_a_new_rule_are_counted(api: Api) -> None:
    path = "sample/objects/sample_memo.yaml"
    first = {"files": {path: memo()}}
    digest = api("POST", "/catalog/plan", first).json["digest"]
    assert api("POST", "/catalog/apply", {**first, "digest": digest}).status_code == 200
    for words in ("a", "bb", "ccc"):
        api("POST", "/sample_memo", {"words": words})
    gone = api("POST", "/sample_memo", {"words": "d"}).json
    assert api("DELETE", f"/sample_memo/{gone['id']}", If_Match=f'"{gone["version"]}"').status_code == 204
    text = memo("  size: {type: integer, label: {zh-Hans: 大小, en: Size}, required: true}\n"
                "checks:\n  long: {must: len(words) > 1, message: {zh-Hans: 太短, en: Too short}}\n")
    planned = api("POST", "/catalog/plan", {"files": {path: text}}).json
    assert {(step["subject"], step["rows"]) for step in planned["steps"] if step["verb"] == "judge"} == {
        ("sample_memo.size", 3), ("sample_memo.long", 1)}
    body = {"files": {path: text}, "digest": planned["digest"], "agree": "confirm"}
    assert api("POST", "/catalog/apply", body).status_code == 200
    found = [each for each in api("GET", "/catalog/violations").json["data"] if each["object"] == "sample_memo"]
    assert found == [{"object": "sample_memo", "rule": "long", "enforce": "all", "count": 1},
                     {"object": "sample_memo", "rule": "size", "enforce": "all", "count": 3}]


def memo(more: str = "") -> str:
    return note(more).replace("sample_note", "sample_memo")
