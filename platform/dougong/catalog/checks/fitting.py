"""M214: an option that names a field (the currency of an amount, the unit of a quantity) names one that is there."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check, every_field
from dougong.catalog.linking.link import Linked
from dougong.kernel.names import suggestion

#: Options whose value is the name of a field of the same object, or a path through its links.
NAMING = ("currency", "unit")


@check("M214")
def option_names_a_field(linked: Linked) -> Iterator[Fault]:
    """Find options that name no field."""
    for one, field, part in every_field(linked):
        for key in NAMING:
            path = field.options.get(key)
            if path is None or blamed(linked, *path.split(".")) or _leads(linked, one.name, path):
                continue
            yield Fault(part.where / key, f"field {field.name}: {key} names no field '{path}'",
                        suggestion(path, one.fields))


def _leads(linked: Linked, name: str, path: str) -> bool:
    here: str | None = name
    for step in path.split("."):
        typed = linked.world.get(here, {}).get(step) if here is not None else None
        if typed is None:
            return False
        targets = typed.targets()
        here = targets[0] if len(targets) == 1 else None
    return True
