"""What can be done with a record where it stands: each transition on from there, and what keeps it from being run."""

from collections.abc import Iterator
from dataclasses import dataclass

from dougong.access.policy import doing
from dougong.access.reasons import forbidden
from dougong.catalog.model import Object
from dougong.catalog.states import Transition, Workflow
from dougong.expressions.env import Env
from dougong.kernel.errors import FieldError
from dougong.processes.workflow.standing import flow_of, holds, state_of, told, unmet
from dougong.records.context import Context
from dougong.records.writing.draft import BLANK


@dataclass(frozen=True, slots=True)
class Offer:
    """A transition of a record; `reasons` keep it from being run (none: it can be). `lacks` are the fields it requires
    that have no value yet: they are asked for."""

    transition: Transition
    reasons: tuple[FieldError, ...]
    lacks: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Return whether it can be run, once what it lacks is given."""
        return not self.reasons


def offers(context: Context, object: Object, image: Env) -> list[Offer]:
    """Return what leads on from where the record of `image` stands, in the definition's order: what the actor may never
    run, and what runs by itself, is not among it. Asked by the functions that enforce."""
    flow = flow_of(object)
    return [Offer(each, tuple(_reasons(context, object, each, image)),
                  tuple(name for name in each.require if image.values.get(name) in BLANK))
            for each in flow.leaving(state_of(flow, image.values)) if _ever(context, object, each)]


def runnable(context: Context, object: Object) -> list[Transition]:
    """Return the transitions the actor may run on some record of the object."""
    flow: Workflow | None = object.workflow
    if flow is None or object.access != "user":
        return []
    return [each for each in flow.transitions.values() if each.by == "person" and _ever(context, object, each)]


def _ever(context: Context, object: Object, each: Transition) -> bool:
    if each.by == "approval":
        return context.actor.policy.may(object, "update").allowed
    return each.by == "person" and context.actor.policy.may(object, doing(each.name)).allowed


def _reasons(context: Context, object: Object, each: Transition, image: Env) -> Iterator[FieldError]:
    if image.values.get("archived_at") is not None:
        yield FieldError("", "archived")
    elif each.by == "approval":
        yield told(object, "by_approval", transition=each)
    elif forbidden(context.actor.policy, object, doing(each.name), image) is not None:
        yield FieldError("", "denied_record")
    elif not holds(each, image):
        yield unmet(object, each)
    else:
        for hurdle in context.plans.hurdles(object):
            yield from hurdle.reasons(context, object, image.values, each.name)
