"""M314: lines belong to one owner and have none of their own."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, check, every_object
from dougong.catalog.linking.link import Linked


@check("M314")
def no_lines_of_lines(linked: Linked) -> Iterator[Fault]:
    """Find line objects that own lines, or themselves."""
    for one, raw in every_object(linked):
        if one.parent is None:
            continue
        if one.parent == one.name:
            yield Fault(raw.where / "parent", f"{one.name} cannot be its own parent", "a tree is a field of type tree")
        for field in one.lines:
            yield Fault(raw.fields[field.name].where.named(), f"lines {field.name}: {one.name} are lines themselves")
