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
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.records.asof.record import read_then
from dougong.records.plans import Plans
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from tests.engines import ENGINES, fresh
from tests.journeys.records.conftest import World, opened

SYSTEM = PackSource.folder(resources.metadata() / "system")


@dataclass(frozen=True)
class Shape:
    """What the fields of a note, and of its rows, are called, and of what type their size is."""

    word: str = "word"
    was: str | None = None
    size: str = "integer"

    def form(self, size: int) -> int | str:
        """Return a size as the API takes it."""
        return size if self.size == "integer" else str(size)

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


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    shape = Shape()
    with fresh(request, tmp_path_factory.mktemp("db")) as address:
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
        sized = None if size is None else self.shape.form(size)
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


#: What a number may become and come back from.
TYPES = ("integer", "text", "decimal, places: 2")
ACTS = st.lists(st.one_of(
    st.just(("rename", None)), st.tuples(st.just("retype"), st.sampled_from(TYPES)),
    st.tuples(st.just("write"), st.tuples(st.sampled_from([None, "a", "b"]), st.sampled_from([None, 1, 20])))),
    min_size=1, max_size=6)
#: The shape each database has: definitions stay from one example to the next.
SHAPES: dict[int, Tape] = {}


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_any_history_reads_back_through_renames_and_changes_of_type(world: World, acts: Any) -> None:
    tape = SHAPES.setdefault(id(world), Tape(world, Shape()))
    tape.told.clear()
    note = tape.world.create("note", rows=[{"size": tape.shape.form(7)}])["id"]
    tape.tell(note)
    for kind, what in acts:
        act(tape, note, kind, what)
    reads_back(tape, note)


def act(tape: Tape, note: int, kind: str, what: Any) -> None:
    if kind == "write":
        tape.write(note, *what)
    elif kind == "rename":
        other = "said" if tape.shape.word == "word" else "word"
        tape.change(replace(tape.shape, word=other, was=tape.shape.word))
    else:
        tape.change(replace(tape.shape, size=what, was=None))
    tape.tell(note)


def reads_back(tape: Tape, note: int) -> None:
    for at, told, word in tape.told:
        then = read_then(tape.world.context, "note", note, at)
        assert orjson.dumps(then) == orjson.dumps(renamed(told, word, tape.shape.word)), at


@pytest.mark.parametrize("acts", [
    ["text", "decimal, places: 2"], ["text", "decimal, places: 2", 5, "text"], ["text", 7, "integer", "text"],
    ["decimal, places: 2", "text", "integer", 8, "text", "decimal, places: 2"]])
def test_a_field_turned_twice_shows_each_form_it_had(world: World, acts: list[Any]) -> None:
    tape = SHAPES.setdefault(id(world), Tape(world, Shape()))
    tape.change(replace(tape.shape, size="integer", was=None))
    tape.told.clear()
    note = tape.world.create("note", size=20, rows=[{"size": 7}])["id"]
    tape.tell(note)
    for one in acts:
        act(tape, note, *(("write", ("b", one)) if isinstance(one, int) else ("retype", one)))
    reads_back(tape, note)
