"""Two people changed the same value: both are shown, one is chosen, nothing else of what was typed is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import Conflict, FieldError
from dougong.web import links
from dougong.web.cell import cell
from dougong.web.listing.frame import Kept
from dougong.web.pointed import titled
from dougong.web.record.document import seen_of
from dougong.web.record.typed import Line, Typed
from dougong.web.scene import Scene

TAKE = "_take:"
#: Between a lines field and the id of a line that may be kept.
KEPT = "#"
#: Between a lines field and the id of a line someone else removed.
GONE = "!"
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
    values = tuple(_versus(scene, thing, each) for each in error.errors)
    number = int(current["id"])
    return ConflictPage(
        object=scene.label(thing), title=str(current.get("title", "")), action=links.edit(thing.name, number),
        leave=links.record(thing.name, number), version=str(current["version"]),
        what=scene.say("conflict.what", n=len(values)), values=values,
        kept=tuple(Kept(*pair) for pair in pairs if pair[0] not in OWN and not pair[0].startswith(TAKE)))


def chosen(sent: Typed, record: Mapping[str, Any]) -> None:
    """Let go of the lines of a form that others have removed, once their clashes were shown: one that is kept all the
    same becomes a new line, as it was typed."""
    if sent.own.get("_version") != str(record["version"]) or not any(name.startswith(TAKE) for name in sent.own):
        return
    for name, rows in sent.lines.items():
        there = {str(line["id"]) for line in record.get(name) or ()}
        sent.lines[name] = [row for row in rows if not row.id or row.id in there or _again(sent, name, row)]


def _again(sent: Typed, name: str, row: Line) -> bool:
    again = sent.own.get(f"{TAKE}{name}{GONE}{row.id}") == "mine"
    if again:
        row.texts.pop("id")
    return again


def settled(values: dict[str, Any], sent: Typed, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document without the values where the other person's was chosen, and with the lines they keep: those
    chosen, and those that came since the form was opened."""
    own = sent.own
    left = {name: [dict(line) for line in value] if _is_lines(value) else value for name, value in values.items()}
    if own.get("_version") == str(record["version"]):
        for name in left.keys() & sent.lines.keys():
            seen = {key.rpartition("/")[2] for key in seen_of(sent) if key.startswith(f"{name}/")}
            known = seen | {str(line.get("id")) for line in left[name]}
            left[name] += [{"id": line["id"]} for line in record.get(name) or () if str(line["id"]) not in known]
    for name in (name.removeprefix(TAKE) for name, text in own.items() if name.startswith(TAKE) and text == "theirs"):
        lines, _, line = name.partition(KEPT)
        head, *below = name.split("/")
        if line.isdigit() and _is_lines(left.get(lines)):
            left[lines].append({"id": int(line)})
        elif not below:
            left.pop(head, None)
        elif _is_lines(left.get(head)) and below[0].isdigit() and int(below[0]) < len(left[head]):
            left[head][int(below[0])].pop(below[-1], None)
    return left


def _is_lines(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _versus(scene: Scene, thing: Object, error: FieldError) -> Versus:
    """Return one clash in words: a value of the record or of a line, or a line one removed and the other changed."""
    name, *below = error.pointer.strip("/").split("/")
    field = scene.field(thing, name)
    if field is None:
        return Versus(name, name, "", "")
    lines = scene.context.catalog.objects[field.type.targets(field)[0]] if field.type.storage == "lines" else thing
    if error.code == "conflict_gone":
        return _gone(scene, field, lines, error.params["yours"])
    if not below and field.type.storage != "lines":
        return _both(scene, thing, field, name, scene.label(field), error.params)
    if not below:
        return _removed(scene, field, lines, error.params["theirs"])
    part = scene.field(lines, below[-1])
    if part is None:
        return Versus(name, scene.label(field), "", "")
    label = f"{scene.label(field)} · {int(below[0]) + 1} · {scene.label(part)}"
    return _both(scene, lines, part, "/".join((name, *below)), label, error.params)


def _both(scene: Scene, thing: Object, field: Field, pointer: str, label: str, told: Mapping[str, Any]) -> Versus:
    mine, theirs = (cell(scene, field, titled(scene, thing, {field.name: told.get(whose)})).text
                    for whose in ("yours", "theirs"))
    blank = scene.say("history.blank")
    return Versus(pointer, label, mine or blank, theirs or blank)


def _removed(scene: Scene, field: Field, lines: Object, theirs: Mapping[str, Any]) -> Versus:
    return Versus(f"{field.name}{KEPT}{theirs['id']}", scene.label(field),
                  scene.say("history.line_removed", lines=scene.label(field)), _held(scene, lines, theirs))


def _gone(scene: Scene, field: Field, lines: Object, mine: Mapping[str, Any]) -> Versus:
    return Versus(f"{field.name}{GONE}{mine['id']}", scene.label(field), _held(scene, lines, mine),
                  scene.say("history.line_removed", lines=scene.label(field)))


def _held(scene: Scene, lines: Object, line: Mapping[str, Any]) -> str:
    """Return what a line holds, in words."""
    told = titled(scene, lines, {**dict.fromkeys(lines.fields), **line})
    texts = (cell(scene, each, told).text for each in scene.fields(lines)
             if each.type.storage == "columns" and not each.derived)
    return " · ".join(each for each in texts if each)
