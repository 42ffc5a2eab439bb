"""The expression console: what a person types is evaluated by the guarded evaluator, over what that person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dougong.catalog.linking.scope import ObjectScope, World
from dougong.expressions.check import Checked, check
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError, ExpressionOverflow
from dougong.expressions.parse import parse
from dougong.expressions.reference import value
from dougong.expressions.scope import Scope
from dougong.kernel.errors import Malformed, Missing
from dougong.kernel.kinds import Kind
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.writing.found import Found, ask
from dougong.records.writing.gate import authorise


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expression gave, and as a text of the language itself: 12.50, 'open', 2026-11-21, true, null."""

    value: Any
    kind: Kind
    text: str


def try_out(context: Context, text: str, object: str | None = None, id: int | None = None,
            world: World | None = None) -> Answer:
    """Return what `text` gives for the record, for an empty one without `id`, or without any record at all. `world` is
    what it may name, if not what the catalog in force has: fields that are to come are null.

    Raises Malformed, which says what is wrong with the text and where, and Missing for no such object or record.
    """
    try:
        checked = check(parse(text), _scope(context, object, world), context.plans.functions)
        found = value(checked, _env(context, checked, object, id))
    except ExpressionOverflow:
        raise Malformed("overflow") from None
    except ExpressionError as error:
        raise Malformed("query_where", **error.slots()) from None
    return Answer(found, checked.kind, written(found))


def written(found: Any) -> str:
    """Return a value as people write it in expressions."""
    if found is None:
        return "null"
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, timedelta):
        return f"days({found.days})"
    if isinstance(found, str):
        return repr(found)
    return f"({', '.join(map(written, found))})" if isinstance(found, tuple) else str(found)


def _scope(context: Context, object: str | None, world: World | None) -> Scope:
    if object is None:
        seen = context.plans.world(context.actor.policy)
        return ObjectScope({**seen, "": {}}, "")            # no record, no names of its own
    if world is not None:
        return ObjectScope(world, object)
    return ObjectScope(context.plans.world(context.actor.policy), context.object(object).name)


def _env(context: Context, checked: Checked, object: str | None, id: int | None) -> Env:
    found = _found(context, object, id) if object is not None and id is not None else Found()
    beneath = {".".join(path): _walk(context, object, found.old, path)
               for path in checked.paths if len(path) > 1 and path[0] != "old"} if object is not None else {}
    actor = context.actor
    return Env(values=found.old, old=found.old, linked=beneath, lines=found.lines, me=actor.me, today=context.today,
               now=context.now, settings=context.settings, roles=actor.roles, zone=context.zone)


def _found(context: Context, object: str, id: int) -> Found:
    plan, batch = context.plan(object), Batch()
    found = ask(context, batch, plan, id, "")
    with context.database.read() as session:
        batch.run(session)
    if not found:
        raise Missing
    authorise(context, plan, "read", found)
    return found


def _walk(context: Context, object: str, values: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Follow a path through links, one wait a step: nobody waits for a console as they do for a list."""
    name, *rest = path
    if not rest:
        return values.get(name)
    field = context.object(object).field(name) if object in context.catalog.objects else None
    target = values.get(name)
    if field is None or target is None:
        return None
    linked = field.type.targets(field)[0]
    return _walk(context, linked, _found(context, linked, target).old, tuple(rest))
