"""A field that becomes required gives its default to the records that were there before, and says so beforehand."""

from typing import Any

import pytest

from dougong.records.upkeep import chores, defaults
from dougong.store.change import journal
from tests.journeys.api.conftest import Api

PATH = "sample/objects/sample_crate.yaml"
LINE = "sample/objects/sample_crate_line.yaml"
LABEL = "label: {zh-Hans: 甲, en: A}"
CRATE = f"""kind: object
name: sample_crate
{LABEL}
title: "{{name}}"
fields:
  name:    {{type: text, {LABEL}}}
  size:    {{type: integer, {LABEL}}}
  partner: {{type: link, to: sample_partner, {LABEL}}}
  rows:    {{type: lines, of: sample_crate_line, {LABEL}}}
"""
ROW = f"""kind: object
name: sample_crate_line
{LABEL}
parent: sample_crate
title: "{{word}}"
fields:
  word: {{type: text, {LABEL}}}
"""
MORE = f"""  colour: {{type: text, required: true, default: red, {LABEL}}}
  twice:  {{type: integer, required: true, default: "=size * 2", {LABEL}}}
  thrice: {{type: integer, formula: twice + size, {LABEL}}}
  big:    {{type: text, required: "size > 5", default: large, {LABEL}}}
  level:  {{type: text, required: true, default: "=partner.code", {LABEL}}}
  own:    {{type: text, required: true, default: "=me.login", {LABEL}}}
"""
MORE_ROW = f"  weight: {{type: integer, required: true, default: \"=len(word)\", {LABEL}}}\n"


def applied(api: Api, crate: str, row: str) -> dict[str, Any]:
    files = {PATH: crate, LINE: row}
    planned = api("POST", "/catalog/plan", {"files": files}).json
    answer = api("POST", "/catalog/apply", {"files": files, "digest": planned["digest"], "agree": "confirm"})
    assert answer.status_code == 200, answer.json
    return {step["subject"].partition(".")[2]: step for step in planned["steps"] if step["verb"] == "default"}


def test_old_records_are_given_the_default(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defaults, "BATCH", 3)
    monkeypatch.setattr(defaults, "COMPUTED", 2)
    applied(api, CRATE, ROW)
    partner = api.partner()
    made = [api.made("sample_crate", name=f"c{size}", size=size, partner=partner["id"],
                     rows=[{"word": "x" * size}, {"word": "yy"}]) for size in range(1, 9)]
    gone = made[-1]
    assert api("DELETE", f"/sample_crate/{gone['id']}", If_Match='"1"').status_code == 204
    steps = applied(api, CRATE + MORE, ROW + MORE_ROW)
    assert {name: (step["safety"], step["rows"]) for name, step in steps.items()} == {
        "colour": ("safe", 7), "twice": ("safe", 7), "big": ("safe", 2), "level": ("safe", 7), "weight": ("safe", 16)}
    api("POST", f"/sample_crate/{gone['id']}/restore", If_Match='"2"')
    for size, record in enumerate(made, 1):
        now = api("GET", f"/sample_crate/{record['id']}").json
        assert (now["colour"], now["twice"], now["thrice"]) == ("red", size * 2, size * 3)
        assert (now["big"], now["level"]) == ("large" if size > 5 else None, partner["code"])
        assert [each["weight"] for each in now["rows"]] == [size, 2]
        assert now["own"] is None, "nobody is asked for it on behalf of everybody"
        assert now["version"] == (1 if record is not gone else 3)
    found = api("GET", "/catalog/violations").json["data"]
    assert [each["rule"] for each in found if each["object"].startswith("sample_crate")] == ["own"]
    ends = {state for _, step, state in journal.entries(api.runtime.database) if step.startswith("default ")}
    assert ends == {"done"}


def test_who_changes_an_old_record_first_gives_it_the_default(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "finish", lambda *_: 0)
    path, text = PATH.replace("crate", "keg"), CRATE.replace("sample_crate", "sample_keg")
    text = text.replace(f"  rows:    {{type: lines, of: sample_keg_line, {LABEL}}}\n", "")
    for more in ("", f"  colour: {{type: text, required: true, default: red, {LABEL}}}\n"):
        files = {path: text + more}
        digest = api("POST", "/catalog/plan", {"files": files}).json["digest"]
        assert api("POST", "/catalog/apply", {"files": files, "digest": digest}).status_code == 200
        if not more:
            old = [api.made("sample_keg", name=f"k{at}") for at in range(2)]
    assert api("GET", f"/sample_keg/{old[0]['id']}").json["colour"] is None
    changed = api("PATCH", f"/sample_keg/{old[0]['id']}", {"name": "changed"}, If_Match='"1"')
    assert (changed.status_code, changed.json["colour"]) == (200, "red")
    refused = api("PATCH", f"/sample_keg/{old[1]['id']}", {"colour": None}, If_Match='"1"')
    assert [each["pointer"] for each in refused.json["errors"]] == ["/colour"]
