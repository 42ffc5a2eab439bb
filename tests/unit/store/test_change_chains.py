"""Chains of random definition changes over random rows, on both databases: what is announced as kept is kept."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dougong.catalog.reading.source import PackSource
from dougong.store.change.apply import apply
from dougong.store.change.plan import Plan
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.sql import Statement, quoted
from tests.unit.store.boxes import compiled, run, sources

#: How many chains, of how many rows; `make soak` runs 300 of 1,000.
EXAMPLES = int(os.environ.get("CHAINS", "3"))
ROWS = int(os.environ.get("CHAIN_ROWS", "5"))

#: What a field may be, with values as SQL.
TYPES = {
    "text": ["'12'", "'a'", "'云'", "'2024-02-29'", "null"],
    "integer": ["0", "1", "-7", "null"],
    "date": ["'2024-02-29'", "'1999-12-31'", "null"],
    "link, to: shelf": ["1", "2", "null"],
}


@dataclass(frozen=True)
class Box:
    """The fields of a box: name → (type, the name it had)."""

    fields: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    def packs(self) -> tuple[PackSource, ...]:
        return sources("\n".join(
            f"{name}: {{type: {kind}, label: {name.upper()}{f', was: {was}' if was else ''}}}"
            for name, (kind, was) in self.fields.items()))


@st.composite
def chains(draw: st.DrawFn) -> tuple[Box, list[list[str]], list[Box]]:
    """A first version, its rows, and three versions after it; names are never given twice."""
    names = iter(f"f{number}" for number in range(100))
    box = Box({next(names): (draw(st.sampled_from(sorted(TYPES))), None) for _ in range(4)})
    rows = [[draw(st.sampled_from(TYPES[kind])) for kind, _ in box.fields.values()]
            for _ in range(draw(st.integers(1, 5)))]
    versions, last = [], box
    for _ in range(3):
        last = _next(draw, last, names)
        versions.append(last)
    return box, rows, versions


def _next(draw: st.DrawFn, box: Box, names: Iterator[str]) -> Box:
    after: dict[str, tuple[str, str | None]] = {}
    for name, (kind, _) in box.fields.items():
        match draw(st.sampled_from(["keep", "rename", "drop", "retype", "keep"])):
            case "keep":
                after[name] = (kind, None)
            case "rename":
                after[next(names)] = (kind, name)
            case "retype":
                to = "text" if kind == "integer" else "integer" if kind == "text" else kind
                after[name] = ("text" if kind == "date" else to, None)
    after[next(names)] = (draw(st.sampled_from(sorted(TYPES))), None)
    return replace(box, fields=after)


def back(now: Box, then: Box) -> Box:
    """The version that undoes a change: `now` came of `then`."""
    held = {was or name: name for name, (_, was) in now.fields.items()}
    return Box({name: (kind, None if held.get(name) == name else held.get(name, name))
                for name, (kind, _) in then.fields.items()})


@given(chain=chains())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_value_is_lost_in_a_chain_of_changes(database: Database,
                                                chain: tuple[Box, list[list[str]], list[Box]]) -> None:
    box, rows, versions = chain
    anew(database)
    change(database, box)
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A'), (2, 1, 'B')")
    names = ", ".join(["id", "version", *box.fields])
    listed = ", ".join(f"({', '.join([str(number), '1', *rows[number % len(rows)]])})" for number in range(1, ROWS + 1))
    run(database, f"insert into box ({names}) values {listed}")
    first, held, past = image(database), box, [box]
    for version in versions:
        before = image(database)
        planned = change(database, version)
        after = image(database)
        columns = {name for each in after.values() for name in each}
        for number, each in before.items():
            for name, value in each.items():
                assert value is None or value in after[number].values(), (held, version, name)
        assert set(version.fields) <= columns
        assert all(step.safety != "refused" for step in planned.steps)
        held = version
        past.append(version)
    for now, then in zip(reversed(past), reversed(past[:-1]), strict=False):
        change(database, back(now, then))
    restored = image(database)
    for number, each in first.items():
        assert {name: restored[number][name] for name in box.fields} == {name: each[name] for name in box.fields}, past


def change(database: Database, box: Box) -> Plan:
    packs = box.packs()
    planned = plan(database, compiled(database, packs))
    apply(database, planned, packs, "test", agreed="destructive")
    assert plan(database, compiled(database, packs)).empty
    return planned


def image(database: Database) -> dict[int, dict[str, object]]:
    """Everything the table holds, parked columns too, by id."""
    with database.read() as session:
        columns = [name for name, in session.rows(Statement(
            "select column_name from information_schema.columns where table_name = 'box' "
            "and table_schema = current_schema()" if database.dialect == "postgresql"
            else "select name from pragma_table_info('box')", keep=False))]
        listed = ", ".join(quoted(name, database.dialect) for name in columns)
        found = session.rows(Statement(f"select {listed} from box", keep=False))
    return {row[columns.index("id")]: {name: plain(value) for name, value in zip(columns, row, strict=True)
                                       if name not in {"id", "version"}} for row in found}


def plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, list | dict) else value


def anew(database: Database) -> None:
    """Empty the database."""
    tables = {"postgresql": "select tablename from pg_tables where schemaname = current_schema()",
              "sqlite": "select name from sqlite_master where type = 'table' and name not like 'sqlite%' "
                        "and name not like 'dg_search_words_%'"}      # they go with the table they belong to
    with database.filling() as session:
        for name, in session.rows(Statement(tables[database.dialect], keep=False)):
            end = " cascade" if database.dialect == "postgresql" else ""
            session.rows(Statement(f"drop table {quoted(name, database.dialect)}{end}", keep=False))
        session.commit()
    init(database)
