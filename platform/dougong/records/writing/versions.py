"""Whose version: a change made on an older one is refused, or merged where nobody else touched the same fields."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import orjson

from dougong.kernel.errors import Conflict, FieldError, Required, Stale
from dougong.records.dumping import changes, in_json
from dougong.records.plans import ObjectPlan
from dougong.records.since import Held, Since, gathered
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.work import Work

Image = Mapping[str, Any]


def demand(change: Change, version: int | None) -> None:
    """Raise Required when an update does not say which version it stands on."""
    if change.verb == "update" and version is None:
        raise Required


def compare(change: Change, seen: int | None, now: int, current: Callable[[], Image]) -> bool:
    """Return whether someone else changed the record since version `seen`; raises Stale for a strict change.

    A version nobody has written yet is a conflict, too. Both carry the record as it is: `current` makes it.
    """
    if seen is None or seen == now:
        return False
    if change.strict:
        raise Stale(current=current())
    if seen > now:
        raise Conflict(current=current())
    return True


def since(work: Work, plan: ObjectPlan, change: Change, seen: int, current: Callable[[], Image]) -> Since:
    """Return what others did since version `seen`; one wait. Without a history nothing can be told apart, and all is a
    clash: raises Conflict with the record as it is."""
    if not plan.object.history:
        raise Conflict(current=current())
    rows = work.session.rows(work.context.plans.engine.history_since, (plan.object.uid, change.id, seen))
    return gathered(orjson.loads(each) if isinstance(each, str) else each for each, in rows)


def merge(plan: ObjectPlan, draft: Draft, others: Since, current: Callable[[], Image]) -> None:
    """Let the draft stand when what it changes nobody else has changed; else raise Conflict.

    `current` makes the record's JSON form as it is now. Each clash names the field, with both values; setting what
    someone else has set already is no clash, and a line that went is none to whoever did not change it.
    """
    mine = changes(draft)
    clashes = [error for uid in mine if uid in others.touched
               for error in _clash(plan, draft, uid, mine[uid], others.touched[uid])]
    clashes += [error for name, lines in draft.gone.items()
                for error in _gone(plan.lines[name], name, lines, others.went[plan.object.fields[name].uid])]
    if clashes:
        raise Conflict(errors=clashes, current=current())


def _gone(lines: ObjectPlan, name: str, given: Iterable[tuple[int, Image]],
          went: Mapping[int, Held]) -> Iterator[FieldError]:
    """Yield where this change sets values of a line someone else removed."""
    for at, line in given:
        held = {field.name: went[line["id"]].get(field.uid) for field in lines.readable if not field.derived
                if field.name in lines.object.fields}
        sent = {each: in_json(lines.object.fields[each], line[each]) for each in line.keys() - {"id", "_key"}}
        if any((held.get(each) or None) != (form or None) for each, form in sent.items()):
            yield FieldError(f"/{name}/{at}", "conflict_gone",
                             {"theirs": None, "yours": {"id": line["id"], **held, **sent}})


def _clash(plan: ObjectPlan, draft: Draft, uid: str, mine: Any,
           theirs: AbstractSet[tuple[str, str]]) -> list[FieldError]:
    """Return the clashes of one field; what a formula makes of other fields is nobody's edit."""
    field = next((field for field in plan.object.fields.values() if field.uid == uid and not field.derived), None)
    if field is None:
        return []
    if isinstance(mine, list):
        now, wanted = mine
        return [FieldError(f"/{field.name}", "conflict", {"theirs": now, "yours": wanted})]
    return [error for line, pairs in mine.items()
            for error in _line_clash(plan.lines[field.name], draft, field.name, line, (pairs, theirs))]


def _line_clash(lines: ObjectPlan, draft: Draft, name: str, line: str,
                met: tuple[Mapping[str, Any], AbstractSet[tuple[str, str]]]) -> list[FieldError]:
    """Return where someone else changed the values of a line this change sets, or the line it removes."""
    pairs, theirs = met
    typed = {each.uid: each.name for each in lines.object.fields.values() if not each.derived}
    both = [uid for uid in pairs if uid in typed and (line, uid) in theirs]
    row = next((each for each in draft.lines[name] if str(each.id) == line), None)
    if row is not None:
        return [FieldError(f"{row.pointer}/{typed[uid]}", "conflict", {"theirs": pairs[uid][0], "yours": pairs[uid][1]})
                for uid in both]
    if not both:
        return []
    held = {typed[uid]: pair[0] for uid, pair in pairs.items() if uid in typed and _is_seen(lines, typed[uid])}
    return [FieldError(f"/{name}", "conflict_line", {"theirs": {"id": int(line), **held}, "yours": None})]


def _is_seen(plan: ObjectPlan, name: str) -> bool:
    return plan.policy.field(plan.object, name, "use") is not None
