"""What definitions give fields: only what there is, and what can be written."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.checks.inspection import Fault, blamed
from dougong.catalog.document import Where
from dougong.catalog.link import Linked
from dougong.catalog.model import Object
from dougong.kernel.names import suggestion


def values(linked: Linked, target: Object, said: Mapping[str, Any], where: Where) -> Iterator[Fault]:
    """Yield why fields of `target` cannot be given the values said of them."""
    for name in said:
        field = target.fields.get(name)
        if field is None:
            if not blamed(linked, name):
                yield Fault((where / name).named(), f"{target.name} has no field '{name}'",
                            suggestion(name, target.fields), "M207")
        elif field.derived:
            yield Fault((where / name).named(), f"{name} is computed", code="M316")
        elif target.workflow is not None and name == target.workflow.field:
            yield Fault((where / name).named(), f"{name} is written by transitions alone", "say transition: <name>")
