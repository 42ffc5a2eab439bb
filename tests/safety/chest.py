"""A pack with a field of every kind and values that are hard to keep, to see them come through a copy."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dougong import resources
from dougong.catalog.reading.source import PackSource
from dougong.records.context import Context
from dougong.records.history import history
from dougong.records.reading import read
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.store.database import Database
from dougong.store.engine_tables import ENGINE
from dougong.store.sql import Statement
from tests.safety.site import Ground, prepared

CHEST = {
    "pack.yaml": "{kind: pack, name: chest, format: 1, version: 1.0.0, label: Chest, language: en, requires: [system]}",
    "objects/place.yaml": """
kind: object
name: place
label: Place
title: "{name}"
fields:
  name:  {type: text, label: Name, required: true, unique: true}
  above: {type: tree, label: Above}
  next:  {type: link, to: place, label: Next, on_delete: clear}
""",
    "objects/gem.yaml": """
kind: object
name: gem
label: Gem
title: "{number} {name}"
number: {pattern: "G{found:%Y}-{seq:4}"}
fields:
  name:    {type: text, label: Name}
  note:    {type: note, label: Note}
  worth:   {type: money, label: Worth}
  rate:    {type: rate, label: Rate}
  pieces:  {type: integer, label: Pieces}
  real:    {type: flag, label: Real}
  found:   {type: date, label: Found, required: true}
  seen:    {type: moment, label: Seen}
  hour:    {type: time, label: Hour}
  grade:   {type: choice, label: Grade, options: [a, b]}
  colours: {type: choices, label: Colours, options: [red, green, blue]}
  tags:    {type: tags, label: Tags}
  facts:   {type: json, label: Facts}
  place:   {type: link, to: place, label: Place}
  places:  {type: links, to: place, label: Places}
  about:   {type: any-link, label: About}
  cuts:    {type: lines, of: gem_cut, label: Cuts}
""",
    "objects/gem_cut.yaml": """
kind: object
name: gem_cut
label: Cut
parent: gem
title: "{name}"
fields:
  name: {type: text, label: Name}
  size: {type: quantity, label: Size}
""",
}
PACKS = (PackSource.folder(resources.metadata() / "system"), PackSource.of("chest", CHEST))

GEMS: tuple[Mapping[str, Any], ...] = (
    {"name": "华 \"quoted\" \\ 😀 é", "note": "two\nlines\tand 'more'", "worth": "-9999999999999999.99",
     "rate": "0.00000001", "pieces": -9007199254740993, "real": False, "found": "0001-01-01",
     "seen": "1969-12-31T23:59:59.999999Z", "hour": "23:59", "grade": "a", "colours": ["blue", "red"],
     "tags": ["热", "x y"], "facts": {"z": [1, 1.5, None, True, {}], "a": "1", "甲": -0.0}, "places": [2, 1],
     "place": 2, "about": {"object": "place", "id": 1}, "cuts": [{"name": "b", "size": "1.5"}, {"size": "2"}]},
    {"found": "9999-12-31"},
    {"name": "", "worth": "0", "real": True, "found": "2026-11-21", "seen": "2026-11-21T08:30:00+08:00",
     "colours": [], "facts": [1e22], "about": {"object": "gem", "id": 1}},
)


def filled(url: str, home: Path) -> Ground:
    """Prepare a database and put everything into it: one record archived, one id given out and gone for good."""
    ground = prepared(url, home, PACKS)
    runtime = ground.runtime()
    context = founder(runtime)
    unit = runtime.unit(context)
    for values in ({"name": "up"}, {"name": "down", "above": 1, "next": 1}, {"name": "gone"}):
        unit.apply(Change(object="place", verb="create", values=values))
    for gem in (*GEMS, GEMS[1], GEMS[1]):
        unit.apply(Change(object="gem", verb="create", values=gem))
    unit.apply(Change(object="gem", verb="update", id=1, version=1, values={"worth": "0.01", "facts": None}))
    unit.apply(Change(object="place", verb="archive", id=3, version=1, values={}))
    with runtime.database.write(None) as session:
        session.rows(Statement("delete from gem where id = 5", keep=False))
        session.commit()
    runtime.database.close()
    return ground


def founder(runtime: Runtime) -> Context:
    """Return the context of the administrator."""
    return runtime.machine("cli", "test")


def moved_to(ground: Ground, url: str) -> Ground:
    """Return the ground as it stands on another database."""
    return Ground(url, {**ground.environment, "DOUGONG_DATABASE_URL": url}, ground.token)


def everything(ground: Ground) -> Any:
    """Return what people and programs see: every record with its lines, and its history."""
    runtime = ground.runtime()
    context = founder(runtime)
    try:
        return {(name, id): (read(context, name, id), history(context, name, id).rows)
                for name, ids in (("place", (1, 2, 3)), ("gem", (1, 2, 3, 4)), ("user", (1,))) for id in ids}
    finally:
        runtime.database.close()


def counted(url: str) -> dict[str, int]:
    """Return how many rows each table of the engine and of the pack has; none that is missing."""
    database = Database.open(url)
    names = sorted({*ENGINE.tables, "place", "gem", "gem_cut", "gem__places"})
    with database.read() as session:
        found = session.rows(Statement(
            "select name from sqlite_master where type = 'table'" if database.dialect == "sqlite" else
            "select tablename::text from pg_tables where schemaname = 'public'"))
        there = {name: session.rows(Statement(f"select count(*) from {name}"))[0][0]
                 for name in names if (name,) in found}
    database.close()
    return there
