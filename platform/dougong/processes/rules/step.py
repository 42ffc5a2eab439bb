"""The step of rules: each that a change concerns is asked, in the change's transaction; what it asks for follows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError
from dougong.kernel.errors import Conflict
from dougong.processes.rules import told
from dougong.processes.rules.acts import act
from dougong.processes.rules.buttons import unmet
from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Deck, Held, deck_of
from dougong.processes.rules.once import first
from dougong.records.causes import arrived, seeded
from dougong.records.draft import Draft, Row
from dougong.records.dumping import dump
from dougong.records.steps import Step
from dougong.records.work import Work


def _decide(work: Work, draft: Draft) -> None:
    """Ask the rules this change concerns, keep with it what each saw, and request what those that fire do."""
    if seeded(draft.change.cause):
        return                                  # what a pack brings along is as it says
    if draft.change.button:
        _press(work, draft)
        return
    asked = [*_asked(deck_of(work.context.plans, draft.rules.object), draft)]
    if not asked:
        return
    verdicts = [(held, case, _verdict(work, held, case)) for held, case in asked]
    draft.told = told.kept(verdicts)
    for held, case, verdict in verdicts:
        if verdict == told.FIRED:
            for each in held.acts:
                act(work, held.rule, each, case)


def _press(work: Work, draft: Draft) -> None:
    """Request what the rule behind a button does; raises Conflict with the record as it is where it stays silent."""
    held = next(each for each in deck_of(work.context.plans, draft.rules.object).pressed
                if each.rule.name == draft.change.button)
    if not due(work, held, Case(draft, draft)) and held.rule.on.button is not None:
        raise Conflict("transition_guard", errors=(unmet(held.rule, held.rule.on.button),),
                       current=dump(work.context.plan(draft.rules.object.name), draft))


def _asked(deck: Deck, draft: Draft) -> Iterator[tuple[Held, Case]]:
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
                not held.fields.isdisjoint(names) or (row is draft and draft.change.transition in on.transitions):
            yield held


def _verdict(work: Work, held: Held, case: Case) -> str | int:
    """Return told.FIRED, or why the rule is silent: the place of the condition that does not hold, or a word."""
    row = case.row
    try:
        failed = _failed(held, row.env)
        if failed is not None:
            return failed
        if held.rule.fire == "on_rise" and row.old is not None and _failed(held, _before(case, row.old)) is None:
            return told.HELD
    except ExpressionError:
        return told.BROKEN
    if held.rule.fire == "once" and not first(work, held.rule, f"record/{row.id}"):
        return told.DONE
    return told.FIRED


def due(work: Work, held: Held, case: Case) -> bool:
    """Ask a rule that time or a person triggers of what is held, and request what it does; return whether it fired."""
    fired = _verdict(work, held, case) == told.FIRED
    if fired:
        for each in held.acts:
            act(work, held.rule, each, case)
    return fired


def _failed(held: Held, env: Env) -> int | None:
    """Return the place of the first condition that does not hold; None where all do."""
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


STEP: Final = Step("rules", "decide", lambda one: bool(one.rules or one.ruled), _decide)
