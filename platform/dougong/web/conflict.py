"""Two people changed the same value: both are shown, one is chosen, nothing else of what was typed is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Object
from dougong.kernel.errors import Conflict
from dougong.web import links
from dougong.web.cell import cell
from dougong.web.listing import Kept
from dougong.web.related import titled
from dougong.web.scene import Scene

TAKE = "_take:"
#: Parts of a form that are its own and get new values on the page of the conflict.
OWN = frozenset({"_csrf", "_version", "_do"})


@dataclass(frozen=True, slots=True)
class Versus:
    """One field with both values in words."""

    pointer: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPage:
    """Everything the conflict template shows."""

    object: str
    title: str
    action: str
    leave: str
    version: str
    what: str
    kept: tuple[Kept, ...]
    values: tuple[Versus, ...]


def conflict_page(scene: Scene, thing: Object, error: Conflict, pairs: Iterable[tuple[str, str]]) -> ConflictPage:
    """Return the page for a clash; `pairs` is the form as it was sent, which the page carries along."""
    current: Mapping[str, Any] = error.current or {}
    values = tuple(_versus(scene, thing, each.pointer.strip("/"), each.params) for each in error.errors)
    number = int(current["id"])
    return ConflictPage(
        object=scene.label(thing), title=str(current.get("title", "")), action=links.edit(thing.name, number),
        leave=links.record(thing.name, number), version=str(current["version"]),
        what=scene.say("conflict.what", n=len(values)), values=values,
        kept=tuple(Kept(*pair) for pair in pairs if pair[0] not in OWN and not pair[0].startswith(TAKE)))


def settled(values: dict[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
    """Return the document without the values where the other person's was chosen."""
    theirs = {name.removeprefix(TAKE) for name, text in own.items() if name.startswith(TAKE) and text == "theirs"}
    return {name: value for name, value in values.items() if name not in theirs}


def _versus(scene: Scene, thing: Object, name: str, told: Mapping[str, Any]) -> Versus:
    field = scene.field(thing, name)
    if field is None:
        return Versus(name, name, "", "")
    mine, theirs = (cell(scene, field, titled(scene, thing, {name: told.get(whose)})).text
                    for whose in ("yours", "theirs"))
    blank = scene.say("history.blank")
    return Versus(name, scene.label(field), mine or blank, theirs or blank)
