"""Actions that wait: what comes after one is left as an effect, due when it goes on; as the record changes, so does
when that is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from dougong.catalog.rule import Rule
from dougong.processes.effects.outbox import Way, put
from dougong.processes.rules.acts import act
from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Act, Held
from dougong.records.context import Context
from dougong.records.writing.draft import Draft
from dougong.records.writing.work import Work
from dougong.store.engine.effects import effects
from dougong.store.snapshot import moment

#: The effect that goes on with a rule.
KIND: Final = "wait"
#: When what waits for a condition alone is due.
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
#: Why what waits for a record does not go on that is in the bin.
GONE: Final = "the record is in the bin"


def carry_out(work: Work, held: Held, case: Case, after: str = "") -> tuple[Act, ...]:
    """Do what a rule says, in order, from its beginning or after the action called so; what comes after a wait is left
    for when that is over. Return what was done."""
    done: list[Act] = []
    for each in following(held, after):
        if each.said.verb != "wait":
            act(work, held.rule, each, case)
            done.append(each)
        elif not over(work.context, each, case):
            _leave(work, held.rule, each, case)
            break
    return tuple(done)


def following(held: Held, after: str) -> Iterator[Act]:
    """Yield the actions of a rule after the one called so; all for ""."""
    begun = not after
    for each in held.acts:
        if begun:
            yield each
        begun = begun or each.said.name == after


def until(context: Context, each: Act, case: Case) -> datetime | None:
    """Return when a wait is over at the latest; NEVER where it says nothing of that, None for a value that is none."""
    if each.until is None:
        return NEVER
    found = each.until(case.env)
    if isinstance(found, date) and not isinstance(found, datetime):
        return context.begin(found)
    known: datetime | None = found
    return known


def over(context: Context, each: Act, case: Case) -> bool:
    """Return whether there is nothing to wait for: the condition holds, or, without one, the time is past."""
    if each.awaits is not None:
        return bool(each.awaits(case.env))
    due = until(context, each, case)
    return due is not None and due <= context.now


def stir(work: Work, waits: tuple[tuple[Held, Act], ...], draft: Draft) -> None:
    """Let what waits for a record that changes hear of it; nothing is asked, and for most changes nothing sent."""
    said, context = effects(work.context.database.dialect), work.context
    if draft.change.verb == "archive":
        for held, each in waits:
            work.session.send(said.abandon, {"this_target": _target(held.rule, each, draft.id), "error": GONE,
                                             "at": moment(context.database.dialect, context.now)})
        return
    names = {*draft.changed(), *(("owner",) if draft.moved() else ())}
    for held, each in waits:
        if not each.reads.isdisjoint(names) or (each.counts and draft.lines_changed()):
            due = _moved(context, each, Case(draft, draft))
            if due is not None:
                work.session.send(said.move, {"this_target": _target(held.rule, each, draft.id),
                                              "due": moment(context.database.dialect, due)})
                work.session.then(context.database.rouse)


def _moved(context: Context, each: Act, case: Case) -> datetime | None:
    """Return when what waits is to be looked at again; None where the change says nothing of that."""
    if each.awaits is not None and each.awaits(case.env):
        return context.now
    return until(context, each, case) or context.now if each.follows else None


def _leave(work: Work, rule: Rule, each: Act, case: Case) -> None:
    due, now = until(work.context, each, case), work.context.now
    if due is None:
        return                                              # there is no such moment
    looks = bool(each.reads or each.counts)                 # what this unit still changes is seen at once after it
    said: dict[str, Any] = {"rule": rule.uid, "action": each.said.name, "until": due.isoformat()}
    key = f"{rule.uid}/{each.said.name}/{case.id}/{case.draft.values['version']}/{now.timestamp():.6f}"
    put(work, KIND, said, key=key, due=now if looks else due,
        way=Way(target=_target(rule, each, case.id), record=(case.object.name, case.id or 0)))


def _target(rule: Rule, each: Act, id: int | None) -> str:
    """Return what waits of one kind for one record have in common."""
    return f"{KIND}/{rule.uid}/{each.said.name}/{id}"
