"""What happened to a record, newest first: who, what, old and new, when, through which door."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.labels import words
from dougong.records.acts.merging import TAKEN, WENT
from dougong.records.acts.sharing import TOLD
from dougong.records.causes import asked
from dougong.records.named import Named, called, titles
from dougong.web.cell import cell, moment, unseen
from dougong.web.pointed import leads_to, pointing, titles_in
from dougong.web.record.sharing import named, until_words
from dougong.web.record.speech import Speech
from dougong.web.scene import Scene

MOST_CHANGES = 8
VERBS = {"create": ("plus", "pine"), "update": ("pencil", "ochre"), "archive": ("archive", "gray"),
         "restore": ("history", "blue"), "share": ("users", "blue"), "assign": ("user-share", "blue"),
         "merge": ("git-compare", "blue"), "merged": ("git-compare", "gray")}


@dataclass(frozen=True, slots=True)
class Delta:
    """One value before and after."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of the timeline."""

    who: str
    what: str
    icon: str
    tone: str
    when: str
    moment: str
    door: str
    changes: tuple[Delta, ...] = ()
    speech: Speech | None = None


def timeline(scene: Scene, thing: Object, entries: Iterable[Mapping[str, Any]],
             names: Mapping[int, str]) -> tuple[Moment, ...]:
    """Return entries of the history in words, people by `names`; fields this person may not see leave no trace."""
    found = list(entries)
    known = called(scene.context, {each for entry in found if _verb(thing, entry) != "create"
                                   for each in _pointed(scene, thing, entry["changes"])})
    return tuple(_moment(scene, thing, entry, names, known) for entry in found)


def since(scene: Scene, at: datetime) -> str:
    """Return how long ago, up to 24 hours; then day and time, with the year when it is another one."""
    seconds = (scene.context.now - at).total_seconds()
    if seconds < 60:
        return scene.say("time.now")
    if seconds < 3600:
        return scene.say("time.minutes", n=int(seconds // 60))
    if seconds < 86_400:
        return scene.say("time.hours", n=int(seconds // 3600))
    local = at.astimezone(scene.zone)
    year = "" if local.year == scene.context.today.year else f"{local.year}-"
    return f"{year}{local:%m-%d %H:%M}"


def _moment(scene: Scene, thing: Object, entry: Mapping[str, Any], names: Mapping[int, str],
            known: Mapping[Named, str]) -> Moment:
    verb = _verb(thing, entry)
    icon, tone = VERBS[verb]
    at = moment(entry["at"])
    deltas = [delta for uid, what in entry["changes"].items() for delta in _deltas(scene, thing, uid, what, known)]
    shown = () if verb == "create" else tuple(deltas[:MOST_CHANGES])
    if verb != "create" and len(deltas) > MOST_CHANGES:
        shown = (*shown, Delta("", "", scene.say("history.more", n=len(deltas) - MOST_CHANGES)))
    who = names.get(entry["actor"]) or scene.say("history.system")
    did = _transition(scene, thing, entry)
    return Moment(who=who, what=did or scene.say(f"history.{verb}"), icon="check" if did else icon, tone=tone,
                  when=since(scene, at), moment=at.isoformat(), door=_door(scene, entry), changes=shown)


def _door(scene: Scene, entry: Mapping[str, Any]) -> str:
    """Return the door it came by, and by which rule."""
    rule = asked(scene.context.catalog, entry["cause"] or "")
    door = scene.say(f"door.{entry['door']}")
    return door if rule is None else f"{door} · {words(rule.label, scene.lang)}"


def _transition(scene: Scene, thing: Object, entry: Mapping[str, Any]) -> str:
    """Return what the transition is called that an entry tells of, "" where it tells of none that is there."""
    told, flow = entry.get("transition"), thing.workflow
    found = flow.transitions.get(told["name"] or "") if told and flow else None
    return words(found.label, scene.lang) if found else ""


def _verb(thing: Object, entry: Mapping[str, Any]) -> str:
    """Return what was done: the first version was made, a change of the archive's mark is archiving or restoring."""
    if entry["version"] == 1:
        return "create"
    marked = entry["changes"].get(thing.system["archived_at"].uid)
    if marked is None:
        return _given(thing, entry["changes"])
    return "restore" if marked[1] is None else "archive"


def _given(thing: Object, changes: Mapping[str, Any]) -> str:
    """Return whether a change is one of who may see the record, or of whose it is alone."""
    if TOLD in changes:
        return "share"
    if TAKEN in changes or WENT in changes:
        return "merge" if TAKEN in changes else "merged"
    own = {field.uid for field in thing.fields.values() if not field.derived}
    return "assign" if thing.system["owner"].uid in changes and own.isdisjoint(changes) else "update"


def _deltas(scene: Scene, thing: Object, uid: str, what: Any, known: Mapping[Named, str]) -> Iterable[Delta]:
    if uid == TOLD:
        old, new = (_share(scene, each) for each in what)
        yield Delta(scene.say("share.now"), old, new or scene.say("share.none"))
        return
    if uid in (TAKEN, WENT):
        other = what[1]
        yield Delta("", "", titles(scene.context, thing.name, [other]).get(other) or unseen(scene))
        return
    field = _by_uid(scene, thing, uid)
    if field is not None and field.name == "owner":
        names = titles(scene.context, "user", what)
        yield Delta(scene.say("history.owner"), *(names.get(each, "") for each in what))
    if field is None or field.name not in thing.fields:
        return
    if isinstance(what, Mapping):
        for changed in what.values():
            yield from _line_deltas(scene, field, changed, known)
        return
    if field.derived:
        return                     # what follows from the rest is no news
    yield _delta(scene, field, scene.label(field), what, known)


def changed_values(scene: Scene, thing: Object, changes: Mapping[str, Any]) -> list[Delta]:
    """Return what a change would make of a record's values, in words."""
    known = called(scene.context, set(_pointed(scene, thing, changes)))
    return [delta for uid, what in changes.items() for delta in _deltas(scene, thing, uid, what, known)]


def _share(scene: Scene, told: Mapping[str, Any] | None) -> str:
    if told is None:
        return ""
    words = (named(scene, [told["whom"]])[told["whom"]], scene.say(f"share.to_{told['verb']}"),
             until_words(scene, told["until"]))
    return " · ".join(words)


def _line_deltas(scene: Scene, lines: Field, changed: Mapping[str, Any],
                 known: Mapping[Named, str]) -> Iterable[Delta]:
    """Yield what became of one line: added, removed, or which of its values changed."""
    before, after = changed.get("line_no", (0, 0))     # a line that came had no place, one that went has none
    if before is None or after is None:
        yield Delta("", "", scene.say(f"history.line_{'added' if before is None else 'removed'}",
                                      lines=scene.label(lines)))
        return
    target = scene.context.catalog.objects[lines.type.targets(lines)[0]]
    for uid, what in changed.items():
        field = _by_uid(scene, target, uid)
        if field is not None and field.name in target.fields and not field.derived:
            yield _delta(scene, field, f"{scene.label(lines)} · {scene.label(field)}", what, known)


def _delta(scene: Scene, field: Field, label: str, what: Any, known: Mapping[Named, str]) -> Delta:
    old, new = what
    return Delta(label, "" if old is None else _text(scene, field, old, known),
                 scene.say("history.blank") if new is None else _text(scene, field, new, known))


def _text(scene: Scene, field: Field, sent: Any, known: Mapping[Named, str]) -> str:
    row = {field.name: sent}
    return cell(scene, field, titles_in(row, {field.name: tuple(leads_to(field, sent))}, known)).text


def _pointed(scene: Scene, thing: Object, changes: Mapping[str, Any]) -> Iterator[Named]:
    """Yield the records that links pointed to before or after, in lines too."""
    for uid, what in changes.items():
        field = _by_uid(scene, thing, uid)
        if field is None or field.name not in thing.fields:
            continue
        if isinstance(what, Mapping):
            target = scene.context.catalog.objects[field.type.targets(field)[0]]
            for changed in what.values():
                yield from _pointed(scene, target, changed)
        elif pointing(field):
            for sent in what:
                yield from leads_to(field, sent)


def _by_uid(scene: Scene, thing: Object, uid: str) -> Field | None:
    named = next((field.name for field in (*thing.fields.values(), *thing.system.values()) if field.uid == uid), None)
    return scene.field(thing, named) if named else None
