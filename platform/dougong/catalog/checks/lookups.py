"""M205, M206, M207, M310, M321: a lookup looks through records below, in an order, for a value its field can take."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, blamed, check, every_field
from dougong.catalog.checks.links import reached
from dougong.catalog.checks.sorting import ranks
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Field, Lookup
from dougong.catalog.reading.document import Where
from dougong.kernel.kinds import Kind

_TAKEN = frozenset({Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.DATE, Kind.MOMENT, Kind.TIME, Kind.LINK})


@check("M321")
def lookups_fit(linked: Linked) -> Iterator[Fault]:
    """Find lookups of nothing, in no order, and those of values their field cannot take."""
    for _one, field, part in every_field(linked):
        for index, body in enumerate(part.body.get("lookup", ())):
            where = part.where / "lookup" / index
            yield from reached(linked, body["of"], part.pack, where / "of")
            child = linked.objects.get(body["of"])
            if child is not None and not blamed(linked, body["of"]):
                yield from ranks(linked, child, body.get("order", ()), where / "order", own=False)
        for lookup in field.lookup:
            yield from _taken(field, lookup, part.where / "lookup" / lookup.index)


def _taken(field: Field, lookup: Lookup, where: Where) -> Iterator[Fault]:
    subject = f"lookup of {field.name}"
    if field.type.kind not in _TAKEN or field.type.storage != "columns" or len(field.type.columns(field)) > 1:
        yield Fault(where, f"{subject}: a field of type {field.type.key} takes no value found elsewhere")
    elif lookup.counts and (field.type.kind is not Kind.NUMBER or lookup.order):
        yield Fault(where / "take", f"{subject}: how many there are is a number, in no order")
    elif lookup.take is None and not lookup.counts and lookup.of not in field.type.targets(field):
        yield Fault(where, f"{subject}: {lookup.of} is not what this field links to", "write take: <field>")
    for key, said in (("where", lookup.where), ("take", lookup.take)):
        if said is not None and "old" in said.checked.uses:
            yield Fault(where / key, f"{subject}: a record that is looked at has no `old`")
        if said is not None and any(path[0] == field.name for path in said.checked.this):
            yield Fault(where / key, f"{subject}: it reads the value it gives")
