"""Plan and apply on both databases: what is added arrives whole, what cannot be done is said, nothing is done twice."""

import threading
from datetime import date
from decimal import Decimal

import pytest

from dougong.catalog.freeze import thaw
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.store import snapshot
from dougong.store.change import journal, shape
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.errors import Fenced, ForeignKeyViolation, RefusedPlan, StalePlan, StoreError, UniqueViolation
from dougong.store.sql import Statement, compile
from dougong.store.tables import Tables
from tests.unit.store.boxes import applied, compiled, run, sources

COLOUR = """colour: {type: text, label: Colour, unique: true}
lid: {type: link, to: shelf, label: Lid, on_delete: clear}"""
SAME = "unique: {same: {fields: [name, shelf], message: Twice}}"


def columns(database: Database, table: str) -> dict[str, str]:
    with database.read() as session:
        return dict(shape.read(session, database.dialect).columns.get(table, {}))


def test_a_first_apply_makes_every_table_and_is_number_one(database: Database) -> None:
    assert applied(database, sources()) == 1
    assert columns(database, "box")["worth"] == ("bigint" if database.dialect == "sqlite" else "numeric(18,2)")
    assert columns(database, "box_tag").keys() == {"id", "parent", "line_no", "title", "title_key", "word"}
    assert snapshot.current_number(database) == 1


def test_applying_the_same_again_does_nothing(database: Database) -> None:
    applied(database, sources())
    again = plan(database, compiled(database, sources()))
    assert again.empty
    assert apply(database, again, sources()) == 1


def test_uids_and_sources_are_kept(database: Database) -> None:
    applied(database, sources())
    stored = snapshot.load(database, 1)
    assert stored is not None
    thawed = thaw(stored.frozen, registry(), 1)
    assert thawed.objects["box"].uid == snapshot.uids(database)["objects.box"]
    assert [pack.name for pack in stored.sources] == ["boxes", "system"]
    assert stored.sources[0].files == sources()[1].files
    assert snapshot.load(database, 2) is None


def test_a_new_field_arrives_beside_the_rows_that_are_there(database: Database) -> None:
    applied(database, sources())
    run(database, "insert into box (id, version, title) values (7, 1, 'kept')")
    asked = plan(database, compiled(database, sources(COLOUR)))
    assert [(step.verb, step.subject) for step in asked.steps] == [
        ("add_field", "box.colour"), ("add_field", "box.lid"), ("add_index", "ix_box_lid"),
        ("add_unique", "uq_box_colour"), ("define", "catalog")]
    assert asked.safety == "safe"
    assert apply(database, asked, sources(COLOUR)) == 2
    assert run(database, "select title, colour, lid from box") == [("kept", None, None)]
    assert plan(database, compiled(database, sources(COLOUR))).empty
    with pytest.raises(ForeignKeyViolation):
        run(database, "update box set lid = 99")


def test_a_new_object_arrives(database: Database) -> None:
    applied(database, sources())
    more = sources(files={"objects/van.yaml": "{kind: object, name: van, label: Van, plural: Vans, title: '{plate}', "
                          "fields: {plate: {type: text, label: Plate}, load: {type: links, to: box, label: Load}}}"})
    assert applied(database, more) == 2
    assert columns(database, "van")["plate"] == "text"
    assert columns(database, "van__load").keys() == {"owner_id", "target_id"}


def test_a_plan_is_the_same_however_often_it_is_made(database: Database) -> None:
    more = sources(COLOUR, files={"objects/van.yaml": "{kind: object, name: van, label: Van, plural: Vans, "
                                  "title: '{plate}', fields: {plate: {type: text, label: Plate}, "
                                  "load: {type: links, to: box, label: Load}}}"})
    catalog = compiled(database, more)
    assert len({plan(database, catalog).digest for _ in range(20)}) == 1


def test_changed_words_alone_are_a_new_number_without_sql(database: Database) -> None:
    applied(database, sources())
    more = sources(files={"i18n/zh-Hans.yaml": "{objects.box.label: 箱子}"})
    asked = plan(database, compiled(database, more))
    assert [(step.verb, step.sql) for step in asked.steps] == [("define", ())]
    assert apply(database, asked, more) == 2


def test_uniques_hold_among_live_rows_only(database: Database) -> None:
    applied(database, sources(unique=SAME))
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    run(database, "insert into box (id, version, name, shelf) values (1, 1, 'x', 1)")
    with pytest.raises(UniqueViolation) as refused:
        run(database, "insert into box (id, version, name, shelf) values (2, 1, 'x', 1)")
    assert refused.value.constraint == "uq_box_same"
    run(database, "insert into box (id, version, name, shelf) values (3, 1, 'x', null)")
    run(database, "insert into box (id, version, name, shelf) values (4, 1, 'x', null)")
    gone = "5" if database.dialect == "sqlite" else "now()"
    run(database, f"update box set archived_at = {gone} where id = 1")
    run(database, "insert into box (id, version, name, shelf) values (5, 1, 'x', 1)")


def test_a_unique_that_rows_break_is_refused_and_says_how_many(database: Database) -> None:
    applied(database, sources())
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    for number in range(1, 4):
        run(database, f"insert into box (id, version, name, shelf) values ({number}, 1, 'x', 1)")
    asked = plan(database, compiled(database, sources(unique=SAME)))
    refused = [step for step in asked.steps if step.safety == "refused"]
    assert [step.subject for step in refused] == ["uq_box_same"]
    assert "1 value is there more than once" in refused[0].sentence
    with pytest.raises(RefusedPlan, match="more than once"):
        apply(database, asked, sources(unique=SAME))
    assert snapshot.current_number(database) == 1


@pytest.mark.parametrize(("before", "after", "sentence"), [
    (sources("size: {type: json, label: Size}"), sources("size: {type: integer, label: Size}"), "box.size is JSON"),
    (sources("near: {type: link, to: shelf, label: Near}"), sources("near: {type: link, to: box, label: Near}"),
     "box.near is held to shelf RESTRICT, the definition asks for box RESTRICT"),
])
def test_what_is_not_possible_yet_is_refused_in_words(database: Database, before: tuple[PackSource, ...],
                                                      after: tuple[PackSource, ...], sentence: str) -> None:
    applied(database, before)
    asked = plan(database, compiled(database, after))
    assert asked.safety == "refused"
    with pytest.raises(RefusedPlan, match=sentence):
        apply(database, asked, after)
    assert snapshot.current_number(database) == 1


def test_a_unique_may_hold_for_some_rows_only(database: Database) -> None:
    applied(database, sources(unique="unique: {same: {fields: [name], where: \"worth is None or name != 'spare'\"}}"))
    for number, name in enumerate(("x", "y"), 1):
        run(database, f"insert into box (id, version, name) values ({number}, 1, '{name}')")
    with pytest.raises(UniqueViolation):
        run(database, "insert into box (id, version, name) values (3, 1, 'x')")
    run(database, "insert into box (id, version, name, worth) values (4, 1, 'spare', 5)")
    run(database, "insert into box (id, version, name, worth) values (5, 1, 'spare', 5)")


@pytest.mark.parametrize("where", ["packed == today()", "shelf.code == 'A'", "worth * 2 > 5"])
def test_a_unique_that_not_both_databases_can_keep_is_refused_in_words(database: Database, where: str) -> None:
    same = sources(unique=f"unique: {{same: {{fields: [name], where: \"{where}\"}}}}")
    asked = plan(database, compiled(database, same))
    assert asked.safety == "refused"
    assert f"{where} cannot be the condition of a unique" in asked.steps[0].sentence


def test_a_stale_plan_is_refused_and_changes_nothing(database: Database) -> None:
    applied(database, sources())
    stale = plan(database, compiled(database, sources("a: {type: text, label: A}")))
    applied(database, sources("b: {type: text, label: B}"))
    with pytest.raises(StalePlan):
        apply(database, stale, sources("a: {type: text, label: A}"))
    assert snapshot.current_number(database) == 2
    assert "a" not in columns(database, "box")


def test_a_plan_for_tables_altered_by_hand_since_is_stale(database: Database) -> None:
    applied(database, sources())
    asked = plan(database, compiled(database, sources(COLOUR)))
    run(database, "alter table box add column surprise bigint")
    with pytest.raises(StalePlan):
        apply(database, asked, sources(COLOUR))
    assert "colour" not in columns(database, "box")


def test_what_was_lost_by_hand_is_planned_again(database: Database) -> None:
    applied(database, sources(COLOUR))
    run(database, "drop index uq_box_colour")
    run(database, "drop table box_tag")
    asked = plan(database, compiled(database, sources(COLOUR)))
    assert {step.subject for step in asked.steps} >= {"box_tag", "uq_box_colour"}
    assert apply(database, asked, sources(COLOUR)) == 2
    assert plan(database, compiled(database, sources(COLOUR))).empty


def test_of_two_applies_at_once_one_wins_and_the_other_is_told(database: Database) -> None:
    applied(database, sources())
    names = ["a", "b", "c", "d"]
    packs = {name: sources(f"{name}: {{type: text, label: {name.upper()}}}") for name in names}
    plans = {name: plan(database, compiled(database, packs[name])) for name in names}
    told: dict[str, object] = {}

    def work(name: str) -> None:
        try:
            told[name] = apply(database, plans[name], packs[name])
        except StoreError as error:
            told[name] = type(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told.values())) == sorted(map(str, [2, StalePlan, StalePlan, StalePlan]))
    winner = next(name for name in names if told[name] == 2)
    assert set(names) & columns(database, "box").keys() == {winner}


def test_a_write_planned_before_the_apply_is_fenced(database: Database) -> None:
    applied(database, sources())
    applied(database, sources(COLOUR))
    with pytest.raises(Fenced), database.write(1) as session:
        session.send(Statement("insert into shelf (id, version, code) values (1, 1, 'A')"))
        session.commit()
    assert run(database, "select count(*) from shelf") == [(0,)]


def test_the_journal_tells_what_was_done(database: Database) -> None:
    applied(database, sources())
    noted = journal.entries(database)
    assert noted[0] == (1, "apply", "done")
    assert (1, "add_object box", "done") in noted
    assert all(state == "done" for _, _, state in noted)


def test_exact_decimals_and_dates_come_back_as_they_went(database: Database) -> None:
    applied(database, sources())
    catalog = compiled(database, sources())
    table, fields = Tables(catalog)["box"], catalog.objects["box"].fields
    values = {"worth": Decimal("9999999999999999.99"), "packed": date(2024, 2, 29), "open": False, "name": "云🎋"}

    def turned(name: str, convert: object, value: object) -> object:
        return value if convert is None else convert(value)         # type: ignore[operator]

    stored = {name: turned(name, fields[name].type.bind(fields[name], database.dialect), value)
              for name, value in values.items()}
    with database.write(None) as session:
        session.send(compile(table.insert().values(id=1, version=1, **stored), database.dialect), {})
        session.commit()
    with database.read() as reader:
        row, = reader.rows(compile(table.select().with_only_columns(*(table.c[name] for name in values)),
                                   database.dialect), {})
    assert [turned(name, fields[name].type.result(fields[name], database.dialect), value)
            for name, value in zip(values, row, strict=True)] == list(values.values())
