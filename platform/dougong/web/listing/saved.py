"""Views people keep: the address of a list, written down by the identity of its fields, so that names may change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.alternatives import parted
from dougong.records import reading
from dougong.records.lists.paths import expressible, usable
from dougong.records.lists.query import Filter, Query
from dougong.records.standing import VIEWS
from dougong.web.listing.filters import OTHER, Pairs
from dougong.web.scene import Scene

MOST = 60
#: Parameters that hold paths, several with commas between, or one.
PATHS = frozenset({"sort", "fields", "_group", "_by", "_on", "_of"})
#: Parameters that say where someone stands, not what a view is.
PASSING = frozenset({"cursor", "done", "view", "limit", "count", "_after", "_day", "_sum"})


@dataclass(frozen=True, slots=True)
class Saved:
    """A kept view: its parameters as an address has them today; `lost` says that fields of it are gone."""

    id: int
    version: int
    name: str
    pairs: Pairs
    own: bool
    shared: bool
    usual: bool
    lost: bool


def saved(scene: Scene, thing: Object) -> tuple[Saved, ...]:
    """Return the views of an object this person kept or others share with them or everyone, own ones first; a wait
    only where somebody keeps one."""
    home, known = scene.context.catalog.objects.get(VIEWS), scene.context.kept
    if home is None or not scene.may(home, "read"):
        return ()
    if known is not None and thing.uid not in known:
        return ()
    asked = Query(object=VIEWS, filters=(Filter("shows", "eq", thing.uid),), sort=("id",), limit=MOST, fields=(
        "id", "version", "name", "asks", "shared", "usual", "owner"))
    everything = scene.context.actor.policy.rows(home, "read") is None      # who sees them all was not given them all
    found = [_read(scene, thing, row) for row in reading.select(scene.context, asked).rows
             if not everything or row["shared"] or row["owner"] == scene.context.actor.id]
    return tuple(sorted(found, key=lambda each: not each.own))


def usual(views: Sequence[Saved]) -> Saved | None:
    """Return the view a list opens with: one's own, else a shared one."""
    return next((each for each in views if each.usual), None)


def kept(pairs: Pairs) -> Pairs:
    """Return the parameters a view is made of."""
    return [pair for pair in pairs if pair[0] not in PASSING]


def written(thing: Object, pairs: Pairs, objects: Any) -> list[list[str]]:
    """Return the parameters with the identity of fields in the place of their names."""
    found = []
    for name, text in kept(pairs):
        if name in PATHS:
            found.append([name, ",".join(_turned(each, thing, objects, _uid) or "" for each in text.split(","))])
        elif name in OTHER or name == "where" or name.startswith("_"):
            found.append([name, text])
        else:
            group, said = parted(name)
            path, bracket, op = said.partition("[")
            found.append([f"{group}{_turned(path, thing, objects, _uid)}{bracket}{op}", text])
    return found


def _read(scene: Scene, thing: Object, row: Any) -> Saved:
    objects, parts = scene.context.catalog.objects, list(row["asks"] or ())
    pairs = [pair for part in parts if (pair := _pair(thing, part, objects)) is not None]
    seen = [pair for each in pairs if (pair := _seen(scene, thing, *each)) is not None]
    own = row["owner"] == scene.context.actor.id
    return Saved(row["id"], row["version"], row["name"], seen, own, row["shared"], row["usual"],
                 len(pairs) < len(parts))


def _seen(scene: Scene, thing: Object, name: str, text: str) -> tuple[str, str] | None:
    """Return a parameter as far as this person may see what it names: for anyone else nothing of it is there."""
    if name == "fields":
        left = [each for each in text.split(",") if scene.column(thing, each) is not None]
        return (name, ",".join(left)) if left else None
    if name in PATHS:
        left = [each for each in text.split(",") if usable(scene.context, thing, _bare(each))]
        return (name, ",".join(left)) if left else None
    if name == "where":
        return (name, text) if expressible(scene.context, thing, text) else None
    if name in OTHER or name.startswith("_"):
        return name, text
    return (name, text) if usable(scene.context, thing, parted(name)[1].partition("[")[0]) else None


def _bare(said: str) -> str:
    """Return a path without a minus before it or a part of the calendar around it."""
    return said.removeprefix("-").rpartition("(")[2].removesuffix(")")


def _pair(thing: Object, part: Any, objects: Any) -> tuple[str, str] | None:
    """Return a parameter by names, None where its field is gone; of several columns those that are left."""
    name, text = str(part[0]), str(part[1])
    if name in PATHS:
        left = [each for one in text.split(",") if (each := _turned(one, thing, objects, _name)) is not None]
        return (name, ",".join(left)) if left else None
    if name in OTHER or name == "where" or name.startswith("_"):
        return name, text
    group, said = parted(name)
    path, bracket, op = said.partition("[")
    turned = _turned(path, thing, objects, _name)
    return None if turned is None else (f"{group}{turned}{bracket}{op}", text)


def _turned(said: str, thing: Object, objects: Any, turn: Any) -> str | None:
    """Return a path whose parts are turned; a minus before it and a part of the calendar around it stay."""
    minus, rest = ("-", said[1:]) if said.startswith("-") else ("", said)
    step, bracket, path = rest.rpartition("(")
    parts = list(_walk(path.removesuffix(")"), thing, objects, turn))
    return None if None in parts else f"{minus}{step}{bracket}{'.'.join(map(str, parts))}{')' if bracket else ''}"


def _walk(path: str, thing: Object, objects: Any, turn: Any) -> Iterator[str | None]:
    here: Object | None = thing
    for part in path.split("."):
        field = _known(here, part) if here is not None else None
        yield None if field is None else turn(field)
        targets = field.type.targets(field) if field is not None else ()
        here = objects[targets[0]] if len(targets) == 1 else None


def _known(thing: Object, part: str) -> Field | None:
    """Return the field of that identity, or of that name."""
    every = (*thing.fields.values(), *thing.system.values())
    return next((each for each in every if each.uid == part), None) or thing.field(part)


def _uid(field: Field) -> str:
    return field.uid


def _name(field: Field) -> str:
    return field.name
