"""The one reader: a record with its lines in one wait, a page of a list in one."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from dougong.access.policy import Verb
from dougong.expressions.env import Env
from dougong.kernel.errors import Missing
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import bound
from dougong.records.lists.expansion import expand_rows
from dougong.records.lists.listing import Page, page
from dougong.records.lists.query import Query
from dougong.records.plans import ObjectPlan
from dougong.records.writing.found import Found, ask, dump_found
from dougong.records.writing.gate import env_of
from dougong.store.session import Rows

Record = dict[str, Any]


def read(context: Context, object: str, id: int, *, expand: Sequence[str] = (), titles: bool = False) -> Record:
    """Return the JSON form of a record with its lines, in the bin or not; raises Missing.

    `titles` adds "_titles": {link field: title} to the record and its lines; `expand` replaces ids by records.
    """
    plan = context.plan(object)
    with context.database.read() as session:
        batch = Batch()
        made = _computed(context, plan, id, batch)[1] if plan.computed else _stored(context, plan, id, batch)
        named = _titles(context, plan, id, batch) if titles else _nothing
        batch.run(session)
        record = made()
        named(record)
        if expand:
            expand_rows(context, plan, [record], expand, session)
    return record


def judged(context: Context, object: str, id: int) -> tuple[Record, Env]:
    """Return what `read` does with titles, and the same record as rules are asked about it: both of one wait; raises
    Missing."""
    plan, batch = context.plan(object), Batch()
    found, made = _computed(context, plan, id, batch)
    named = _titles(context, plan, id, batch)
    with context.database.read() as session:
        batch.run(session)
    record = made()
    named(record)
    return record, env_of(context, found)


def permitted(context: Context, object: str, id: int, verbs: Iterable[Verb]) -> frozenset[Verb]:
    """Return which of the verbs are allowed on a record that was read: one wait where one of them is on some records
    only, else none."""
    plan, batch = context.plan(object), Batch()
    found = {verb for verb in verbs if plan.policy.may(plan.object, verb).allowed}
    for verb in sorted(found):
        narrow = plan.narrower(verb)
        if narrow is not None:
            batch.ask(narrow.statement, bound(context, narrow, id=id), partial(_drop, found, verb))
    if batch:
        with context.database.read() as session:
            batch.run(session)
    return frozenset(found)


def _drop(found: set[Verb], verb: Verb, rows: Rows) -> None:
    if not rows:
        found.discard(verb)


def select(context: Context, query: Query) -> Page:
    """Return a page of a list; raises Malformed for names, operators, values or cursors that mean nothing here."""
    return page(context, query)


def _stored(context: Context, plan: ObjectPlan, id: int, batch: Batch) -> Callable[[], Record]:
    """Ask for the record as columns that become JSON directly."""
    head: list[Any] = []
    lines: dict[str, list[Record]] = {}
    batch.ask(plan.by_id.statement, bound(context, plan.by_id, id=id), head.extend)
    for name, below in plan.lines.items():
        def take(rows: Rows, name: str = name, below: ObjectPlan = below) -> None:
            lines[name] = below.of_parent.decode.all(rows)
        batch.ask(below.of_parent.statement, bound(context, below.of_parent, id=id), take)

    def made() -> Record:
        if not head:
            raise Missing
        return {**plan.by_id.decode.one(head[0]), **lines}
    return made


def _computed(context: Context, plan: ObjectPlan, id: int, batch: Batch) -> tuple[Found, Callable[[], Record]]:
    """Ask for the record as values, of which formulas make the rest, and whether it may be seen."""
    found = ask(context, batch, plan, id, "")
    seen: list[Any] = []
    if plan.seen is not None:
        batch.ask(plan.seen.statement, bound(context, plan.seen, id=id), seen.extend)

    def made() -> Record:
        if not found or (plan.seen is not None and not seen):
            raise Missing
        return dump_found(context, plan, found)
    return found, made


def _titles(context: Context, plan: ObjectPlan, id: int, batch: Batch) -> Callable[[Record], None]:
    """Ask for the titles of what the record's and its lines' links point to."""
    head: dict[str, str] = {}
    lines: dict[str, dict[int, dict[str, str]]] = {}
    if plan.titled:
        batch.ask(plan.titles.statement, bound(context, plan.titles, id=id), lambda rows: head.update(
            _by_link(plan.titles.decode.one(rows[0])) if rows else {}))
    for name, below in plan.lines.items():
        if below.titled:
            def take(rows: Rows, name: str = name, below: ObjectPlan = below) -> None:
                lines[name] = {each["id"]: _by_link(each) for each in below.titles_of_parent.decode.all(rows)}
            batch.ask(below.titles_of_parent.statement, bound(context, below.titles_of_parent, id=id), take)

    def put(record: Record) -> None:
        record["_titles"] = head
        for name in plan.lines:
            for line in record[name]:
                line["_titles"] = lines.get(name, {}).get(line["id"], {})
    return put


def _by_link(row: dict[str, Any]) -> dict[str, str]:
    return {name.removesuffix(".title"): title for name, title in row.items() if title is not None and name != "id"}


def _nothing(record: Record) -> None:
    """Add nothing."""
