"""What definitions give fields: only what there is, and what can be written."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.checks.inspection import Fault, no_field
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Expression, Object
from dougong.catalog.reading.document import Where


def values(linked: Linked, target: Object, said: Mapping[str, Any], where: Where) -> Iterator[Fault]:
    """Yield why fields of `target` cannot be given the values said of them."""
    for name in said:
        yield from unwritten(linked, target, name, where / name)
        if target.workflow is not None and name == target.workflow.field:
            yield Fault((where / name).named(), f"{name} is written by transitions alone", "say transition: <name>")


def unwritten(linked: Linked, target: Object, name: str, where: Where) -> Iterator[Fault]:
    """Yield why nothing can be given to what `target` has by this name."""
    field = target.fields.get(name)
    if field is None:
        yield from no_field(linked, target, name, where.named())
    elif field.derived:
        yield Fault(where.named(), f"{name} is computed", code="M316")


def read_late(one: Object, said: Expression, where: Where, code: str = "", *, at_rest: bool = False) -> Iterator[Fault]:
    """Yield what an expression reads of its record that is not known while that is written; of one at rest, which is
    read, rollups are."""
    for path in sorted(said.checked.paths):
        field = one.fields.get(path[0]) if len(path) == 1 else None
        if field is not None and field.virtual and not (at_rest and field.rollup is not None):
            yield Fault(where, f"{path[0]} is computed when it is read, not when {one.name} is written",
                        "write what it is computed of", code)
