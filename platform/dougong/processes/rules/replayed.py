"""How often a rule would have fired lately: the changes the history keeps, each asked again as it was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from dougong.catalog.model import Catalog, Object
from dougong.catalog.rule import Rule
from dougong.kernel.errors import NOTHING
from dougong.processes.rules.beneath import bring, wanted
from dougong.processes.rules.deck import Deck, alone
from dougong.processes.rules.judging import asked, silent
from dougong.processes.rules.tryable import looked_at
from dougong.records.asof.walk import Then, in_order, present, undo, values_of
from dougong.records.causes import seeded
from dougong.records.context import Context
from dougong.records.did import did
from dougong.records.environ import equip
from dougong.records.named import titles
from dougong.records.plans import ObjectPlan
from dougong.records.writing.change import Change, Verb
from dougong.records.writing.draft import Draft, Row
from dougong.store.engine import history
from dougong.store.query.paths import Path

#: Changes of the object that are asked again at most, and changes of any object that are looked through for them.
MOST: Final = 2_000
BACK: Final = 100_000
#: Days that are looked back on.
DAYS: Final = 30
#: Firings that are named; all are counted.
NAMED: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A change on which the rule would have fired: of which record, at its line `line` (0: the record itself)."""

    id: int
    title: str
    version: int
    at: datetime
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What became of asking again: `changes` of `records` since a moment, of which the oldest were left out where it is
    `cut`; how often the rule would have `fired`, on how many records (`on`), and the latest of those. `as_now` names
    what it looks at of which nothing earlier is kept."""

    since: datetime
    changes: int
    records: int
    cut: bool
    fired: int
    on: int
    latest: tuple[Firing, ...]
    as_now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A change the history keeps."""

    id: int
    version: int
    actor: int | None
    at: datetime
    changes: Mapping[str, Any]
    cause: str | None


def replayed(context: Context, catalog: Catalog, rule: Rule, days: int = DAYS) -> Past:
    """Return how often a rule of `catalog` would have fired on the changes of the last `days` days. Raises as
    tryable.looked_at does."""
    object = looked_at(context, rule)
    since = context.now - timedelta(days=days)
    entries, cut = _entries(context, object, since)
    by_record: dict[int, list[_Entry]] = {}
    for entry in entries:
        by_record.setdefault(entry.id, []).append(entry)
    with context.database.read() as session:
        now = present(context, session, object, sorted(by_record)) if by_record else {}
        drafts = [each for id, then in now.items() for each in _drafts(context, object, then, by_record[id])]
        bring(context, session, wanted(rule, context.catalog.objects[rule.object].parent_field or ""), [
            draft for draft, _ in drafts])
    fired = _fired(alone(catalog, rule)[0], rule, drafts)
    known = titles(context, object.name, {entry.id for entry, _ in fired[:NAMED]})
    return Past(
        since=since, changes=len(entries), records=len(by_record), cut=cut, fired=len(fired),
        on=len({entry.id for entry, _ in fired}), as_now=_as_now(context, rule), latest=tuple(Firing(
            id=entry.id, title=known.get(entry.id, f"#{entry.id}"), version=entry.version, at=entry.at, line=line)
            for entry, line in fired[:NAMED]))


def _entries(context: Context, object: Object, since: datetime) -> tuple[list[_Entry], bool]:
    """Return the changes of an object, the newest first, and whether there were more since."""
    engine = context.plans.engine
    given = {"object_uid": object.uid, "since": engine.moment(since), "back": BACK, "limit": MOST + 1}
    with context.database.read() as session:
        rows = session.rows(history.recent(engine.dialect), given)
        edge = session.rows(history.edge(engine.dialect), {"back": BACK})
    found = [_Entry(id, version, actor, engine.when(at), orjson.loads(told) if isinstance(told, str) else told, cause)
             for id, version, actor, at, told, cause in rows[:MOST]]
    return found, len(rows) > MOST or any(engine.when(at) > since for at, in edge)


def _drafts(context: Context, object: Object, then: Then, entries: Iterable[_Entry]) -> Iterator[tuple[Draft, _Entry]]:
    """Yield a record's changes as the rules were asked of them, the newest first; none beyond a gap of its history."""
    plan = context.plan(object.name)
    after = _image(plan, then)
    for entry in entries:
        if entry.version > then.forms["version"]:          # written while we were reading
            continue
        if entry.version < then.forms["version"]:
            return
        undo(context, object, then, entry.changes)
        then.forms["version"] = entry.version - 1
        before = _image(plan, then) if entry.version > 1 else None
        if not seeded(entry.cause):
            yield _draft(context, plan, entry, after, before), entry
        if before is None:
            return
        after = before


@dataclass(frozen=True, slots=True)
class _Image:
    """A record as it was: its values, and those of its lines by field and id."""

    values: dict[str, Any]
    lines: Mapping[str, Mapping[int, dict[str, Any]]]


def _image(plan: ObjectPlan, then: Then) -> _Image:
    lines = {each.field.name: {forms["id"]: values_of(each.rules.object, forms) for forms in in_order(then, each.field)}
             for each in plan.rules.lines}
    return _Image(values_of(plan.object, then.forms), lines)


def _draft(context: Context, plan: ObjectPlan, entry: _Entry, after: _Image, before: _Image | None) -> Draft:
    """Return a change as a draft, in the name of who made it and at its time."""
    old = None if before is None else before.values
    cause, ran = did(plan.object, entry.cause, entry.changes)
    change = Change(object=plan.object.name, verb=_verb(old, after.values), id=entry.id, cause=cause,
                    transition=(ran or {}).get("name") or "")
    draft = Draft(plan.rules, change, dict(after.values), NOTHING, old)
    draft.id = entry.id
    for lines in plan.rules.lines:
        name = lines.field.name
        was = {} if before is None else before.lines[name]
        draft.lines[name] = [Row(lines.rules, values, NOTHING, old=was.get(id), linked=values)
                             for id, held in after.lines[name].items() for values in (dict(held),)]
        draft.removed[name] = [held for id, held in was.items() if id not in after.lines[name]]
        for row, id in zip(draft.lines[name], after.lines[name], strict=True):
            row.id = id
    who = replace(context.actor, id=entry.actor or context.actor.id, me={"id": entry.actor})
    equip(draft, replace(context, actor=who, now=entry.at, today=entry.at.astimezone(context.zone).date()))
    return draft


def _verb(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Verb:
    if old is None:
        return "create"
    if old.get("archived_at") != new.get("archived_at"):
        return "restore" if new.get("archived_at") is None else "archive"
    return "update"


def _fired(deck: Deck, rule: Rule, drafts: Iterable[tuple[Draft, _Entry]]) -> list[tuple[_Entry, int]]:
    """Return the changes it would have fired on with the line, the newest first; once a record or line where it fires
    once."""
    found = [(entry, case.place, case.id) for draft, entry in drafts for each, case in asked(deck, draft)
             if silent(each, case) is None]
    found.sort(key=lambda one: (one[0].at, one[0].version), reverse=True)
    if rule.fire == "once":
        earliest = {id: (entry, line) for entry, line, id in found}       # the last word is the earliest one's
        return sorted(earliest.values(), key=lambda one: one[0].at, reverse=True)
    return [(entry, line) for entry, line, _ in found]


def _as_now(context: Context, rule: Rule) -> tuple[str, ...]:
    """Return what a condition looks at of which nothing earlier is kept: what lies beneath links, what moves."""
    object = context.catalog.objects[rule.object]
    paths = () if rule.when is None else sorted(rule.when.checked.paths)
    return tuple(".".join(path) for path in paths if _now_only(context, object, path))


def _now_only(context: Context, object: Object, path: Path) -> bool:
    if path[0] == "parent" and object.parent is not None:
        return _now_only(context, context.catalog.objects[object.parent], path[1:])
    field = object.field(path[0])
    return len(path) > 1 or (field is not None and field.moves)
