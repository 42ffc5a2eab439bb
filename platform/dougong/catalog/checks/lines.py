"""M212: a field of lines and the `parent` of the line object name each other, once."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, check, every_object
from dougong.catalog.linking.link import Linked


@check("M212")
def lines_fit(linked: Linked) -> Iterator[Fault]:
    """Find lines without owner, owners without lines, and lines held twice."""
    for one, raw in every_object(linked):
        for field in one.lines:
            child = linked.objects.get(field.type.targets(field)[0])
            where = raw.fields[field.name].where / "of"
            if child is None:
                continue
            if child.parent != one.name:
                yield Fault(where, f"lines {field.name}: {child.name} does not say parent: {one.name}")
            elif child.parent_field != field.name:
                yield Fault(where, f"lines {field.name}: {child.name} are held by {child.parent_field} already")
        if one.parent is None or one.parent not in linked.objects or one.parent_field is not None:
            continue
        if not _maimed(linked, one.parent):
            yield Fault(raw.where / "parent", f"{one.parent} has no field of type lines of {one.name}")


def _maimed(linked: Linked, name: str) -> bool:
    """Return whether an object was written with fields that could not be read: one of them may hold the lines."""
    written = linked.draft.objects[name].where.document.positions.keys
    return any(f"/fields/{lost}" in written for lost in linked.draft.lost)
