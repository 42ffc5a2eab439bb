"""The history of the definitions as people see it: who changed what, what a change was, the plan of the way back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dougong.kernel.labels import words as label
from dougong.web import links
from dougong.web.cell import moment
from dougong.web.record.timeline import since
from dougong.web.scene import Scene

#: How many changed definitions of one catalog the list names.
FEW = 6
_TONES = {"added": "pine", "removed": "cinnabar", "changed": "ochre"}
#: The tone of each degree of safety.
SAFETY = {"safe": "pine", "confirm": "ochre", "destructive": "cinnabar", "refused": "cinnabar"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word with a tone."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One catalog that was put in force."""

    number: int
    href: str
    who: str
    door: str
    note: str
    at: str
    when: str
    chips: tuple[Chip, ...]
    more: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The catalogs, newest first; `more` leads to older ones."""

    entries: tuple[Made, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value before and after."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition that changed."""

    title: str
    name: str
    chip: Chip
    values: tuple[Value, ...]
    diff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """What one catalog changed; `revert` is where the plan of taking it back is asked for, "" where it cannot be."""

    made: Made
    definitions: tuple[Definition, ...]
    revert: str


@dataclass(frozen=True, slots=True)
class Doing:
    """One step of a plan."""

    chip: Chip
    sentence: str
    rows: str
    sql: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBackPage:
    """The plan of taking a change back; `faults` say why it cannot be."""

    number: int
    action: str
    digest: str
    agree: str
    steps: tuple[Doing, ...]
    faults: tuple[str, ...] = ()


def history_page(scene: Scene, entries: Iterable[Mapping[str, Any]], names: Mapping[int, str],
                 more: int) -> HistoryPage:
    """Return the list; people by `names`, `more` the number below which older ones lie (0: there are none)."""
    return HistoryPage(tuple(_made(scene, each, names) for each in entries),
                       links.definitions([("before", str(more))]) if more else "")


def change_page(scene: Scene, found: Mapping[str, Any], names: Mapping[int, str]) -> ChangePage:
    """Return what one catalog changed."""
    made = _made(scene, {**found, "definitions": found["changes"]}, names)
    number = found["number"]
    return ChangePage(made=made, definitions=tuple(_definition(scene, each) for each in found["changes"]),
                      revert=links.definitions_revert(number) if number > 1 else "")


def way_back_page(scene: Scene, number: int, plan: Mapping[str, Any], faults: Iterable[str] = ()) -> WayBackPage:
    """Return the plan of taking change `number` back."""
    steps = tuple(_doing(scene, step) for step in plan.get("steps", ()))
    return WayBackPage(number=number, action=links.definitions_revert(number), digest=str(plan.get("digest", "")),
                       agree=str(plan.get("safety", "safe")), steps=steps, faults=tuple(faults))


def _made(scene: Scene, entry: Mapping[str, Any], names: Mapping[int, str]) -> Made:
    by, changed = entry["by"], entry["definitions"]
    at: datetime = moment(entry["at"])
    chips = tuple(Chip(_title(scene, each["definition"]), _TONES[each["what"]]) for each in changed[:FEW])
    who = names.get(by["user"], "") if by["user"] is not None else ""
    return Made(number=entry["number"], href=links.definitions_of(entry["number"]), chips=chips,
                who=who or scene.say("history.system"), door=scene.say(f"door.{by['door']}"), note=by["note"],
                at=at.isoformat(), when=since(scene, at),
                more=scene.say("defined.more", n=len(changed) - FEW) if len(changed) > FEW else "")


def _definition(scene: Scene, found: Mapping[str, Any]) -> Definition:
    name = found["definition"]
    values = tuple(Value(each["path"].removeprefix(f"{name}."), _told(scene, each["was"]), _told(scene, each["to"]))
                   for each in found["differences"])
    return Definition(title=_title(scene, name), name=name, values=values, diff=found["diff"],
                      chip=Chip(scene.say(f"defined.{found['what']}"), _TONES[found["what"]]))


def _title(scene: Scene, name: str) -> str:
    """Return what people call a definition, its name where it is there no more."""
    section, _, rest = name.partition(".")
    catalog = scene.context.catalog
    known: Mapping[str, Any] = {"objects": catalog.objects, "views": catalog.views,
                                "packs": catalog.packs}.get(section, {})
    return label(known[rest].label, scene.lang) or rest if rest in known else rest


def _told(scene: Scene, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return scene.say("defined.yes" if value else "defined.no")
    if isinstance(value, list):
        return ", ".join(_told(scene, each) for each in value)
    if isinstance(value, Mapping):
        return str(value["name"]) if value.keys() == {"name"} else "; ".join(
            f"{key}: {_told(scene, part)}" for key, part in value.items())
    return str(value)


def _doing(scene: Scene, step: Mapping[str, Any]) -> Doing:
    rows = scene.say("defined.rows", n=step["rows"]) if step["rows"] else ""
    return Doing(Chip(scene.say(f"defined.{step['safety']}"), SAFETY[step["safety"]]), step["sentence"], rows,
                 ";\n".join(step["sql"]), tuple(step["samples"]))
