"""Which rules a change concerns, and why one stays silent: nothing is written or noted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError
from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Deck, Held
from dougong.processes.rules.told import BROKEN, HELD
from dougong.records.causes import arrived
from dougong.records.writing.draft import Draft, Row


def asked(deck: Deck, draft: Draft) -> Iterator[tuple[Held, Case]]:
    """Yield the rules a change concerns, and of which record or line each is asked; none for most."""
    whole = Case(draft, draft)
    for held in _concerned(deck, draft):
        yield held, whole
    for held in deck.called:
        if draft.change.cause == arrived(held.rule):
            yield held, whole
    for name, below in deck.lines if draft.change.verb in {"create", "update"} else ():
        for row in draft.lines.get(name, ()):
            among = below.created if row.old is None else below.updated
            for held in _looking(among, draft, row, new=row.old is None) if among else ():
                yield held, Case(draft, row, name)


def _concerned(deck: Deck, draft: Draft) -> Iterable[Held]:
    """Return the rules a change may concern: none for most."""
    match draft.change.verb:
        case "create":
            return _looking(deck.created, draft, draft, new=True) if deck.created else ()
        case "update" | "assign":
            return _looking(deck.updated, draft, draft, new=False) if deck.updated else ()
        case "archive":
            return deck.deleted
    return ()


def _looking(among: Iterable[Held], draft: Draft, row: Row, *, new: bool) -> Iterator[Held]:
    """Yield those a row concerns; a line that is as it was concerns none."""
    names = {*row.changed(), "owner"} if row is draft and (new or draft.moved()) else set(row.changed())
    for held in among:
        on = held.rule.on
        if (on.created if new else on.updated and (bool(names) or row is draft)) or \
                not held.fields.isdisjoint(names) or draft.change.transition in on.transitions:
            yield held


def silent(held: Held, case: Case) -> str | int | None:
    """Return why a rule stays silent: the place of the condition that does not hold, or a word; None where it may
    fire."""
    row = case.row
    try:
        failed = standing(held, row.env)
        if failed is not None:
            return failed
        if held.rule.fire == "on_rise" and row.old is not None and standing(held, _before(case, row.old)) is None:
            return HELD
    except ExpressionError:
        return BROKEN
    return None


def standing(held: Held, env: Env) -> int | None:
    """Return the place of the first condition that does not hold, whatever was before; None where all do. Raises
    ExpressionError where a number grows too large."""
    for place, part in enumerate(held.parts):
        if not part(env):
            return place
    return None


def _before(case: Case, old: Mapping[str, Any]) -> Env:
    """Return the record or line as it was; of a link that led elsewhere nothing is known any more."""
    env, values, draft = case.env, case.row.values, case.draft
    linked = {path: value for path, value in env.linked.items()
              if values.get(link := path.partition(".")[0]) == old.get(link)}
    lines = {} if case.lines else {
        name: [*(row.old for row in rows if row.old is not None), *draft.removed.get(name, ())]
        for name, rows in draft.lines.items()}
    return Env(values=old, linked=linked, lines=lines, me=env.me, today=env.today, now=env.now, settings=env.settings,
               roles=env.roles, parent=env.parent, zone=env.zone, shared=env.shared)
