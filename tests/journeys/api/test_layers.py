"""What an administrator changes on the spot: seen in a plan, in force at once, explained, never in the way."""

from typing import Any

import pytest

from tests.journeys.api.conftest import Api

LABEL = "objects.sample_partner.fields.level.label"
TIER = """kind: object
name: sample_tier
label: Tier
fields:
  name: {type: text, label: Name, length: 40}
  colour: {type: text, label: Colour}
"""
COLUMNS = "views.sample_orders.columns"


def change(api: Api, *operations: dict[str, Any], agree: str = "safe") -> int:
    """Plan operations and carry them out as planned."""
    body = {"operations": list(operations)}
    plan = api("POST", "/catalog/plan", body)
    assert plan.status_code == 200, plan.json
    done = api("POST", "/catalog/apply", {**body, "digest": plan.json["digest"], "agree": agree})
    assert done.status_code == 200, done.json
    return int(done.json["number"])


def refused(api: Api, operation: Any) -> list[tuple[str, str]]:
    answer = api("POST", "/catalog/plan", {"operations": [operation]})
    assert answer.status_code == 422, answer.json
    return [(each["pointer"], each["code"]) for each in answer.json["errors"]]


def explain(api: Api, path: str) -> dict[str, Any]:
    answer = api("GET", f"/catalog/explain?path={path}")
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def field(api: Api, object: str, name: str) -> dict[str, Any]:
    one = next(each for each in api("GET", "/catalog").json["objects"] if each["name"] == object)
    return next(each for each in one["fields"] if each["name"] == name)


def columns(api: Api) -> list[str]:
    return [each["name"] for each in api.runtime.live.catalog.views["sample_orders"].body["columns"]]


def patches(api: Api) -> dict[str, dict[str, Any]]:
    return {each["path"]: each for each in api("GET", "/catalog/patches").json["data"]}


def test_words_are_changed_in_one_language_and_say_who_changed_them(api: Api) -> None:
    number = change(api, {"set": LABEL, "to": {"en": "Rank"}})
    assert field(api, "sample_partner", "level")["label"] == "Rank"
    told = {part["path"].rpartition(".")[2]: part for part in explain(api, LABEL)["parts"]}
    english = told["en"]
    assert (english["value"], english["layer"], english["number"]) == ("Rank", "site", number)
    assert english["by"]["user"] == 1
    assert english["by"]["door"] == "api"
    assert english["at"].endswith("Z")
    assert [(each["value"], each["layer"], each["file"], each["line"]) for each in english["beneath"]] == [
        ("Level", "sample", "sample/objects/sample_partner.yaml", 10)]
    patch = patches(api)[LABEL]
    assert (patch["state"], patch["operation"]) == ("in_force", {"set": LABEL, "to": {"en": "Rank"},
                                                                "was": {"en": "Level"}})


def test_setting_a_value_back_leaves_nothing_behind(api: Api) -> None:
    path = "objects.sample_partner.fields.name.hint"
    change(api, {"set": path, "to": {"en": "As on the licence"}})
    assert path in patches(api)
    change(api, {"unset": path})
    assert path not in patches(api)
    change(api, {"set": "objects.sample_partner.icon", "to": "users"})
    assert api.runtime.live.catalog.objects["sample_partner"].icon == "users"
    change(api, {"reset": "objects.sample_partner.icon"})
    assert api.runtime.live.catalog.objects["sample_partner"].icon == "table"
    assert "objects.sample_partner.icon" not in patches(api)


def test_a_field_of_the_site_stores_and_shows(api: Api) -> None:
    added = {"kind": "field", "object": "sample_order", "name": "x_project", "type": "text", "length": 40,
             "label": "Project"}
    change(api, {"add": added}, {"insert": "x_project", "into": COLUMNS, "after": "partner"},
           {"insert": "x_project", "into": "views.sample_order_form.sections.head.fields"},
           {"move": "objects.sample_order.fields.x_project", "after": "partner"})
    made = api.order(x_project="P-7")
    assert api("GET", f"/sample_order/{made['id']}").json["x_project"] == "P-7"
    assert columns(api)[:3] == ["number", "partner", "x_project"]
    assert list(api.runtime.live.catalog.objects["sample_order"].fields)[:2] == ["partner", "x_project"]
    assert explain(api, "sample_order.fields.x_project.length")["file"] == "site/fields/sample_order.x_project.yaml"
    change(api, {"set": "objects.sample_order.fields.x_project.required", "to": "state == 'done'"},
           {"set": "objects.sample_order.fields.x_project.label", "to": {"zh-Hans": "项目"}})
    one = api.runtime.live.catalog.objects["sample_order"].fields["x_project"]
    assert dict(one.label) == {"en": "Project", "zh-Hans": "项目"}
    change(api, {"drop": "objects.sample_order.fields.x_project"}, agree="destructive")
    assert "x_project" not in columns(api)
    assert "x_project" not in api.runtime.live.catalog.objects["sample_order"].fields


def test_lists_of_a_view_are_rearranged(api: Api) -> None:
    before = columns(api)
    change(api, {"move": f"{COLUMNS}.total", "after": None}, {"unset": f"{COLUMNS}.partner.level"},
           {"insert": {"name": "due", "label": "Until"}, "into": COLUMNS})
    assert columns(api) == ["total", "number", "partner", "ordered_on", "due"]
    told = explain(api, f"{COLUMNS}.due.label")["parts"][0]
    assert (told["value"], told["layer"]) == ("Until", "site")
    change(api, {"reset": COLUMNS})
    assert columns(api) == before


def test_a_check_of_the_site_refuses_records(api: Api) -> None:
    path = "objects.sample_partner.checks.x_named"
    change(api, {"set": path, "to": {"must": "len(name) > 1", "message": "Too short"}}, agree="confirm")
    answer = api("POST", "/sample_partner", {"code": "X1", "name": "a"})
    assert (answer.status_code, answer.json["errors"][0]["message"]) == (422, "Too short")
    change(api, {"unset": path})
    assert api("POST", "/sample_partner", {"code": "X2", "name": "a"}).status_code == 201


@pytest.mark.parametrize(("operation", "pointer", "code"), [
    ({"set": "objects.sample_partner.fields.nope.label", "to": "x"}, "/operations", "patch_gone"),
    ({"set": "objects.nope.label", "to": "x"}, "/operations/0", "operation_nowhere"),
    ({"set": "objects.sample_partner.fields.name.type", "to": "note"}, "/operations", "definition"),
    ({"set": "objects.sample_partner.fields.name.length", "to": "long"}, "/operations", "definition"),
    ({"set": "objects.sample_partner.checks.mine", "to": {"must": "active", "message": "x"}}, "/operations",
     "definition"),
    ({"unset": "objects.sample_order.checks.due_later", "was": None}, "/operations/0", "operation_stale"),
    ({"unset": "objects.sample_order.checks.due_later"}, "/operations", "definition"),
    ({"set": LABEL, "to": {"en": "x"}, "was": {"en": "y"}}, "/operations/0", "operation_stale"),
    ({"set": LABEL}, "/operations/0", "operation_lacks"), ({"say": 1}, "/operations/0", "operation_verb"),
    ({"set": LABEL, "to": "x", "force": 1}, "/operations/0", "operation_key"), (7, "/operations/0", "operation_verb"),
    ({"drop": "objects.sample_partner"}, "/operations/0", "operation_not_ours"),
    ({"add": {"kind": "pack", "name": "x_a"}}, "/operations/0", "operation_definition"),
])
def test_what_cannot_be_done_is_said(small: Api, operation: Any, pointer: str, code: str) -> None:
    assert refused(small, operation) == [(pointer, code)]


def test_names_the_site_takes_begin_with_x(small: Api) -> None:
    answer = small("POST", "/catalog/plan", {"operations": [
        {"add": {"kind": "object", "name": "mine", "label": "Mine", "fields": {"a": {"type": "text", "label": "A"}}}}]})
    assert answer.status_code == 422
    assert "M315" in answer.json["errors"][0]["message"]


def test_an_upgrade_merges_key_by_key_and_parks_what_conflicts(api: Api) -> None:
    name, tier = "sample/objects/sample_tier.yaml", "objects.sample_tier.fields.name"
    first = TIER
    upgrade(api, name, first)
    change(api, {"set": f"{tier}.length", "to": 60}, {"set": f"{tier}.index", "to": True},
           {"set": "objects.sample_tier.fields.colour.label", "to": {"en": "Shade"}})
    steps = upgrade(api, name, first.replace("length: 40", "length: 80").replace(
        "  colour: {type: text, label: Colour}", "  tint: {type: text, label: Colour, was: colour}"))
    assert [step["subject"] for step in steps if step["verb"] == "park"] == [f"{tier}.length"]
    kept = api.runtime.live.catalog.objects["sample_tier"].fields
    assert kept["name"].options["length"] == 80
    assert kept["name"].index
    assert kept["tint"].label["en"] == "Shade"
    told = patches(api)
    assert (told[f"{tier}.length"]["state"], told[f"{tier}.length"]["now"]) == ("changed", 80)
    assert told["objects.sample_tier.fields.tint.label"]["state"] == "in_force"
    steps = upgrade(api, name, first.replace("  colour: {type: text, label: Colour}\n", ""), agree="destructive")
    assert "objects.sample_tier.fields.tint.label" in [step["subject"] for step in steps if step["verb"] == "park"]
    assert kept["name"].index
    change(api, {"set": f"{tier}.length", "to": 90})
    assert patches(api)[f"{tier}.length"]["state"] == "in_force"
    assert api.runtime.live.catalog.objects["sample_tier"].fields["name"].options["length"] == 90


def upgrade(api: Api, path: str, text: str, agree: str = "confirm") -> list[dict[str, Any]]:
    body = {"files": {path: text}}
    plan = api("POST", "/catalog/plan", body).json
    done = api("POST", "/catalog/apply", {**body, "digest": plan["digest"], "agree": agree})
    assert done.status_code == 200, done.json
    return list(plan["steps"])


def test_what_nobody_wrote_is_said_by_the_engine(api: Api) -> None:
    assert api("GET", "/catalog/explain").status_code == 400
    assert api("GET", "/catalog/explain?path=objects.nope").status_code == 404
    assert api("GET", "/catalog/explain?path=objects.sample_order.fields.state.required&x=1").status_code == 400
    told = explain(api, "sample_order.fields.state.hidden")
    assert (told["value"], told["layer"], told["file"]) == (False, "engine", "")
