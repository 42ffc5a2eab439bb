"""M205, M206: links and parents to objects that do not exist, or that belong to a pack above."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.checks.inspection import Fault, blamed, check, every_field, every_object
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.scope import USER
from dougong.catalog.reading.document import Where
from dougong.kernel.names import suggestion


@check("M205")
def links_lead_somewhere(linked: Linked) -> Iterator[Fault]:
    """Find targets that are not there or not below."""
    if linked.objects and USER not in linked.objects and not blamed(linked, USER):
        first = next(iter(linked.draft.packs.values()))
        yield Fault(first.where, f"no object '{USER}', which owner and created_by point to", "install the pack system")
    for one, raw in every_object(linked):
        if one.parent is not None:
            yield from reached(linked, one.parent, one.pack, raw.where / "parent")
    for _one, field, part in every_field(linked):
        for target in field.type.targets(field):
            if target != USER or USER in linked.objects:
                yield from reached(linked, target, part.pack, _said(part.where, target))


def reached(linked: Linked, target: str, pack: str, where: Where) -> Iterator[Fault]:
    """Yield why `pack` may not point to object `target`, if so."""
    found = linked.objects.get(target)
    if found is None:
        if not blamed(linked, target):
            yield Fault(where, f"no object '{target}'", suggestion(target, linked.objects), "M205")
    elif found.pack not in seen_from(linked, pack, where):
        yield Fault(where, f"object {target} belongs to pack {found.pack}, which {pack} does not require", code="M206")


def seen_from(linked: Linked, pack: str, where: Where) -> frozenset[str]:
    """Return the packs a definition of `pack` may refer to; `when` adds the pack it waits for, and who patches it
    the packs below the patch."""
    needed = where.document.awaited
    more = linked.draft.packs[needed].sees if needed in linked.draft.packs else frozenset()
    return linked.draft.packs[pack].sees | linked.draft.packs[where.pack].sees | more


def _said(where: Where, target: str) -> Where:
    """Return where in a field its target is named."""
    said: Mapping[str, Any] = where.value() or {}
    for key, value in said.items():
        if value == target and key not in {"type", "name", "label", "object"}:
            return where / key
        if isinstance(value, list) and target in value:
            return where / key / value.index(target)
    return where
