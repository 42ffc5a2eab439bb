"""A rule comes into force by degrees: counted, told, held of what is new or touched, held of everything."""

from typing import Any

from tests.journeys.api.conftest import Api

PATH = "sample/objects/sample_ruled.yaml"
FIRST = """kind: object
name: sample_ruled
label: {zh-Hans: 规则, en: Ruled}
title: "{words}"
fields:
  words:   {type: text, label: {zh-Hans: 文字, en: Words}}
  size:    {type: integer, label: {zh-Hans: 大小, en: Size}RULE}
  since:   {type: date, label: {zh-Hans: 起始, en: Since}}
  remark:  {type: text, label: {zh-Hans: 备注, en: Remark}}
  partner: {type: link, to: sample_partner, label: {zh-Hans: 伙伴, en: Partner}}
"""
CHECKS = """checks:
  long:   {must: len(words) > 1, message: {zh-Hans: 太短, en: Too short}, enforce: MODE}
  past:   {must: since is None or since <= today(), message: {zh-Hans: 在将来, en: In the future}, enforce: MODE}
  active: {must: partner is None or partner.active, message: {zh-Hans: 已停用, en: Not active}, enforce: MODE}
  mine:   {must: words != me.login, message: {zh-Hans: 是名字, en: A name}, enforce: MODE}
"""


def enforced(api: Api, mode: str) -> None:
    text = FIRST.replace("RULE", f", required: true, enforce: {mode}" if mode else "")
    text += CHECKS.replace("MODE", mode) if mode else ""
    planned = api("POST", "/catalog/plan", {"files": {PATH: text}}).json
    answer = api("POST", "/catalog/apply", {"files": {PATH: text}, "digest": planned["digest"], "agree": "confirm"})
    assert answer.status_code == 200, answer.json


def counts(api: Api) -> dict[str, Any]:
    found = api("GET", "/catalog/violations").json["data"]
    return {each["rule"]: (each["enforce"], each["count"]) for each in found if each["object"] == "sample_ruled"}


def patch(api: Api, record: dict[str, Any], **values: Any) -> Any:
    return api("PATCH", f"/sample_ruled/{record['id']}", values, If_Match=f'"{record["version"]}"')


def told(answer: Any) -> set[tuple[str, str]]:
    found = answer.json["_warnings"] if answer.status_code < 300 else answer.json["errors"]
    return {(each["pointer"], each["message"]) for each in found}


def test_a_rule_comes_into_force_by_degrees(api: Api) -> None:
    enforced(api, "")
    idle = api.partner(active=False)["id"]
    old = api.made("sample_ruled", words="a", since="2999-01-01", partner=idle)
    kept = api.made("sample_ruled", words="fine", size=1)
    bad = {"words": "b", "since": "2999-01-01", "partner": idle}
    faults = {("", "Too short"), ("", "In the future"), ("", "Not active")}
    lack = ("/size", "Required")

    enforced(api, "observe")
    assert counts(api) == {"long": ("observe", 1), "past": ("observe", 1), "active": ("observe", 1),
                           "size": ("observe", 1), "mine": ("observe", None)}
    made = api.made("sample_ruled", **bad)
    assert "_warnings" not in made
    assert counts(api)["long"] == ("observe", 2)

    enforced(api, "warn")
    made = api("POST", "/sample_ruled", bad)
    assert made.status_code == 201
    assert told(made) == {*faults, lack}
    assert counts(api)["size"] == ("warn", 3)

    enforced(api, "new")
    refused = api("POST", "/sample_ruled", {**bad, "size": 1})
    assert (refused.status_code, told(refused)) == (422, faults)
    refused = api("POST", "/sample_ruled", {"words": "cc"})
    assert {(each["pointer"], each["code"]) for each in refused.json["errors"]} == {("/size", "required")}
    old = patch(api, old, remark="a change of something else").json
    refused = patch(api, old, words="d")
    assert (refused.status_code, told(refused)) == (422, {("", "Too short")})
    refused = patch(api, kept, size=None)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/size")
    old = patch(api, old, words="long enough").json
    assert counts(api)["long"] == ("new", 2)

    enforced(api, "all")
    refused = patch(api, old, remark="another")
    assert {each["pointer"] for each in refused.json["errors"]} == {"/size"}
    refused = patch(api, old, size=3)
    assert (refused.status_code, told(refused)) == (422, {("", "In the future"), ("", "Not active")})
    assert patch(api, old, size=3, since="2020-01-01", partner=None).status_code == 200


def test_the_plan_says_what_each_degree_does_with_the_rows_that_are_there(api: Api) -> None:
    path = PATH.replace("ruled", "degree")
    first = FIRST.replace("sample_ruled", "sample_degree")
    planned = api("POST", "/catalog/plan", {"files": {path: first.replace("RULE", "")}}).json
    api("POST", "/catalog/apply", {"files": {path: first.replace("RULE", "")}, "digest": planned["digest"]})
    api.made("sample_degree", words="a")
    said = {}
    for mode in ("observe", "warn", "new", "all"):
        text = first.replace("RULE", f", required: true, enforce: {mode}") + CHECKS.replace("MODE", mode)
        steps = api("POST", "/catalog/plan", {"files": {path: text}}).json["steps"]
        said[mode] = {step["subject"].partition(".")[2]: (step["safety"], step["rows"])
                      for step in steps if step["verb"] == "judge"}
    assert said["observe"]["long"] == said["warn"]["size"] == ("safe", 1)
    assert said["new"]["long"] == said["all"]["size"] == ("confirm", 1)
    assert said["all"]["active"] == ("safe", 0), "not known before it is in force"
