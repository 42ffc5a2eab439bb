"""Links named by another system's id become our ids, before anything else looks at them."""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from dougong.catalog.model import Field
from dougong.fields.any_link import AnyLink
from dougong.fields.link import External
from dougong.kernel.errors import FieldError
from dougong.records.context import Context
from dougong.records.environ import bound
from dougong.records.plans import ObjectPlan
from dougong.store.session import Reader

#: Target object, pointer, the name given, and what puts the id in its place.
Place = tuple[str, str, str, Callable[[Any], None]]


def resolve(context: Context, plan: ObjectPlan, values: dict[str, Any], errors: list[FieldError],
            session: Reader) -> None:
    """Put ids in the place of every External among the values; one that names no live record is refused.

    Costs one wait when there is any, else nothing but a look.
    """
    places = list(_places(plan, values, ""))
    if not places:
        return
    ids = _found(context, {(target, name) for target, _, name, _ in places}, session)
    for target, pointer, name, put in places:
        id = ids.get((target, name))
        put(id)
        if id is None:
            errors.append(FieldError(pointer, "link_external_missing", {"external_id": name}))


def _found(context: Context, wanted: set[tuple[str, str]], session: Reader) -> dict[tuple[str, str], int]:
    """Return the ids of what is there, by object and name."""
    known = sorted((target, name) for target, name in wanted if _has_names(context, target))
    asked = [(context.plans.of(context.catalog.objects[target], context.actor.policy).by_external_id, name)
             for target, name in known]
    found = session.many([(by.statement, bound(context, by, external_id=name)) for by, name in asked])
    return {key: rows[0][0] for key, rows in zip(known, found, strict=True) if rows}


def _has_names(context: Context, target: str) -> bool:
    """Return whether other systems may name records of `target`; of lines, and of what is no object, they may not."""
    object = context.catalog.objects.get(target)
    return object is not None and object.parent is None


def _places(plan: ObjectPlan, values: MutableMapping[str, Any], at: str) -> Iterator[Place]:
    for field in plan.rules.links:
        value = values.get(field.name)
        if value is not None and type(value) is not int:          # most links are ids already
            yield from _named(field, values, value, f"{at}/{field.name}")
    for name, lines in plan.lines.items():
        for index, line in enumerate(values.get(name) or ()):
            yield from _places(lines, line, f"{at}/{name}/{index}")


def _named(field: Field, values: MutableMapping[str, Any], value: Any, pointer: str) -> Iterator[Place]:
    put = _putting(values, field.name)
    if isinstance(value, External):
        yield field.type.targets(field)[0], pointer, value.id, put
    elif isinstance(value, AnyLink) and isinstance(value.id, External):
        to = value.object
        yield to, pointer, value.id.id, lambda id: put(None if id is None else AnyLink(to, id))
    elif isinstance(value, tuple) and any(isinstance(each, External) for each in value):
        several = values[field.name] = list(value)
        for index, each in enumerate(value):
            if isinstance(each, External):
                yield field.type.targets(field)[0], f"{pointer}/{index}", each.id, _putting(several, index)


def _putting(container: Any, key: Any) -> Callable[[Any], None]:
    def put(id: Any) -> None:
        container[key] = id
    return put
