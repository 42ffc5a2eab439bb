"""M310: an object is sorted by stored, sortable fields, so that an index can do it."""

from collections.abc import Iterator, Sequence

from dougong.catalog.checks.inspection import Fault, blamed, check, every_object
from dougong.catalog.document import Where
from dougong.catalog.link import Linked
from dougong.catalog.model import Object
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
            if not blamed(linked, name):
                yield Fault(where / index, f"{one.name} has no field '{name}'", suggestion(name, one.fields), "M207")
        elif not field.type.sortable or not (field.stored or (field.virtual and not stored)):
            yield Fault(where / index, f"{name} cannot be sorted by", code="M310")
        if name in seen:
            yield Fault(where / index, f"{name} stands twice in the sort", code="M311")
        seen.add(name)
