"""The records packs bring, written like anybody's: by the unit of work, told apart by external id."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from dougong.catalog.model import Catalog, Data, Field, Sample
from dougong.kernel.errors import NOTHING, AppError, FieldError, Refused
from dougong.kernel.labels import words
from dougong.records.causes import DATA
from dougong.records.context import Context
from dougong.records.lists.query import LONGEST, Query
from dougong.records.reading import select
from dougong.records.runtime import Runtime
from dougong.records.seeding.rows import Wanted, wanted
from dougong.records.writing.change import Change
from dougong.records.writing.together import RefusedRow, apply_together, create_together

ROLE: Final = "role"
#: The language records of roles are named in; people rename them as they like.
NAMED_IN: Final = "zh-Hans"
AT_ONCE: Final = 200            # records looked up in one wait, and written in one transaction


def seed(runtime: Runtime, context: Context, samples: Collection[Sample] = (),
         tables: Mapping[str, Path] = NOTHING) -> int:
    """Write the records of every pack that are not there yet, and return how many; what people made of them stays.

    `samples` says which of those for trying things out come too, `tables` where the files of rows lie, by pack and path
    (catalog.reading.source.tables_of). Raises Refused naming pack, file and record.
    """
    chosen = [data for data in ordered(context.catalog) if data.sample is None or data.sample in samples]
    return sum(_all(runtime, runtime.anew(context), data, tables)
               for data in (*_roles(context), *chosen))    # the company may be among them


def seed_roles(runtime: Runtime, context: Context) -> int:
    """Write the records of the roles the catalog defines that have none, and return how many."""
    return sum(_all(runtime, context, data, NOTHING) for data in _roles(context))


def _roles(context: Context) -> Iterator[Data]:
    """Yield the records of the roles packs define, which memberships point to; those of known codes are there."""
    if ROLE not in context.catalog.objects:
        return
    known = {row["code"] for row in select(context, Query(object=ROLE, fields=("code",), limit=LONGEST)).rows}
    records = tuple({"external_id": f"role:{role.name}", "code": role.name, "name": words(role.label, NAMED_IN)}
                    for role in context.catalog.roles.values() if role.name not in known)
    if records:
        yield Data(name="roles", pack="system", object=ROLE, records=records)


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
    own = {data.object, *(field.options["of"] for field in catalog.objects[data.object].lines)}
    return {target for field in _fields(catalog, data) for target in field.type.targets(field)} - own


def _one_names_another(catalog: Catalog, data: Data) -> bool:
    """Return whether records like these may name each other: by a link to their object, or to any."""
    return any(data.object in targets or (not targets and len(field.type.columns(field)) > 1)
               for field in _fields(catalog, data) for targets in (field.type.targets(field),))


def _fields(catalog: Catalog, data: Data) -> list[Field]:
    subject = catalog.objects[data.object]
    owned = [catalog.objects[field.options["of"]] for field in subject.lines]
    return [field for each in (subject, *owned) for field in each.fields.values()]


def _all(runtime: Runtime, context: Context, data: Data, tables: Mapping[str, Path]) -> int:
    """Write the records of one definition that are not there, and return how many that were."""
    return sum(_written(runtime, context, data, part) for part in _parts(wanted(context, data, tables)))


def _parts(records: Iterator[Wanted]) -> Iterator[list[Wanted]]:
    while part := list(islice(records, AT_ONCE)):
        yield part


def _written(runtime: Runtime, context: Context, data: Data, part: list[Wanted]) -> int:
    """Write those of `part` that are not there, in one transaction; return how many that were."""
    find = context.plans.storage(data.object).by_external_id.statement
    with context.database.read() as session:
        found = session.many([(find, (each.external_id,)) for each in part])
    missing = [each for each, rows in zip(part, found, strict=True) if not rows]
    for each in missing:
        if each.errors:
            raise _refused(each, each.errors)
    changes = [Change(object=data.object, verb="create", values=each.values, cause=f"{DATA}{data.name}",
                      owner=each.owner)
               for each in missing]
    if not changes:
        return 0
    try:
        if _one_names_another(context.catalog, data):       # what is named has to be there before
            return len(apply_together(context, runtime.renewed, changes))
        return create_together(context, runtime.renewed, changes)
    except RefusedRow as refused:
        raise _told(missing[refused.at], refused.because) from None


def _told(record: Wanted, because: AppError) -> AppError:
    return _refused(record, because.errors) if isinstance(because, Refused) else because


def _refused(record: Wanted, errors: list[FieldError] | tuple[FieldError, ...]) -> Refused:
    return Refused("seed_refused", errors=list(errors), record=f"{record.file} {record.external_id}")
