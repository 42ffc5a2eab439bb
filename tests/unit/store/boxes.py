"""A small pack that grows: boxes on shelves, with labels as lines, and what a test adds to it."""

from collections.abc import Mapping

from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource, shipped_packs
from dougong.catalog.registry import registry
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.sql import Statement

PACK = "{kind: pack, name: boxes, format: 1, version: 1.0.0, label: Boxes, language: en, requires: [system]}"
SHELF = """
kind: object
name: shelf
label: Shelf
plural: Shelves
title: "{code}"
fields:
  code: {type: text, label: Code, required: true, unique: true}
"""
BOX = """
kind: object
name: box
label: Box
plural: Boxes
title: "{name}"
order: [-packed, name]
fields:
  name:   {type: text, label: Name, required: true}
  shelf:  {type: link, to: shelf, label: Shelf}
  worth:  {type: money, label: Worth}
  packed: {type: date, label: Packed}
  open:   {type: flag, label: Open}
  tags:   {type: lines, of: box_tag, label: Tags}
"""
TAG = """
kind: object
name: box_tag
label: Tag
plural: Tags
parent: box
title: "{word}"
fields:
  word: {type: text, label: Word}
"""


def sources(fields: str = "", unique: str = "", files: Mapping[str, str] | None = None) -> tuple[PackSource, ...]:
    """Return the packs: system, and boxes with more `fields` (a line each) and uniques on a box, and more `files`."""
    box = BOX + "".join(f"  {line}\n" for line in fields.splitlines()) + unique
    held = {"pack.yaml": PACK, "objects/shelf.yaml": SHELF, "objects/box.yaml": box, "objects/box_tag.yaml": TAG,
            **(files or {})}
    return (*(pack for pack in shipped_packs() if pack.name == "system"), PackSource.of("boxes", held))


def compiled(database: Database, packs: tuple[PackSource, ...]) -> Catalog:
    """Return the catalog of the packs, with the uids the database knows."""
    return compile_catalog(packs, registry(), snapshot.uids(database))


def applied(database: Database, packs: tuple[PackSource, ...]) -> int:
    """Plan and apply the packs; return the number."""
    return apply(database, plan(database, compiled(database, packs)), packs, "test")


def run(database: Database, sql: str) -> list[tuple[object, ...]]:
    """Run a statement in a transaction of its own, and return its rows."""
    with database.write(None) as session:
        return session.commit([(Statement(sql, keep=False), ())])[0]
