"""The records packs bring along, written like anybody's: by the unit of work, told apart by external id."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from dougong.catalog.model import Catalog, Data
from dougong.kernel.errors import FieldError, Refused
from dougong.records.change import Change
from dougong.records.context import Context
from dougong.records.runtime import Runtime

AT_ONCE: Final = 200            # external ids looked up in one wait


def seed(runtime: Runtime, context: Context, *, samples: bool) -> int:
    """Write the records of every pack that are not there yet, and return how many; what people made of them stays.

    `samples` says whether those for trying things out come too. Raises Refused naming pack, file and record.
    """
    return sum(_write(runtime, context, data, record)
               for data in ordered(context.catalog) if samples or not data.sample
               for record in _missing(context, data))


def ordered(catalog: Catalog) -> tuple[Data, ...]:
    """Return the data of all packs so that what is linked to comes before what links to it, else in pack order."""
    left, found = list(catalog.data), list[Data]()
    while left:
        waiting = {each.object for each in left}
        ready = next((each for each in left if not (_reach(catalog, each) & waiting)), left[0])    # else: a circle
        left.remove(ready)
        found.append(ready)
    return tuple(found)


def _reach(catalog: Catalog, data: Data) -> set[str]:
    """Return the other objects that records like these, or their lines, may link to."""
    subject = catalog.objects[data.object]
    owned = [catalog.objects[field.options["of"]] for field in subject.lines]
    return {target for each in (subject, *owned) for field in each.fields.values()
            for target in field.type.targets(field)} - {data.object, *(each.name for each in owned)}


def _missing(context: Context, data: Data) -> Iterator[Mapping[str, Any]]:
    find = context.plans.storage(data.object).by_external_id
    rest = iter(data.records)
    while part := list(islice(rest, AT_ONCE)):
        with context.database.read() as session:
            found = session.many([(find, (record["external_id"],)) for record in part])
        yield from (record for record, rows in zip(part, found, strict=True) if not rows)


def _write(runtime: Runtime, context: Context, data: Data, record: Mapping[str, Any]) -> int:
    try:
        runtime.unit(context).apply(Change(object=data.object, verb="create", values=record, cause=f"data {data.name}"))
    except Refused as refused:
        at = f"{data.pack}/data/{data.name}.yaml {record['external_id']}"
        raise Refused("seed_refused", errors=[FieldError(each.pointer, each.code, each.params, each.text)
                                              for each in refused.errors], record=at) from None
    return 1
