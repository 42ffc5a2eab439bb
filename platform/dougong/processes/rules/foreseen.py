"""Which rules would fire if what is typed so far were saved: asked of a preview, which reads nothing more for it."""

from dougong.catalog.rule import Rule
from dougong.processes.rules.deck import deck_of
from dougong.processes.rules.judging import asked, silent
from dougong.records.context import Context
from dougong.records.reasons.conditions import legible
from dougong.records.writing.draft import Draft


def firing(context: Context, draft: Draft) -> list[Rule]:
    """Return the rules a draft would fire, each once, in their order; not those that look at anything the person may
    not. One that fires once for each record may have done so before."""
    object = draft.rules.object
    if not (object.rules or object.ruled):
        return []
    found = {held.rule.name: held.rule for held, case in asked(deck_of(context.plans, object), draft)
             if silent(held, case) is None}
    return [rule for rule in found.values() if legible(
        context.catalog, context.actor.policy, context.catalog.objects[rule.object], rule.when)]
