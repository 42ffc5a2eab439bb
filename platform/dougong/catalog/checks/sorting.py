"""M310: an object is sorted by stored, sortable fields, so that an index can do it."""

from collections.abc import Iterator, Sequence

from dougong.catalog.checks.inspection import Fault, blamed, check, every_object, no_field
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.rollups import ranked
from dougong.catalog.model import Field, Object
from dougong.catalog.reading.document import Where
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion


@check("M310")
def order_can_sort(linked: Linked) -> Iterator[Fault]:
    """Find orders by what cannot be sorted."""
    for one, raw in every_object(linked):
        if "order" in raw.body:
            yield from sorts(linked, one, one.order, raw.where / "order", stored=True)


def sorts(linked: Linked, one: Object, keys: Sequence[str], where: Where, *, stored: bool) -> Iterator[Fault]:
    """Yield what is wrong with a list of fields to sort by; `stored` asks for columns."""
    seen: set[str] = set()
    for index, key in enumerate(keys):
        name = key.removeprefix("-")
        field = one.field(name)
        if field is None:
            yield from no_field(linked, one, name, where / index)
        elif not field.type.sortable or not (field.stored or (field.virtual and not stored)):
            yield Fault(where / index, f"{name} cannot be sorted by", code="M310")
        if name in seen:
            yield Fault(where / index, f"{name} stands twice in the sort", code="M311")
        seen.add(name)


def ranks(linked: Linked, one: Object, keys: Sequence[str], where: Where, *, own: bool) -> Iterator[Fault]:
    """Yield what is wrong with an order that tells which record comes first, through links too; `own` asks for what the
    record itself keeps."""
    for index, key in enumerate(keys):
        path, _ = ranked(key)
        found, field = one, one.field(path[0])
        for step in path[1:]:
            target = _led(linked, field)
            if target is None:
                break
            found, field = target, target.field(step)
        else:
            if field is None and not blamed(linked, *path):
                yield Fault(where / index, f"{found.name} has no field '{path[-1]}'",
                            suggestion(path[-1], found.fields), "M207")
            elif field is not None and (not field.type.sortable or field.type.storage != "columns"):
                yield Fault(where / index, f"{'.'.join(path)} cannot be sorted by", code="M310")
            elif field is not None and own and (len(path) > 1 or not field.stored or field.moves):
                yield Fault(where / index, f"{'.'.join(path)} may change while the record does not", "mode: on_read",
                            "M310")
            continue
        if not blamed(linked, *path):
            yield Fault(where / index, f"{'.'.join(path)} leads nowhere", code="M207")


def _led(linked: Linked, field: Field | None) -> Object | None:
    """Return the object a link leads to, for orders that go on from there."""
    if field is None or field.virtual or field.type.kind is not Kind.LINK:
        return None
    return linked.objects.get(field.type.targets(field)[0])
