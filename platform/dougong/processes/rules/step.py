"""The step of rules: each that a change concerns is asked, in the change's transaction; what it asks for follows."""

from typing import Final

from dougong.kernel.errors import Conflict
from dougong.processes.rules import told
from dougong.processes.rules.buttons import unmet
from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Held, deck_of
from dougong.processes.rules.judging import asked, silent
from dougong.processes.rules.once import first
from dougong.processes.rules.waiting import carry_out, stir
from dougong.records.causes import seeded
from dougong.records.dumping import dump
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work


def _decide(work: Work, draft: Draft) -> None:
    """Ask the rules this change concerns, keep with it what each saw, and request what those that fire do."""
    if seeded(draft.change.cause):
        return                                  # what a pack brings along is as it says
    if draft.change.button:
        _press(work, draft)
        return
    deck = deck_of(work.context.plans, draft.rules.object)
    if deck.waits and draft.change.verb != "create":
        stir(work, deck.waits, draft)
    concerned = [*asked(deck, draft)]
    if not concerned:
        return
    verdicts = [(held, case, _verdict(work, held, case)) for held, case in concerned]
    draft.told = told.kept(verdicts)
    for held, case, verdict in verdicts:
        if verdict == told.FIRED:
            carry_out(work, held, case)


def _press(work: Work, draft: Draft) -> None:
    """Request what the rule behind a button does; raises Conflict with the record as it is where it stays silent."""
    held = next(each for each in deck_of(work.context.plans, draft.rules.object).pressed
                if each.rule.name == draft.change.button)
    if not due(work, held, Case(draft, draft)) and held.rule.on.button is not None:
        raise Conflict("transition_guard", errors=(unmet(held.rule, held.rule.on.button),),
                       current=dump(work.context.plan(draft.rules.object.name), draft))


def _verdict(work: Work, held: Held, case: Case) -> str | int:
    """Return told.FIRED, or why the rule is silent: the place of the condition that does not hold, or a word."""
    reason = silent(held, case)
    if reason is not None:
        return reason
    if held.rule.fire == "once" and not first(work, held.rule, f"record/{case.row.id}"):
        return told.DONE
    return told.FIRED


def due(work: Work, held: Held, case: Case) -> bool:
    """Ask a rule that time or a person triggers of what is held, and request what it does; return whether it fired."""
    fired = _verdict(work, held, case) == told.FIRED
    if fired:
        carry_out(work, held, case)
    return fired


STEP: Final = Step("rules", "decide", lambda one: bool(one.rules or one.ruled), _decide)
