"""The versions of a record: who made them, what differs between two, how the record looked, what may be put back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.records.named import heading
from dougong.web import links
from dougong.web.cell import cell
from dougong.web.pointed import titled, titled_lines
from dougong.web.record.inputs import fixed
from dougong.web.record.page import Around, RecordPage, record_page
from dougong.web.record.timeline import Moment, timeline
from dougong.web.scene import Scene

#: How the history names what put values back, and what erased them.
PUT_BACK = "restore_values "
ERASED = "erase: "

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the list; `cause` says what asked for it, where anything did."""

    number: str
    href: str
    current: bool
    moment: Moment
    cause: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One value in two versions; `name` is the field whose older value may be put back, "" where it may not."""

    label: str
    old: str
    new: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage:
    """Everything the versions template shows: `older` and `newer` are the two versions compared."""

    title: str
    object: str
    list_href: str
    href: str
    record_href: str
    put_back: str
    now: str
    older: str
    newer: str
    versions: tuple[Version, ...]
    more: str
    differences: tuple[Difference, ...]
    looked: RecordPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A record as it is and in two of its versions, the older and the newer one."""

    now: Record
    older: Record
    newer: Record


def versions_page(scene: Scene, thing: Object, compared: Compared, entries: Sequence[Mapping[str, Any]],
                  names: Mapping[int, str], before: int | None) -> VersionsPage:
    """Return the page; `entries` are those of the history, people by `names`, `before` leads to older ones."""
    now, number = compared.now, compared.now["id"]
    older, newer = compared.older["version"], compared.newer["version"]
    href = links.versions(thing.name, number)
    then = titled_lines(scene, thing, titled(scene, thing, {**now, "_titles": {}, **compared.newer}))
    looked = record_page(scene, thing, then, Around())
    listed = tuple(
        Version(str(entry["version"]), links.versions(thing.name, number, [("version", str(entry["version"]))]),
                entry["version"] == newer, moment, _cause(scene, entry["cause"]))
        for entry, moment in zip(entries, timeline(scene, thing, entries, names), strict=True))
    return VersionsPage(
        title=heading(now), object=scene.label(thing), list_href=links.list_of(thing.name),
        href=href, record_href=links.record(thing.name, number), put_back=links.act(thing.name, number, "put-back"),
        now=str(now["version"]), older=str(older), newer=str(newer), versions=listed, looked=looked,
        more=links.versions(thing.name, number, [("before", str(before))]) if before else "",
        differences=tuple(_differences(scene, thing, compared)))


def _cause(scene: Scene, cause: str | None) -> str:
    if cause is None:
        return ""
    if cause.startswith(PUT_BACK):
        return scene.say("versions.from", n=cause.removeprefix(PUT_BACK))
    if cause.startswith(ERASED):
        return scene.say("versions.erased", reason=cause.removeprefix(ERASED))
    return cause


def _differences(scene: Scene, thing: Object, compared: Compared) -> Iterable[Difference]:
    older, newer, now = compared.older, compared.newer, compared.now
    writable = now.get("archived_at") is None and scene.may(thing, "update")
    for field in scene.fields(thing):
        if older.get(field.name) == newer.get(field.name) or field.virtual or field.moves:
            continue
        may = writable and _is_written(scene, thing, field) and older.get(field.name) != _plain(now, field)
        if field.type.storage == "lines":
            yield from _lines(scene, field, older[field.name], newer[field.name], field.name if may else "")
        else:
            yield Difference(scene.label(field), _text(scene, thing, field, older), _text(scene, thing, field, newer),
                             field.name if may else "")


def _plain(record: Record, field: Field) -> Any:
    """Return a value of the record as it is, lines without what readers add to them."""
    value = record.get(field.name)
    if field.type.storage != "lines":
        return value
    return [{name: each for name, each in line.items() if name != "_titles"} for line in value or ()]


def _is_written(scene: Scene, thing: Object, field: Field) -> bool:
    return not fixed(scene, thing, field)


def _lines(scene: Scene, lines: Field, older: Iterable[Record], newer: Iterable[Record],
           name: str) -> Iterable[Difference]:
    """Yield what became of each line; the whole list is put back at once, so the first row offers it."""
    below = scene.context.catalog.objects[lines.type.targets(lines)[0]]
    was, became = ({line["id"]: line for line in each} for each in (older, newer))
    for id in dict.fromkeys((*was, *became)):
        old, new = was.get(id), became.get(id)
        label = f"{scene.label(lines)} · {(new or old or {}).get('title') or f'#{id}'}"
        if old is None or new is None:
            verb = "removed" if new is None else "added"
            yield Difference(label, "", scene.say(f"history.line_{verb}", lines=scene.label(lines)), name)
            name = ""
            continue
        for field in scene.fields(below):
            if old.get(field.name) != new.get(field.name) and not field.virtual and not field.moves:
                yield Difference(f"{label} · {scene.label(field)}", _text(scene, below, field, old),
                                 _text(scene, below, field, new), name)
                name = ""


def _text(scene: Scene, thing: Object, field: Field, record: Record) -> str:
    found = cell(scene, field, titled(scene, thing, {field.name: record.get(field.name)}))
    words = " · ".join(part.text for part in found.parts) if found.parts else found.text
    return words or scene.say("history.blank")
