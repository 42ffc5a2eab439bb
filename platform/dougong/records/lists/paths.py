"""Names of a request become fields: through the policy at every hop, so that hidden and unknown are one."""

from dougong.access.policy import Right
from dougong.catalog.model import Field, Object
from dougong.kernel.errors import Malformed, Missing
from dougong.kernel.names import nearest
from dougong.records.context import Context
from dougong.records.lists.where import condition

#: A path goes over at most two links to a field.
DEEPEST = 3
#: What parameters call the fields that are to be shown.
SHOWING = frozenset({"fields", "expand"})


def resolved(context: Context, object: Object, path: str, parameter: str) -> Field:
    """Return the field at the end of a dotted path; raises Malformed for what is unknown, hidden or no link.

    `parameter` is what the request called it; a suggestion comes from what this person may see. Only `fields` may name
    what is there in some records and not in others: any question about it would tell. Lines are in each or in none.
    """
    names = path.split(".")
    if len(names) > DEEPEST:
        raise Malformed("query_depth", name=parameter, most=DEEPEST)
    for name in names[:-1]:
        object = _beyond(context, _seen(context, object, name, parameter), parameter)
    shown = len(names) == 1 and parameter in SHOWING
    field = _seen(context, object, names[-1], parameter, "read" if shown else "use")
    return field if field.type.storage != "lines" else _seen(context, object, names[-1], parameter)


def usable(context: Context, object: Object, path: str) -> bool:
    """Return whether a path leads to a field that may be used in questions."""
    try:
        resolved(context, object, path, "sort")
    except (Malformed, Missing):
        return False
    return True


def expressible(context: Context, object: Object, text: str) -> bool:
    """Return whether a condition means something to this person: it is right, and names what may be seen."""
    try:
        condition(context.plans.world(context.actor.policy), context.plans.functions, object, text)
    except Malformed:
        return False
    return True


def _seen(context: Context, object: Object, name: str, parameter: str, right: Right = "use") -> Field:
    field = context.actor.policy.field(object, name, right)
    if field is None or field.name == "title_key":
        raise Malformed("query_unknown", name=parameter, suggestion=_near(context, object, name) or "–")
    return field


def _beyond(context: Context, field: Field, parameter: str) -> Object:
    """Return the object a link leads to; lines and any-links lead nowhere a path could go."""
    targets = field.type.targets(field)
    if field.type.storage != "columns" or len(targets) != 1 or len(field.type.columns(field)) != 1:
        raise Malformed("query_no_link", name=parameter, field=field.name)
    return context.object(targets[0])


def _near(context: Context, object: Object, name: str) -> str | None:
    policy = context.actor.policy
    return nearest(name[:40], (known for known in (*object.fields, *object.system)
                               if policy.field(object, known, "use") is not None and known != "title_key"))
