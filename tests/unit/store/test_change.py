"""Renames, drops, returns and conversions: every value that is there before is there afterwards, or was announced."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.kernel.clock import SystemClock
from dougong.store import snapshot
from dougong.store.change import shape
from dougong.store.change.apply import apply
from dougong.store.change.plan import Plan, Safety
from dougong.store.change.planner import plan
from dougong.store.change.purge import purge, remains
from dougong.store.database import Database
from dougong.store.errors import ForeignKeyViolation, RefusedPlan, UniqueViolation
from dougong.store.follow import beating
from tests.unit.store.boxes import BOX, PACK, SHELF, TAG, applied, compiled, run, sources

CRATE = (BOX.replace("name: box", "name: crate").replace("label: Box", "label: Crate")
         .replace("of: box_tag", "of: crate_tag").replace("kind: object", "kind: object\nwas: box", 1))
CRATE_TAG = (TAG.replace("name: box_tag", "name: crate_tag").replace("parent: box", "parent: crate")
             .replace("kind: object", "kind: object\nwas: box_tag", 1))


def change(database: Database, packs: tuple[PackSource, ...], agreed: Safety = "confirm") -> Plan:
    asked = plan(database, compiled(database, packs))
    apply(database, asked, packs, "test", agreed=agreed)
    again = plan(database, compiled(database, packs))
    assert again.empty, [step.sentence for step in again.steps]
    return asked


def pack(files: dict[str, str]) -> tuple[PackSource, ...]:
    system = tuple(each for each in sources() if each.name == "system")
    return (*system, PackSource.of("boxes", {"pack.yaml": PACK, **files}))


def fill(database: Database, rows: Sequence[tuple[int, str]], column: str) -> None:
    for number, value in rows:
        run(database, f"insert into box (id, version, name, {column}) values ({number}, 1, 'n{number}', {value})")


def table_uid(database: Database, path: str) -> str:
    return snapshot.uids(database)[path]


def renamed(database: Database) -> tuple[PackSource, ...]:
    return pack({"objects/shelf.yaml": SHELF, "objects/crate.yaml": CRATE, "objects/crate_tag.yaml": CRATE_TAG})


def test_an_object_keeps_rows_lines_keys_and_uid_under_its_new_name(database: Database) -> None:
    applied(database, sources())
    before = snapshot.uids(database)
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    run(database, "insert into box (id, version, name, shelf) values (7, 1, 'kept', 1)")
    run(database, "insert into box_tag (id, parent, line_no, word) values (1, 7, 1, 'red')")
    asked = change(database, renamed(database))
    assert asked.safety == "confirm"
    assert [(step.verb, step.subject, step.rows) for step in asked.steps if step.verb == "rename"] == [
        ("rename", "crate", 1), ("rename", "crate_tag", 1)]
    assert run(database, "select name, shelf from crate") == [("kept", 1)]
    assert run(database, "select parent, word from crate_tag") == [(7, "red")]
    after = snapshot.uids(database)
    assert after["objects.crate"] == before["objects.box"]
    assert after["objects.crate_tag.fields.word"] == before["objects.box_tag.fields.word"]
    with pytest.raises(ForeignKeyViolation):
        run(database, "insert into crate_tag (id, parent, line_no) values (2, 99, 1)")
    with pytest.raises(ForeignKeyViolation):
        run(database, "update crate set shelf = 99")


def test_a_field_keeps_its_values_and_its_unique_under_its_new_name(database: Database) -> None:
    applied(database, sources("colour: {type: text, label: Colour, unique: true}"))
    fill(database, [(1, "'red'"), (2, "'blue'")], "colour")
    change(database, sources("shade: {type: text, label: Shade, unique: true, was: colour}"))
    assert run(database, "select id, shade from box order by id") == [(1, "red"), (2, "blue")]
    with pytest.raises(UniqueViolation) as refused:
        run(database, "insert into box (id, version, shade) values (3, 1, 'red')")
    assert refused.value.constraint == "uq_box_shade"


def test_a_link_keeps_its_key_under_its_new_name(database: Database) -> None:
    applied(database, sources("near: {type: link, to: shelf, label: Near}"))
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    fill(database, [(1, "1")], "near")
    change(database, sources("beside: {type: link, to: shelf, label: Near, was: near}"))
    assert run(database, "select beside from box") == [(1,)]
    with pytest.raises(ForeignKeyViolation) as refused:
        run(database, "update box set beside = 99")
    if database.dialect == "postgresql":
        assert refused.value.constraint == "fk_box_beside"


def test_a_dropped_field_leaves_its_values_in_place_and_holds_nobody(database: Database) -> None:
    applied(database, sources("near: {type: link, to: shelf, label: Near, unique: true}"))
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    fill(database, [(41, "1")], "near")
    asked = change(database, sources())
    dropped, = (step for step in asked.steps if step.verb == "drop")
    assert (dropped.subject, dropped.safety, dropped.rows) == ("box.near", "confirm", 1)
    assert run(database, "select near from box") == [(1,)]
    run(database, "delete from shelf where id = 1")
    run(database, "insert into box (id, version, near) values (42, 1, 1)")


def test_after_a_key_went_ids_go_on_where_they_were(database: Database) -> None:
    applied(database, sources("near: {type: link, to: shelf, label: Near}"))
    run(database, "insert into box (version) values (1)")
    run(database, "insert into box (version) values (1)")
    run(database, "delete from box")
    change(database, sources())
    run(database, "insert into box (version) values (1)")
    assert run(database, "select id from box") == [(3,)]


def test_lines_stay_when_the_table_of_their_owner_is_made_anew(database: Database) -> None:
    applied(database, sources("near: {type: link, to: shelf, label: Near}"))
    fill(database, [(1, "null")], "near")
    run(database, "insert into box_tag (id, parent, line_no, word) values (1, 1, 1, 'red')")
    change(database, sources())
    assert run(database, "select word from box_tag") == [("red",)]
    run(database, "delete from box where id = 1")
    assert run(database, "select word from box_tag") == []


def test_a_field_that_comes_back_under_its_name_is_another_unless_it_says_was(database: Database) -> None:
    colour = "colour: {type: text, label: Colour}"
    applied(database, sources(colour))
    first = table_uid(database, "objects.box.fields.colour")
    fill(database, [(1, "'red'")], "colour")
    change(database, sources())
    change(database, sources(colour))
    assert run(database, "select colour from box") == [(None,)]
    assert table_uid(database, "objects.box.fields.colour") != first


@pytest.mark.parametrize("name", ["colour", "shade"])
def test_a_field_that_says_what_it_was_comes_back_with_its_values(database: Database, name: str) -> None:
    applied(database, sources("colour: {type: text, label: Colour, index: true}"))
    first = table_uid(database, "objects.box.fields.colour")
    fill(database, [(1, "'red'")], "colour")
    change(database, sources())
    back = change(database, sources(f"{name}: {{type: text, label: Colour, was: colour, index: true}}"))
    assert [step.verb for step in back.steps if step.verb == "return"] == ["return"]
    assert run(database, f"select {name} from box") == [("red",)]
    assert table_uid(database, f"objects.box.fields.{name}") == first
    change(database, sources())
    change(database, sources("colour: {type: integer, label: Colour}"))
    assert run(database, "select colour from box") == [(None,)]


def test_a_dropped_object_returns_with_its_rows(database: Database) -> None:
    van = ("{kind: object, name: van, label: Van, plural: Vans, title: '{plate}'WAS, fields: {plate: {type: text, "
           "label: Plate}, home: {type: link, to: shelf, label: Home}, load: {type: links, to: box, label: Load}}}")
    applied(database, sources(files={"objects/van.yaml": van.replace("WAS", "")}))
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    fill(database, [(1, "1")], "shelf")
    run(database, "insert into van (id, version, plate, home) values (1, 1, 'x', 1)")
    run(database, "insert into van__load (owner_id, target_id) values (1, 1)")
    change(database, sources())
    run(database, "delete from box where id = 1")
    run(database, "insert into box (id, version, name) values (1, 1, 'again')")
    change(database, sources(files={"objects/van.yaml": van.replace("WAS", ", was: van")}))
    assert run(database, "select plate, home from van") == [("x", 1)]
    assert run(database, "select owner_id, target_id from van__load") == [(1, 1)]
    with pytest.raises(ForeignKeyViolation):
        run(database, "update van set home = 99")


def test_a_new_object_under_the_name_of_a_dropped_one_starts_empty(database: Database) -> None:
    van = ("{kind: object, name: van, label: Van, plural: Vans, title: '{plate}', "
           "fields: {plate: {type: text, label: Plate}}}")
    applied(database, sources(files={"objects/van.yaml": van}))
    run(database, "insert into van (id, version, plate) values (1, 1, 'x')")
    change(database, sources())
    change(database, sources(files={"objects/van.yaml": van}))
    assert run(database, "select * from van") == []


@pytest.mark.parametrize(("was", "stored", "becomes", "expected"), [
    ("integer", "12", "decimal, places: 3", Decimal("12.000")),
    ("decimal, places: 2", "1250", "decimal, places: 4", Decimal("12.5000")),
    ("integer", "12", "text", "12"),
    ("text", "' 1.2万 '", "integer", 12000),
    ("date", "'2024-02-29'", "text", "2024-02-29"),
    ("text", "'2024-02-29'", "date", date(2024, 2, 29)),
    ("choice, options: [a, b]", "'a'", "text", "a"),
    ("choice, options: [a, b]", "'a'", "choices, options: [a, b]", ("a",)),
    ("integer", "1", "flag", True),
])
def test_values_survive_a_change_of_type(database: Database, was: str, stored: str, becomes: str,
                                         expected: object) -> None:
    applied(database, sources(f"size: {{type: {was}, label: Size, index: true}}"))
    scaled = database.dialect == "sqlite" or "places" not in was
    fill(database, [(1, stored if scaled else str(int(stored) / 100)), (2, "null")], "size")
    packs = sources(f"size: {{type: {becomes}, label: Size, index: true}}")
    asked = change(database, packs, "safe")
    assert asked.safety == "safe"
    assert values(database, packs, "box", "size") == [expected, None]


def values(database: Database, packs: tuple[PackSource, ...], name: str, field: str) -> list[object]:
    """The values of a field, as its type reads them."""
    of = compiled(database, packs).objects[name].fields[field]
    result = of.type.result(of, database.dialect)
    return [value if value is None or result is None else result(value)
            for value, in run(database, f"select {field} from {name} order by id")]


def columns(database: Database, table: str) -> dict[str, str]:
    with database.read() as session:
        return dict(shape.read(session, database.dialect).columns[table])


def test_values_that_would_be_cut_or_lost_are_counted_shown_and_need_a_yes(database: Database) -> None:
    applied(database, sources("size: {type: note, label: Size}"))
    fill(database, [(1, "'12'"), (2, "'a dozen'"), (3, "'a dozen'"), (4, "null")], "size")
    after = sources("size: {type: integer, label: Size}")
    asked = plan(database, compiled(database, after))
    retype, = (step for step in asked.steps if step.verb == "retype")
    assert retype.safety == "destructive"
    assert [each.told("en") for each in retype.samples] == ["a dozen → nothing (2)"]
    assert "2 find no place and become empty" in retype.sentence
    with pytest.raises(RefusedPlan, match="2 find no place"):
        apply(database, asked, after, agreed="confirm")
    change(database, after, "destructive")
    assert run(database, "select size from box order by id") == [(12,), (None,), (None,), (None,)]
    parked, = (name for name in columns(database, "box") if name.startswith("dg_size_"))
    assert run(database, f"select {parked} from box where id = 2") == [("a dozen",)]


def test_a_conversion_that_is_taken_back_gives_back_what_was_lost(database: Database) -> None:
    text, number = (sources(f"size: {{type: {kind}, label: Size}}") for kind in ("note", "integer"))
    applied(database, text)
    fill(database, [(1, "'12'"), (2, "'a dozen'"), (3, "'7'"), (4, "'x'"), (5, "null"), (6, "' 3 '")], "size")
    change(database, number, "destructive")
    run(database, "update box set size = 8 where id = 3")
    run(database, "update box set size = 9 where id = 4")
    run(database, "update box set size = null where id = 1")
    back = change(database, text)
    assert back.safety == "safe"
    assert run(database, "select size from box order by id") == [
        (None,), ("a dozen",), ("8",), ("9",), (None,), (" 3 ",)]


def test_a_link_cannot_become_a_date(database: Database) -> None:
    applied(database, sources("near: {type: link, to: shelf, label: Near}"))
    after = sources("near: {type: date, label: Near}")
    with pytest.raises(RefusedPlan, match="no value of the one can be read as the other"):
        apply(database, plan(database, compiled(database, after)), after, agreed="destructive")


def test_an_option_that_goes_is_listed_while_somebody_uses_it(database: Database) -> None:
    applied(database, sources("kind: {type: choice, label: Kind, options: [a, b, c]}"))
    fill(database, [(1, "'a'"), (2, "'b'"), (3, "'b'")], "kind")
    asked = plan(database, compiled(database, sources("kind: {type: choice, label: Kind, options: [a]}")))
    judged, = (step for step in asked.steps if step.verb == "judge")
    assert (judged.safety, judged.rows, [each.told("en") for each in judged.samples]) == ("confirm", 2, ["b (2)"])
    unused = plan(database, compiled(database, sources("kind: {type: choice, label: Kind, options: [a, b]}")))
    assert [step.verb for step in unused.steps] == ["define"]


def test_new_checks_and_requirements_say_how_many_live_rows_break_them(database: Database) -> None:
    applied(database, sources())
    run(database, "insert into box (id, version, name, worth) values (1, 1, 'x', 5)")
    run(database, "insert into box (id, version, name, worth) values (2, 1, 'y', -5)")
    gone = "5" if database.dialect == "sqlite" else "now()"
    run(database, f"insert into box (id, version, name, worth, archived_at) values (3, 1, 'z', -5, {gone})")
    after = sources("size: {type: integer, label: Size, required: true}",
                    "checks: {positive: {must: worth > 0, message: Positive}}")
    asked = plan(database, compiled(database, after))
    assert {(step.subject, step.rows) for step in asked.steps if step.verb == "judge"} == {
        ("box.positive", 1), ("box.size", 2)}


def test_a_step_names_what_speaks_of_its_subject(database: Database) -> None:
    more = "size: {type: integer, label: Size}\ntwice: {type: integer, label: Twice, formula: size * 2}"
    applied(database, sources(more, "checks: {small: {must: size < 9, message: Small}}"))
    after = sources("extent: {type: integer, label: Size, was: size}\n"
                    "twice: {type: integer, label: Twice, formula: extent * 2}",
                    "checks: {small: {must: extent < 9, message: Small}}")
    step = next(step for step in plan(database, compiled(database, after)).steps if step.verb == "rename")
    assert set(step.dependants) == {"formula box.twice", "check box.small"}


def test_what_happens_when_the_target_goes_can_change(database: Database) -> None:
    applied(database, sources("near: {type: link, to: shelf, label: Near}"))
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    fill(database, [(1, "1")], "near")
    change(database, sources("near: {type: link, to: shelf, label: Near, on_delete: clear}"), "safe")
    run(database, "delete from shelf where id = 1")
    assert run(database, "select near from box") == [(None,)]


def test_the_binned_are_counted_apart(database: Database) -> None:
    applied(database, sources("size: {type: text, label: Size}"))
    fill(database, [(1, "'1'"), (2, "'2'")], "size")
    run(database, f"update box set archived_at = {'5' if database.dialect == 'sqlite' else 'now()'} where id = 2")
    step = next(step for step in plan(database, _catalog(database)).steps if step.verb == "drop")
    assert (step.rows, step.binned) == (2, 1)


def _catalog(database: Database) -> Catalog:
    return compiled(database, sources())


def test_purge_removes_what_is_parked_once_nobody_serves_the_old_catalog(database: Database) -> None:
    van = ("{kind: object, name: van, label: Van, plural: Vans, title: '{plate}', "
           "fields: {plate: {type: text, label: Plate}}}")
    more = "near: {type: link, to: shelf, label: Near, index: true}\nsize: {type: text, label: Size}"
    applied(database, sources(more, files={"objects/van.yaml": van}))
    change(database, sources("size: {type: integer, label: Size}"))
    assert {each.path for each in remains(database)} == {
        "objects.box.fields.near", "objects.box.fields.size", "objects.van", "objects.van.fields.plate"}
    beat(database, 1)
    with pytest.raises(RefusedPlan, match="1 servers do not serve catalog 2 yet"):
        purge(database, SystemClock())
    beat(database, 2)
    assert len(purge(database, SystemClock())) == 4
    assert remains(database) == []
    with database.read() as session:
        now = shape.read(session, database.dialect).columns
    assert "near" not in now["box"]
    assert not any(name.startswith("dg_") for name in now["box"])
    assert "van" not in now
    assert plan(database, compiled(database, sources("size: {type: integer, label: Size}"))).empty


def beat(database: Database, number: int) -> None:
    with database.write(None) as session:
        seen = snapshot.moment(database.dialect)
        session.send(beating(database.dialect), {"id": "here:1", "number": number, "seen": seen})
        session.commit()


def test_duplicates_are_shown_and_a_drop_names_what_spoke_of_it(database: Database) -> None:
    more = "hue: {type: text, label: Hue}\nseen: {type: text, label: Seen, visible: hue is not None}"
    applied(database, sources(more, "checks: {light: {must: hue != 'black', message: Light}}"))
    fill(database, [(1, "'red'"), (2, "'red'"), (3, "'blue'"), (4, "null"), (5, "null")], "hue")
    doubled = plan(database, compiled(database, sources(more.replace("label: Hue", "label: Hue, unique: true"))))
    step, = (each for each in doubled.steps if each.verb == "add_unique")
    assert (step.safety, [each.told("en") for each in step.samples]) == ("refused", ["red (2)"])
    asked = plan(database, compiled(database, sources("seen: {type: text, label: Seen}")))
    dropped, = (each for each in asked.steps if each.verb == "drop")
    assert set(dropped.dependants) == {"field box.seen", "check box.light"}
    assert [each.sentence for each in asked.steps if each.verb == "ease"] == [
        "The check light of box goes: nobody has to keep it"]


def test_a_value_computed_when_read_leaves_its_column_behind_once_and_takes_it_up_again(database: Database) -> None:
    stored = sources("late: {type: date, label: Late, formula: packed}")
    applied(database, stored)
    fill(database, [(1, "'2026-01-31'")], "late")
    asked = change(database, sources("late: {type: date, label: Late, formula: packed if packed > today() else "
                                     "today()}"))
    assert [step.verb for step in asked.steps] == ["drop", "define"]
    asked = change(database, stored)
    assert [step.verb for step in asked.steps] == ["return", "define"]
    assert [str(value) for value, in run(database, "select late from box")] == ["2026-01-31"]
    assert remains(database) == []
