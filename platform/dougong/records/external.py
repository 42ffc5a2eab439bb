"""Links named by another system's id become our ids, before anything else looks at them."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from dougong.catalog.model import Field
from dougong.fields.link import External
from dougong.kernel.errors import FieldError
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.plans import ObjectPlan
from dougong.store.session import Reader

#: Field, pointer, the name given, and what puts the id in its place.
Place = tuple[Field, str, str, Callable[[int | None], None]]


def resolve(context: Context, plan: ObjectPlan, values: dict[str, Any], errors: list[FieldError],
            session: Reader) -> None:
    """Put ids in the place of every External among the values; one that names no live record is refused.

    Costs one wait when there is any, else nothing but a look.
    """
    places = list(_places(plan, values, ""))
    if not places:
        return
    batch, ids = Batch(), {}
    for target, name in sorted({(field.type.targets(field)[0], name) for field, _, name, _ in places}):
        batch.ask(context.plans.storage(target).by_external_id, (name,),
                  lambda rows, key=(target, name): ids.update({key: rows[0][0]} if rows else {}))
    batch.run(session)
    for field, pointer, name, put in places:
        id = ids.get((field.type.targets(field)[0], name))
        put(id)
        if id is None:
            errors.append(FieldError(pointer, "link_external_missing", {"external_id": name}))


def _places(plan: ObjectPlan, values: MutableMapping[str, Any], at: str) -> Iterator[Place]:
    for field in plan.rules.links:
        value = values.get(field.name)
        if isinstance(value, External):
            yield field, f"{at}/{field.name}", value.id, _putting(values, field.name)
        elif isinstance(value, tuple) and any(isinstance(each, External) for each in value):
            several = values[field.name] = list(value)
            for index, each in enumerate(value):
                if isinstance(each, External):
                    yield field, f"{at}/{field.name}/{index}", each.id, _putting(several, index)
    for name, lines in plan.lines.items():
        for index, line in enumerate(values.get(name) or ()):
            yield from _places(lines, line, f"{at}/{name}/{index}")


def _putting(container: Any, key: Any) -> Callable[[int | None], None]:
    def put(id: int | None) -> None:
        container[key] = id
    return put
