"""Whether a policy lets a change happen: the verb at all, the record as it was, the record as it would be."""

from collections.abc import Mapping
from typing import Any

from dougong.access.policy import Verb
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.kernel.errors import Denied, Missing
from dougong.records.context import Context
from dougong.records.draft import Draft
from dougong.records.plans import ObjectPlan


def may(plan: ObjectPlan, verb: Verb) -> None:
    """Raise Denied unless the policy allows `verb` on the object at all; Missing when it may not even be read."""
    if not plan.policy.may(plan.object, "read").allowed:
        raise Missing(object=plan.object.name)
    decision = plan.policy.may(plan.object, verb)
    if not decision.allowed:
        raise Denied(f"denied_{decision.reasons[0]}" if decision.reasons else None)


def authorise(context: Context, plan: ObjectPlan, verb: Verb, old: Mapping[str, Any]) -> None:
    """Look at the record as it was: raise Missing when it may not be read, Denied when only `verb` is forbidden."""
    if not _holds(context, plan, "read", old):
        raise Missing
    if not _holds(context, plan, verb, old):
        raise Denied("denied_record")


def admit(context: Context, plan: ObjectPlan, draft: Draft) -> None:
    """Look at the record as it would be: raise Denied when it is not one the policy lets this verb leave behind."""
    if not _holds(context, plan, draft.change.verb, draft.values):
        raise Denied("denied_record")


def _holds(context: Context, plan: ObjectPlan, verb: Verb, values: Mapping[str, Any]) -> bool:
    rule = plan.policy.rows(plan.object, verb)
    if rule is None:
        return True
    actor = context.actor
    return bool(closure(rule.checked)(Env(
        values=values, me=actor.me, today=context.today, now=context.now, settings=context.settings,
        roles=actor.roles, zone=context.zone)))
