"""The bin as people see it: per object what lies there, since when, by whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Object
from dougong.records.named import heading
from dougong.web import links
from dougong.web.cell import moment
from dougong.web.record.timeline import since
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Bin:
    """An object with records in the bin."""

    label: str
    count: str
    href: str


@dataclass(frozen=True, slots=True)
class BinsPage:
    """The objects with records in the bin."""

    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binned:
    """One record in the bin; `restore` is where taking it out is posted, "" for who may not."""

    title: str
    href: str
    moment: str
    when: str
    who: str
    version: str
    restore: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinPage:
    """What lies in the bin of one object."""

    title: str
    rows: tuple[Binned, ...]
    more: str


def bins_page(scene: Scene, counts: Mapping[str, tuple[int, bool]]) -> BinsPage:
    """Return the objects with records in the bin, by how many there are and whether there are more."""
    objects = scene.context.catalog.objects
    return BinsPage(tuple(Bin(scene.plural(objects[name]), f"{count}{'+' if capped else ''}", links.bin_of(name))
                          for name, (count, capped) in counts.items() if count))


def bin_page(scene: Scene, thing: Object, records: Iterable[Mapping[str, Any]], following: str | None) -> BinPage:
    """Return what lies in the bin of an object; `following` is the cursor of the next page."""
    more = links.bin_of(thing.name, [("cursor", following)]) if following else ""
    return BinPage(title=scene.plural(thing), rows=tuple(_binned(scene, thing, each) for each in records), more=more)


def _binned(scene: Scene, thing: Object, record: Mapping[str, Any]) -> Binned:
    at = moment(record["archived_at"]) if record.get("archived_at") else None
    restore = links.act(thing.name, record["id"], "restore") if scene.may(thing, "restore") else ""
    return Binned(title=heading(record), href=links.record(thing.name, record["id"]),
                  moment=at.isoformat() if at else "", when=since(scene, at) if at else "",
                  who=record.get("_titles", {}).get("archived_by") or scene.say("history.system"),
                  version=str(record.get("version", "")), restore=restore)
