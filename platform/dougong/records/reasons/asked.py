"""Why somebody may do something with a record, or not: the policy's reasons, asked about the record as it is now."""

from dougong.access.policy import Act, Right
from dougong.access.reasons import FieldReasons, Reasons, why, why_field
from dougong.catalog.model import Object
from dougong.expressions.env import Env
from dougong.kernel.errors import Missing
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.plans import ObjectPlan
from dougong.records.writing.found import Found, ask
from dougong.records.writing.gate import env_of


def reasons(context: Context, object: Object, verb: Act, image: Env | None = None) -> Reasons:
    """Return whether the actor may do `verb` with the record of `image`, else with any of the object, and why."""
    return why(context.actor.policy, object, verb, image)


def field_reasons(context: Context, object: Object, name: str, right: Right = "read",
                  image: Env | None = None) -> FieldReasons:
    """Return whether the actor may read or edit a field of the record of `image`, else of any, and why."""
    return why_field(context.actor.policy, object, name, right, image)


def image(context: Context, object: Object, id: int, *, hidden: bool = False) -> Env:
    """Return a record as rules are asked about it, in the bin or not; of a line, what it belongs to. Raises Missing
    when there is none and, unless what is `hidden` is asked for too, when the actor may not read it."""
    plan = context.plans.of(object, context.actor.policy)
    found = _found(context, plan, id)
    if object.parent is not None:
        plan = context.plans.of(context.catalog.objects[object.parent], context.actor.policy)
        found = _found(context, plan, found.old["parent"])
    env = env_of(context, found)
    if not hidden and not why(context.actor.policy, object, "read", env).allowed:
        raise Missing
    return env


def _found(context: Context, plan: ObjectPlan, id: int) -> Found:
    batch = Batch()
    found = ask(context, batch, plan, id, "")
    with context.database.read() as session:
        batch.run(session)
    if not found:
        raise Missing
    return found
