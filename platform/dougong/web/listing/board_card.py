"""A card of a board: the title, what it tells besides, how long it has stood in its column, who keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dougong.catalog.model import Object
from dougong.records.named import heading
from dougong.web import links
from dougong.web.cell import Cell, cell
from dougong.web.listing.kinds import Shown
from dougong.web.listing.lateness import Aged, aged
from dougong.web.scene import Scene
from dougong.web.tone import initials, tone_of


@dataclass(frozen=True, slots=True)
class Fact:
    """A value on a card; `late` marks the date that has passed."""

    cell: Cell
    late: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A record on the board; `facts` are its values in words, `aged` what time says of it, `owner` who keeps it."""

    id: str
    version: str
    title: str
    href: str
    facts: tuple[Fact, ...]
    aged: Aged
    move: str = ""
    owner: str = ""
    initials: str = ""
    tone: str = "gray"


def card(scene: Scene, thing: Object, shown: Shown, record: Mapping[str, Any], came: date | None) -> Card:
    """Return the card of a record that came into its column on the day `came`."""
    age = aged(scene, shown.late, record, came) if shown.late is not None else Aged()
    due = shown.late.due if shown.late is not None and age.late else None
    facts = tuple(Fact(found, late=due is not None and field.name == due.name) for field in shown.facts
                  if (found := cell(scene, field, record, short=True)).text)
    owner = str(record.get("_titles", {}).get("owner", ""))
    return Card(str(record["id"]), str(record.get("version", "")), heading(record),
                links.record(thing.name, record["id"]), facts, age, links.act(thing.name, record["id"], "move"), owner,
                initials(owner) if owner else "", tone_of(int(record["owner"])) if record.get("owner") else "gray")
