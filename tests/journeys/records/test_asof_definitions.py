"""What GET answered at a moment gone by, although fields have got other names and types since."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import thaw
from dougong.catalog.registry import registry
from dougong.catalog.source import PackSource
from dougong.records.asof import read_then
from dougong.records.plans import Plans
from dougong.store import snapshot
from dougong.store.apply import apply
from dougong.store.planner import plan
from tests import postgres
from tests.journeys.records.conftest import World, opened

SYSTEM = PackSource.folder(resources.metadata() / "system")


@dataclass(frozen=True)
class Shape:
    """What the fields of a note, and of its rows, are called, and of what type their size is."""

    word: str = "word"
    was: str | None = None
    size: str = "integer"

    @property
    def packs(self) -> tuple[PackSource, ...]:
        was = f", was: {self.was}" if self.was else ""
        fields = f"  {self.word}: {{type: text, label: Word{was}}}\n  size: {{type: {self.size}, label: Size}}\n"
        return SYSTEM, PackSource.of("notes", {
            "pack.yaml": "{kind: pack, name: notes, format: 1, version: 1.0.0, label: N, language: en, requires: "
                         "[system]}",
            "objects/note.yaml": f"kind: object\nname: note\nlabel: Note\nfields:\n{fields}"
                                 "  rows: {type: lines, of: note_row, label: Rows}\n",
            "objects/note_row.yaml": "kind: object\nname: note_row\nlabel: Row\nparent: note\nfields:\n" + fields})


def compiled(shape: Shape, uids: dict[str, str]) -> Any:
    return compile_catalog(shape.packs, registry(), uids)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    shape = Shape()
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("db") / "test.db"
        yield from opened(f"sqlite:///{path}", shape.packs, compiled(shape, {}))
        return
    with postgres.database(request.getfixturevalue("postgres_url")) as address:
        yield from opened(address, shape.packs, compiled(shape, {}))


class Tape:
    """A note as definitions change under it, and what GET answered, with the names of that time."""

    def __init__(self, world: World, shape: Shape) -> None:
        self.first, self.shape = world, shape
        self.told: list[tuple[datetime, dict[str, Any], str]] = []

    @property
    def world(self) -> World:
        now = datetime.now(UTC)
        return World(replace(self.first.context, now=now, today=now.date()))

    def change(self, shape: Shape) -> None:
        """Bring the shape in force."""
        database = self.first.context.database
        packs = shape.packs
        number = apply(database, plan(database, compiled(shape, snapshot.uids(database))), packs, agreed="destructive")
        stored = snapshot.load(database, number)
        assert stored is not None
        catalog = thaw(stored.frozen, registry(), number)
        self.first = World(replace(self.first.context, catalog=catalog, plans=Plans(catalog, database.dialect)))
        self.shape = shape

    def write(self, note: int, word: str | None, size: int | None) -> None:
        sized = None if size is None else str(size) if self.shape.size == "text" else size
        world = self.world
        record = world.read("note", note)
        rows = [{"id": line["id"], self.shape.word: word} for line in record["rows"][:1]] + [{"size": sized}]
        world.change("note", record, **{self.shape.word: word, "size": sized, "rows": rows})

    def tell(self, note: int) -> None:
        self.told.append((datetime.now(UTC), self.world.read("note", note), self.shape.word))


def renamed(record: dict[str, Any], before: str, now: str) -> dict[str, Any]:
    """Return the record with the name a field has now."""
    return {now if name == before else name: [renamed(each, before, now) for each in value] if name == "rows" else value
            for name, value in record.items()}


ACTS = st.lists(st.one_of(
    st.just(("rename", None)),
    st.tuples(st.just("write"), st.tuples(st.sampled_from([None, "a", "b"]), st.sampled_from([None, 1, 20])))),
    min_size=1, max_size=5)
#: The shape each database has: definitions stay from one example to the next.
SHAPES: dict[int, Tape] = {}


@settings(max_examples=5, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(before=ACTS, after=ACTS)
def test_any_history_reads_back_through_renames_and_a_change_of_type(world: World, before: Any, after: Any) -> None:
    tape = SHAPES.setdefault(id(world), Tape(world, Shape()))
    tape.told.clear()
    note = tape.world.create("note", rows=[{"size": "7" if tape.shape.size == "text" else 7}])["id"]
    tape.tell(note)
    for kind, what in (*before, ("retype", None), *after):
        if kind == "write":
            tape.write(note, *what)
        elif kind == "rename":
            other = "said" if tape.shape.word == "word" else "word"
            tape.change(replace(tape.shape, word=other, was=tape.shape.word))
        else:
            tape.change(replace(tape.shape, size="text" if tape.shape.size == "integer" else "integer", was=None))
        tape.tell(note)
    for at, told, word in tape.told:
        then = read_then(tape.world.context, "note", note, at)
        assert orjson.dumps(then) == orjson.dumps(renamed(told, word, tape.shape.word)), at
