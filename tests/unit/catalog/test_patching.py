"""Patches: who may change what, what is parked and why, and that nothing said is lost on the way."""

import random
from typing import Any

import pytest

from dougong.catalog.compile import compile_catalog, drafting
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog
from dougong.catalog.patches.amend import amended
from dougong.catalog.patches.desk import Unfit
from dougong.catalog.patches.merging import joined
from dougong.catalog.patches.operation import operation
from dougong.catalog.patches.site import layered
from dougong.catalog.reading.rights import right
from dougong.catalog.reading.scan import scan_yaml
from dougong.catalog.reading.schema import RIGHT, field_keys, working
from dougong.catalog.reading.shelf import Shelf
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reading.written import written
from dougong.catalog.registry import BUILTIN_KINDS, registry
from tests.unit.catalog.packs import SYSTEM, pack

THING = """kind: object
name: thing
label: Thing
fields:
  name: {type: text, label: Name, length: 40}
  kind: {type: choice, label: Kind, options: [A, B]}
"""
LIST = "kind: view\nname: things\nobject: thing\ntype: list\ncolumns: [name, kind]\n"


def built(*changes: dict[str, Any], thing: str = THING, **files: bytes) -> Catalog:
    """The catalog of the packs system and demo with these operations of the site over them."""
    demo = pack("demo", {"objects/thing.yaml": thing, "views/things.yaml": LIST})
    site = {"patches/p.yaml": written({"kind": "patch", "name": "p", "changes": list(changes)}), **files}
    return compile_catalog(layered([SYSTEM, demo], site), registry(), {})


def states(catalog: Catalog) -> list[str]:
    return [each.lost or "in force" for each in catalog.patches]


def test_every_key_of_a_definition_says_who_may_patch_it() -> None:
    schemas = working(registry())
    assert {kind for kind in BUILTIN_KINDS if RIGHT in schemas[kind]} == {"object", "setting", "view", "menu", "role",
                                                                           "rule", "workflow"}
    assert all(RIGHT in schema for schema in field_keys().values())
    body = {"type": "link", "to": "thing"}
    assert right(schemas["field"], body, ("to",)) == "never"
    assert right(schemas["field"], body, ("where",)) == "site"
    assert right(schemas["field"], body, ("name",)) == "never"
    assert right(schemas["object"], {"fields": {"a": body}}, ("fields", "a", "formula")) == "packs"


@pytest.mark.parametrize(("change", "state"), [
    ({"set": "objects.thing.fields.name.length", "to": 60, "was": 40}, "in force"),
    ({"set": "objects.thing.fields.name.length", "to": 40, "was": 30}, "in force"),          # both came to say the same
    ({"set": "objects.thing.fields.name.length", "to": 60, "was": 30}, "changed"),
    ({"set": "objects.thing.fields.gone.length", "to": 60, "was": 30}, "gone"),
    ({"set": "objects.nothing.icon", "to": "box", "was": None}, "gone"),
    ({"set": "objects.thing.fields.name.length", "to": 0, "was": 40}, "refused"),
    ({"set": "objects.thing.fields.name.formula", "to": "kind", "was": None}, "refused"),
    ({"insert": "id", "into": "views.things.columns", "after": "gone"}, "gone"),
    ({"insert": "name", "into": "views.things.columns", "after": "kind"}, "in force"),       # it is there already
    ({"insert": "nowhere", "into": "views.things.columns"}, "refused"),
    ({"unset": "views.things.columns.gone", "was": "gone"}, "in force"),
    ({"unset": "views.things.columns.kind", "was": "kind"}, "in force"),
    ({"set": "objects.thing.fields.kind.options.A.label", "to": {"en": "First"}, "was": {"en": "A"}}, "changed"),
    ({"set": "objects.thing.fields.kind.options.A.label", "to": {"en": "First"}, "was": None}, "in force"),
])
def test_what_becomes_of_an_operation(change: dict[str, Any], state: str) -> None:
    sound = {"set": "objects.thing.icon", "to": "box", "was": None}
    catalog = built(change, sound)
    assert states(catalog) == [state, "in force"]
    assert catalog.objects["thing"].icon == "box"                                # one parked hinders no other
    again = thaw(freeze_bytes(catalog), registry(), 3)
    assert again.patches == catalog.patches


def test_keys_of_a_trait_are_patched_for_one_object_alone() -> None:
    demo = pack("demo", {
        "traits/coded.yaml": "kind: trait\nname: coded\nfields:\n  code: {type: text, label: Code, length: 10}\n",
        "objects/one.yaml": "kind: object\nname: one\nlabel: One\ntraits: [coded]\n"
                            "fields:\n  code: {type: text, hint: Short}\n",
        "objects/two.yaml": "kind: object\nname: two\nlabel: Two\ntraits: [coded]\n"})
    site = {"patches/p.yaml": written({"kind": "patch", "name": "p", "changes": [
        {"set": "objects.one.fields.code.length", "to": 12, "was": 10},
        {"set": "objects.two.fields.code.index", "to": True, "was": None}]})}
    catalog = compile_catalog(layered([SYSTEM, demo], site), registry(), {})
    one, two = (catalog.objects[name].fields["code"] for name in ("one", "two"))
    assert states(catalog) == ["in force", "in force"]
    assert (one.options["length"], one.index, one.label["en"], one.hint["en"]) == (12, False, "Code", "Short")
    assert (two.options["length"], two.index) == (10, True)


def test_a_site_stands_above_every_pack_and_may_name_any() -> None:
    other = pack("other", {"objects/box.yaml": "kind: object\nname: box\nlabel: Box\nfields:\n"
                                               "  name: {type: text, label: Name}\n"})
    site = {"fields/thing.x_box.yaml": b"kind: field\nname: x_box\nobject: thing\ntype: link\nto: box\nlabel: Box\n"}
    demo = pack("demo", {"objects/thing.yaml": THING})
    catalog = compile_catalog(layered([SYSTEM, other, demo], site), registry(), {})
    assert catalog.objects["thing"].fields["x_box"].pack == "site"
    assert list(catalog.packs)[-1] == "site"
    assert layered([SYSTEM], {"pack.yaml": b"kind: pack"}) == (SYSTEM,)


NAMES = "[A, B]"
MAP = "{A: Best, B: {label: Good, tone: pine}}"


def options(catalog: Catalog, object: str, field: str) -> list[tuple[str, str, str]]:
    found = catalog.objects[object].fields[field]
    return [(each.name, each.label["en"], each.tone) for each in found.type.choices(found)]


@pytest.mark.parametrize(("written_as", "before"), [
    (NAMES, [("A", "A", ""), ("B", "B", "")]), (MAP, [("A", "Best", ""), ("B", "Good", "pine")])])
def test_an_option_with_words_of_its_own_comes_in(written_as: str, before: list[tuple[str, str, str]]) -> None:
    path, entry = "objects.thing.fields.kind.options", {"name": "x_c", "label": {"en": "Third"}, "tone": "blue"}
    thing = THING.replace(NAMES, written_as)
    for after, at in ((None, 0), ("A", 1), ("B", 2)):
        catalog = built({"insert": entry, "into": path, "after": after}, thing=thing)
        assert states(catalog) == ["in force"]
        assert options(catalog, "thing", "kind") == [*before[:at], ("x_c", "Third", "blue"), *before[at:]]


@pytest.mark.parametrize("entry", [
    {"label": {"en": "Nameless"}}, {"name": "x_c", "colour": "red"}, {"name": "x_c", "label": ["Third"]}, ["x_c"]])
@pytest.mark.parametrize("written_as", [NAMES, MAP])
def test_an_option_that_is_none_is_parked(written_as: str, entry: Any) -> None:
    wrong = {"insert": entry, "into": "objects.thing.fields.kind.options"}
    catalog = built(wrong, {"set": "objects.thing.icon", "to": "box", "was": None},
                    thing=THING.replace(NAMES, written_as))
    assert states(catalog) == ["refused", "in force"]
    assert [name for name, *_ in options(catalog, "thing", "kind")] == ["A", "B"]


@pytest.mark.parametrize("written_as", [NAMES, MAP])
def test_an_option_with_words_comes_into_a_field_of_the_site(written_as: str) -> None:
    types = registry()
    layers = [SYSTEM, pack("demo", {"objects/thing.yaml": THING})]
    draft = drafting(Shelf(types), layers)
    files = {"fields/thing.x_kind.yaml": f"kind: field\nname: x_kind\nobject: thing\ntype: choice\nlabel: Kind\n"
                                         f"options: {written_as}\n".encode()}
    made = amended(files, [{"insert": {"name": "C", "label": "Third"}, "after": "A",
                            "into": "objects.thing.fields.x_kind.options"}],
                   lambda held: draft(layered((), held)), "en")
    catalog = compile_catalog(layered(layers, made), types, {})
    field = catalog.objects["thing"].fields["x_kind"]
    assert [each.name for each in field.type.choices(field)] == ["A", "C", "B"]
    assert field.type.choices(field)[1].label["en"] == "Third"


def test_operations_on_one_thing_become_one() -> None:
    path, columns = "objects.thing.icon", "views.things.columns"
    first = joined([], operation({"set": path, "to": "box", "was": None}))
    second = joined(first, operation({"set": path, "to": "car", "was": "box"}))
    assert [(one.to, one.was) for one in second] == [("car", None)]
    assert joined(second, operation({"unset": path, "was": "car"})) == []
    came = joined([], operation({"insert": "id", "into": columns}))
    moved = joined(came, operation({"move": f"{columns}.id", "after": None, "was": "kind"}))
    assert len(moved) == 2
    assert joined(moved, operation({"unset": f"{columns}.id", "was": "id"})) == []
    gone = joined([], operation({"unset": f"{columns}.kind", "was": "kind"}))
    assert joined(gone, operation({"insert": "kind", "into": columns})) == []


def test_two_that_come_into_one_list_both_come() -> None:
    columns = "views.things.columns"
    first = joined([], operation({"insert": "id", "into": columns}))
    both = joined(first, operation({"insert": "owner", "into": columns, "after": "id"}))
    assert [one.to for one in both] == ["id", "owner"]
    assert [one.to for one in joined(both, operation({"unset": f"{columns}.id", "was": "id"}))] == ["owner"]


def test_what_is_written_reads_the_same() -> None:
    chance = random.Random(5)
    texts = ["no", "1e3", "0755", "12:30", "2024-01-01", "", "~", "a: b", "#x", "- y", "'q'", '"', "多\n行", " pad ",
             "1_000", "=x > 1", "{a}", "0x1F", "null", "true", "é" * 200, "tab\there", "@x", "%y", "!z", "&a", "*b"]
    for _ in range(200):
        body = {"a": chance.choice(texts), "b": [chance.choice(texts), chance.choice([1, 0.5, True, None, -3])],
                chance.choice(texts) or "k": {"x": chance.choice(texts)}}
        assert scan_yaml(written(body).decode()).data == body


def test_the_file_of_the_engine_is_no_definition() -> None:
    source = PackSource.of("demo", {**pack("demo", {}).files, ".origins.json": b"{}"})
    assert compile_catalog([SYSTEM, source], registry(), {}).patches == ()


def asked(files: dict[str, bytes], *requests: Any, thing: str = THING) -> dict[str, bytes]:
    """The files of the site after these requests of somebody who reads English."""
    demo = pack("demo", {"objects/thing.yaml": thing, "views/things.yaml": LIST})
    draft = drafting(Shelf(registry()), [SYSTEM, demo])
    return amended(files, requests, lambda held: draft(layered((), held)), "en")


def linked(files: dict[str, bytes]) -> Catalog:
    demo = pack("demo", {"objects/thing.yaml": THING, "views/things.yaml": LIST})
    return compile_catalog(layered([SYSTEM, demo], files), registry(), {})


PROJECT = {"kind": "field", "object": "thing", "name": "x_project", "type": "text", "label": "Project"}
BOX = {"kind": "object", "name": "x_box", "label": "Box", "title": "{x_code}",
       "fields": {"x_code": {"type": "text", "label": "x_code"}, "x_size": {"type": "integer", "label": "Size"},
                  "x_twice": {"type": "integer", "label": "Twice", "formula": "x_size * 2"}}}


def test_a_field_of_the_site_is_renamed_with_all_that_names_it() -> None:
    files = asked({}, {"add": PROJECT}, {"insert": "x_project", "into": "views.things.columns", "after": "name"},
                  {"set": "objects.thing.checks.x_long", "to": {"must": "len(x_project) > 2", "message": "x_project?"}})
    made = asked(files, {"rename": "objects.thing.fields.x_project", "to": "x_job"},
                 {"set": "objects.thing.fields.x_job.hint", "to": "A job"})
    catalog = linked(made)
    field, check = catalog.objects["thing"].fields["x_job"], catalog.objects["thing"].checks[0]
    assert (field.hint["en"], check.must.text, check.message["en"]) == ("A job", "len(x_job) > 2", "x_project?")
    assert [each["name"] for each in catalog.views["things"].body["columns"]] == ["name", "x_job", "kind"]
    assert scan_yaml(made["fields/thing.x_job.yaml"].decode()).data["was"] == "x_project"
    assert states(catalog) == ["in force"] * 2
    back = asked(made, {"rename": "objects.thing.fields.x_job", "to": "x_project"})
    assert scan_yaml(back["fields/thing.x_project.yaml"].decode()).data["was"] == "x_job"


def test_what_was_never_published_is_renamed_without_a_trace() -> None:
    made = asked({}, {"add": PROJECT}, {"rename": "objects.thing.fields.x_project", "to": "x_job"},
                 {"rename": "objects.thing.fields.x_job", "to": "x_task"})
    assert list(made) == ["fields/thing.x_task.yaml"]
    assert "was" not in scan_yaml(made["fields/thing.x_task.yaml"].decode()).data
    files = asked({}, {"add": PROJECT})
    there = asked(files, {"rename": "objects.thing.fields.x_project", "to": "x_job"},
                  {"rename": "objects.thing.fields.x_job", "to": "x_task"})
    assert scan_yaml(there["fields/thing.x_task.yaml"].decode()).data["was"] == "x_project"
    again = asked(files, {"rename": "objects.thing.fields.x_project", "to": "x_job"},
                  {"rename": "objects.thing.fields.x_job", "to": "x_project"})
    assert again == files


def test_an_object_of_the_site_is_renamed_with_its_fields_and_views() -> None:
    menu = {"kind": "menu", "name": "x_box", "groups": {"x_site": {"label": "Site", "entries": {
        "x_box": {"object": "x_box"}}}}}
    view = {"kind": "view", "name": "x_boxes", "object": "x_box", "type": "list", "columns": ["x_code"]}
    more = {"kind": "field", "object": "thing", "name": "x_in", "type": "link", "to": "x_box", "label": "In"}
    files = asked({}, {"add": BOX}, {"add": menu}, {"add": view}, {"add": more})
    made = asked(files, {"rename": "objects.x_box", "to": "x_crate"},
                 {"rename": "objects.x_crate.fields.x_size", "to": "x_width"})
    catalog = linked(made)
    crate = catalog.objects["x_crate"]
    assert list(crate.fields) == ["x_code", "x_width", "x_twice"]
    formula = crate.fields["x_twice"].formula
    assert formula is not None
    assert (formula.text, crate.fields["x_code"].label["en"]) == ("x_width * 2", "x_code")
    assert catalog.views["x_boxes"].object == "x_crate"
    assert [entry.object for group in catalog.menu for entry in group.entries] == ["x_crate"]
    assert catalog.objects["thing"].fields["x_in"].type.targets(catalog.objects["thing"].fields["x_in"]) == ("x_crate",)
    body = scan_yaml(made["objects/x_crate.yaml"].decode()).data
    assert (body["was"], body["fields"]["x_width"]["was"]) == ("x_box", "x_size")
    twice = asked(files, {"rename": "objects.x_box", "to": "x_crate"}, {"rename": "objects.x_crate", "to": "x_case"})
    assert scan_yaml(twice["objects/x_case.yaml"].decode()).data["was"] == "x_box"


def test_a_name_that_others_have_too_follows_within_its_object_only() -> None:
    note = {"kind": "field", "object": "thing", "name": "x_code", "type": "text", "label": "Code"}
    files = asked({}, {"add": BOX}, {"add": note},
                  {"set": "objects.thing.checks.x_coded", "to": {"must": "len(x_code) > 2", "message": "Short"}})
    made = asked(files, {"rename": "objects.thing.fields.x_code", "to": "x_key"})
    catalog = linked(made)
    assert catalog.objects["thing"].checks[0].must.text == "len(x_key) > 2"
    assert "x_code" in catalog.objects["x_box"].fields
    other = linked(asked(files, {"rename": "objects.x_box.fields.x_code", "to": "x_key"}))
    assert other.objects["thing"].checks[0].must.text == "len(x_code) > 2"
    assert other.objects["x_box"].title == (("field", "x_key"),)


@pytest.mark.parametrize(("request_", "code"), [
    ({"rename": "objects.thing.fields.name", "to": "x_name"}, "operation_keeps_name"),
    ({"rename": "objects.thing", "to": "x_thing"}, "operation_keeps_name"),
    ({"rename": "objects.x_box.fields.x_code.label", "to": "x_b"}, "operation_keeps_name"),
    ({"rename": "objects.x_box.fields.x_code", "to": "code"}, "operation_name"),
    ({"rename": "objects.x_box.fields.x_code", "to": "x_Code"}, "operation_name"),
    ({"rename": "objects.x_box.fields.x_code", "to": "x_size"}, "operation_there"),
    ({"rename": "objects.x_box.fields.x_code"}, "operation_lacks"),
    ({"unset": "objects.x_box"}, "operation_nowhere"), ({"insert": "a", "into": "objects.x_box"}, "operation_nowhere"),
    ({"set": "objects.thing", "to": {}}, "operation_nowhere"),
    ({"set": "objects.x_box.fields.x_code", "to": "text"}, "operation_whole"),
    ({"set": "objects.x_box.fields.x_code", "to": {"name": "x_b"}}, "operation_whole")])
def test_what_cannot_be_renamed_or_replaced_is_refused(request_: dict[str, Any], code: str) -> None:
    with pytest.raises(Unfit) as refused:
        asked({}, {"add": BOX}, request_)
    assert refused.value.code == code


def test_a_field_of_the_site_gets_another_type() -> None:
    files = asked({}, {"add": BOX}, {"add": PROJECT})
    choice = {"type": "choice", "label": "State", "options": {"a": "A"}}
    catalog = linked(asked(files, {"set": "objects.thing.fields.x_project", "to": choice},
                           {"set": "objects.x_box.fields.x_code", "to": {"type": "note", "label": "Code"}},
                           {"set": "objects.x_box.title", "to": "{x_size}"}))
    field = catalog.objects["thing"].fields["x_project"]
    assert (field.type.key, field.label["en"], [each.name for each in field.type.choices(field)]) == (
        "choice", "State", ["a"])
    assert catalog.objects["x_box"].fields["x_code"].type.key == "note"


ROLE = "kind: role\nname: worker\nlabel: Worker\ngrants:\n  things: {on: [thing], may: [read, update], scope: own}\n"


def test_a_grant_of_a_pack_is_patched_and_the_site_adds_its_own() -> None:
    change = {"set": "roles.worker.grants.things.scope", "to": "all", "was": "own"}
    ours = b"kind: role\nname: worker\ngrants:\n  x_more: {on: [thing], may: [archive], scope: own}\n"
    demo = pack("demo", {"objects/thing.yaml": THING, "roles/worker.yaml": ROLE})
    site = {"patches/p.yaml": written({"kind": "patch", "name": "p", "changes": [change]}), "roles/worker.yaml": ours}
    made = compile_catalog(layered([SYSTEM, demo], site), registry(), {})
    assert states(made) == ["in force"]
    assert [(each.name, each.pack, each.scope, sorted(each.may)) for each in made.roles["worker"].grants] == [
        ("things", "demo", "all", ["read", "update"]), ("x_more", SITE, "own", ["archive"])]
