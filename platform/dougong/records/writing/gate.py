"""Whether a policy lets a change happen: the verb at all, the record as it was, the record as it would be."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dougong.access.policy import Act, Mask, Verb
from dougong.access.reasons import forbidden, holds
from dougong.expressions.env import Env
from dougong.kernel.errors import Denied, FieldError, Missing, Refused
from dougong.records.context import Context
from dougong.records.plans import ObjectPlan
from dougong.records.writing.draft import Draft
from dougong.records.writing.found import Found


def may(plan: ObjectPlan, verb: Act) -> None:
    """Raise Denied unless the policy allows `verb` on the object at all; Missing when it may not even be read."""
    if not plan.policy.may(plan.object, "read").allowed:
        raise Missing(object=plan.object.name)
    decision = plan.policy.may(plan.object, verb)
    if not decision.allowed:
        raise Denied(f"denied_{decision.reasons[0]}" if decision.reasons else None, object=plan.object.name)


def authorise(context: Context, plan: ObjectPlan, verb: Act, found: Found) -> None:
    """Look at the record as it was: raise Missing when it may not be read, Denied when only `verb` is forbidden."""
    if plan.policy.rows(plan.object, "read") is None and plan.policy.rows(plan.object, verb) is None:
        return
    match forbidden(plan.policy, plan.object, verb, env_of(context, found)):
        case "unseen":
            raise Missing
        case "record":
            raise Denied("denied_record")


def writable(context: Context, plan: ObjectPlan, found: Found, values: Mapping[str, Any]) -> list[FieldError]:
    """Return which of the values given for the record as it was, and for its lines, may not be changed in it."""
    masks = _masks(plan, "update")
    return _locked(masks, _given(plan, values), env_of(context, found)) if masks else []


def admit(plan: ObjectPlan, draft: Draft) -> None:
    """Look at the record as it would be: raise Denied when it is not one the policy lets this verb leave behind,
    Refused when it is one in which fields may not be written that were. What a transition leaves behind is what its
    definition says."""
    verb: Verb = "update" if draft.change.verb == "merge" else draft.change.verb
    if draft.change.transition:
        return
    if not holds(plan.policy.rows(plan.object, verb), draft.env):
        raise Denied("denied_record")
    masks = _masks(plan, verb) if verb in ("create", "update") else ()
    if masks:
        given = [(pointer(row.pointer, name), name, rules is not draft.rules)
                 for row, rules in ((row, row.rules) for row in draft.rows()) for name in row.given]
        errors = _locked(masks, [(at, name, below) for at, name, below in given], draft.env)
        if errors:
            raise Refused(errors=errors)


def pointer(at: str, name: str) -> str:
    """Return where a field of a record or line stands in the document."""
    return f"{at}/{name}"


def _masks(plan: ObjectPlan, verb: Verb) -> Sequence[tuple[Mask, bool]]:
    """Return what is written in some records only, of the record itself (False) and of its lines (True)."""
    own = [(mask, False) for mask in plan.policy.masks(plan.object, verb)]
    return own + [(mask, True) for below in plan.lines.values() for mask in below.policy.masks(below.object, verb)]


def _given(plan: ObjectPlan, values: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
    """Return the pointer and name of each value, and whether it is a line's."""
    found = [(f"/{name}", name, False) for name in values]
    for name in plan.lines:
        for at, line in enumerate(values.get(name) or ()):
            found += [(f"/{name}/{at}/{each}", each, True) for each in line if each not in ("id", "_key")]
    return found


def _locked(masks: Sequence[tuple[Mask, bool]], given: Collection[tuple[str, str, bool]], env: Env) -> list[FieldError]:
    closed = [(mask, below) for mask, below in masks if not holds(mask.rule, env)]
    return [FieldError(at, "readonly") for at, name, line in given
            if any(name in mask.names and below is line for mask, below in closed)]


def env_of(context: Context, found: Found) -> Env:
    """Return what rules are asked about for a record as it is in the database."""
    actor = context.actor
    return Env(values=found.old, linked=found.linked, lines=found.lines, me=actor.me, today=context.today,
               now=context.now, settings=context.settings, roles=actor.roles, zone=context.zone, shared=found.shared)
