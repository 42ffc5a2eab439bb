"""Records in the place of ids, and lines in the rows of a list: one more wait for all of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from dougong.kernel.errors import Malformed
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import bound
from dougong.records.lists.paths import resolved
from dougong.records.plans import ObjectPlan
from dougong.store.session import Reader, Rows
from dougong.store.statements.forms import listed
from dougong.store.statements.reads import Selected

Record = dict[str, Any]


def expand_rows(context: Context, plan: ObjectPlan, records: Sequence[Record], names: Iterable[str],
                session: Reader) -> None:
    """Put the record {id, title, …} in the place of each id under a link in `names`; put lines into rows of a list."""
    batch, puts = Batch(), []
    for name in dict.fromkeys(names):
        field = resolved(context, plan.object, name, "expand")
        if field.type.storage == "lines":
            if records and name not in records[0]:
                puts.append(_lines(context, plan, records, name, batch))
        elif len(field.type.targets(field)) == 1 and not field.virtual:
            puts.append(_targets(context, field.type.targets(field)[0], records, name, batch))
        else:
            raise Malformed("query_no_link", name="expand", field=name)
    batch.run(session)
    for put in puts:
        put()


def _targets(context: Context, target: str, records: Sequence[Record], name: str, batch: Batch) -> Any:
    plan = context.plan(target)
    ids = {id for record in records for id in _ids(record.get(name))}
    found: dict[int, Record] = {}
    _ask(context, batch, plan.by_ids, ids, lambda each: found.update({each["id"]: each}))

    def put() -> None:
        for record in records:
            value = record.get(name)
            if isinstance(value, list):
                record[name] = [found.get(id, id) for id in value]
            elif value is not None:
                record[name] = found.get(value, value)
    return put


def _lines(context: Context, plan: ObjectPlan, records: Sequence[Record], name: str, batch: Batch) -> Any:
    lines = plan.lines[name]
    found: dict[int, list[Record]] = {record["id"]: [] for record in records}
    _ask(context, batch, lines.by_parents, found, lambda each: found[each["parent"]].append(each))

    def put() -> None:
        for record in records:
            record[name] = found[record["id"]]
    return put


def _ask(context: Context, batch: Batch, selected: Selected, ids: Iterable[int], keep: Any) -> None:
    def take(rows: Rows) -> None:
        for each in selected.decode.all(rows):
            keep(each)
    batch.ask(selected.statement, bound(context, selected, ids=listed(sorted(ids), context.database.dialect)), take)


def _ids(value: Any) -> Iterable[int]:
    return () if value is None else value if isinstance(value, list) else (value,)


