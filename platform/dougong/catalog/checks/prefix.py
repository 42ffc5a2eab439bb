"""M315: a partner's pack keeps to its prefix, so that no two packs of partners can ever claim one name."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, check, every_field, every_object
from dougong.catalog.linking.link import Linked


@check("M315")
def prefix_is_kept(linked: Linked) -> Iterator[Fault]:
    """Find objects of a pack with a prefix, and fields it adds to others, that lack it."""
    for one, raw in every_object(linked):
        prefix = linked.packs[one.pack].prefix
        if prefix and not one.name.startswith(f"{prefix}_"):
            yield Fault(raw.where / "name", f"object {one.name} does not begin with {prefix}_", f"{prefix}_{one.name}")
    for one, field, part in every_field(linked):
        prefix = linked.packs[field.pack].prefix
        if prefix and field.pack != one.pack and not field.name.startswith(f"{prefix}_"):
            yield Fault(part.where / "name", f"field {field.name} does not begin with {prefix}_",
                        f"{prefix}_{field.name}")
