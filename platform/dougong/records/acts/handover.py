"""Handing over: all that is one person's becomes another's, as a job, with a report of every item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from dougong.catalog.linking.scope import USER
from dougong.catalog.model import Expression, Field, Object
from dougong.kernel.errors import AppError, Conflict, Denied, FieldError, Refused, Unavailable
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.jobs import FAR, Job, Jobs
from dougong.records.lists.query import LONGEST, Filter, Query
from dougong.records.lists.tally import tally
from dougong.records.named import heading
from dougong.records.people import ask_whom
from dougong.records.reading import read, select
from dougong.records.runner import failure
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.records.writing.unit import UnitOfWork
from dougong.store.session import Order
from dougong.store.statements.forms import sent_params

KIND: Final = "handover"
#: Items moved between two notes of how far the job is; a kill in between moves none of them twice.
PORTION: Final = 50
#: What became of an item: still to come, moved, or left where it was.
TO_COME, MOVED, LEFT = "move", "moved", "left"


@dataclass(frozen=True, slots=True)
class Owned:
    """How many records of an object are somebody's, in the bin or not, or name them in a `field` that is handed over;
    counts end at tally.MOST + 1."""

    object: Object
    live: int
    archived: int
    field: Field | None = None

    @property
    def name(self) -> str:
        """Return what it is called among what is handed over: an object, or "object.field"."""
        return self.object.name if self.field is None else f"{self.object.name}.{self.field.name}"


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a hand-over, by the name of what is handed over (Owned): where it is to go, and what became of it;
    `why` is the refusal (runner.failure)."""

    object: str
    id: int
    title: str
    to: int
    state: str
    why: Mapping[str, Any]


def movable(context: Context) -> list[Object]:
    """Return the objects whose records the actor may give to somebody else."""
    policy = context.actor.policy
    return [each for each in context.catalog.objects.values() if each.parent is None and each.access == "user"
            and policy.may(each, "read").allowed and policy.may(each, "assign").allowed
            and policy.field(each, "owner", "use") is not None]


def naming(context: Context) -> list[tuple[Object, Field]]:
    """Return the fields of people that are handed over with what people own, as far as the actor may change them."""
    policy = context.actor.policy
    return [(one, field) for one in context.catalog.objects.values() if one.parent is None and one.access == "user"
            and policy.may(one, "read").allowed and policy.may(one, "update").allowed
            for field in one.fields.values() if field.goes_along and field.type.targets(field) == (USER,)
            and policy.field(one, field.name, "use") is not None
            and policy.field(one, field.name, "edit") is not None]


def owned(context: Context, leaver: int) -> list[Owned]:
    """Return what is the leaver's, by object, and where they are named, as far as the actor may see and give it; one
    wait."""
    things, named = movable(context), naming(context)
    asked = [_query(each, leaver, archived=archived) for each in things for archived in (False, True)]
    counts = tally(context, [*asked, *(_naming(one, field, leaver) for one, field in named)])
    pairs = zip(things, counts[:len(asked):2], counts[1:len(asked):2], strict=True)
    return [*(Owned(thing, live, archived) for thing, live, archived in pairs if live or archived),
            *(Owned(one, count, 0, field)
              for (one, field), count in zip(named, counts[len(asked):], strict=True) if count)]


def begin(context: Context, jobs: Jobs, leaver: int, to: Mapping[str, int]) -> int:
    """Return the id of the job that gives the leaver's records, object by object, to the users `to` names; raises
    Denied, and Refused when one of them is not there or is the leaver."""
    known = {each.name for each in movable(context)} | {f"{one.name}.{field.name}" for one, field in naming(context)}
    if not to.keys() <= known:
        raise Denied
    batch = Batch()
    there = {user: ask_whom(context, batch, "user", user) for user in sorted(set(to.values()))}
    with context.database.read() as session:
        batch.run(session)
    errors = [FieldError(f"/to/{name}", "assign_owner") for name, user in to.items()
              if user == leaver or not there[user]]
    if errors or not to:
        raise Refused(errors=errors or [FieldError("/to", "handover_nothing")])
    return jobs.add(KIND, context.actor.id, {"leaver": leaver, "to": dict(to)})


def act(runtime: Runtime, context: Context, job: Job) -> Mapping[str, Any]:
    """Note every item, then move them one by one, each in a transaction of its own. Taken up again after a kill, those
    that have been moved are the receiver's already, and stay as they are."""
    jobs = runtime.jobs
    total = _note(context, jobs, job) if job.total is None else job.total
    counts, done, after, unit = {MOVED: 0, LEFT: 0}, 0, FAR, runtime.unit(context)
    while rows := jobs.rows(job.id, after, PORTION):
        rows = [row if row["made"] else _moved(unit, job, row) for row in rows]
        _write(jobs, [_put(jobs, job, rows)])
        for row in rows:
            counts[row["verdict"]] += 1
        done, after = done + len(rows), rows[-1]["row"]
        jobs.beat(job, done, total)
    return counts


def begun(context: Context, jobs: Jobs, id: int) -> Job:
    """Return a hand-over of this person; raises Missing."""
    return jobs.read(id, context.actor.id, KIND)


def items(jobs: Jobs, job: Job) -> Iterator[Item]:
    """Yield every item of a hand-over in order, with what has become of it so far."""
    after = FAR
    while rows := jobs.rows(job.id, after, LONGEST):
        for row in rows:
            told = row["told"]
            yield Item(told["object"], row["record_id"], told["title"], told["to"], row["verdict"],
                       told.get("why", {}))
        after = rows[-1]["row"]


def _query(thing: Object, leaver: int, *, archived: bool) -> Query:
    return Query(object=thing.name, filters=(Filter("owner", "eq", str(leaver)),), fields=("id", "title"),
                 sort=("id",), limit=LONGEST, archived=archived)


def _note(context: Context, jobs: Jobs, job: Job) -> int:
    """Write down every item that is to be moved, anew where that was begun before; return how many there are."""
    _write(jobs, [(jobs.statements.drop_rows, {"id": job.id})])
    count = 0
    for name, to in job.said["to"].items():
        for page in _pages(context, name, job.said["leaver"]):
            rows = [{"row": count + at, "verdict": TO_COME, "made": 0, "record_id": each["id"], "told": {
                "object": name, "title": heading(each), "to": to}}
                for at, each in enumerate(page)]
            _write(jobs, [_put(jobs, job, rows)])
            count += len(rows)
    jobs.beat(job, 0, count)
    return count


def _naming(thing: Object, field: Field, leaver: int) -> Query:
    rule = field.goes_along
    return Query(object=thing.name, filters=(Filter(field.name, "eq", str(leaver)),), fields=("id", "title"),
                 sort=("id",), limit=LONGEST, where=rule.text if isinstance(rule, Expression) else None)


def _queries(context: Context, name: str, leaver: int) -> Sequence[Query]:
    object, _, field = name.partition(".")
    thing = context.object(object)
    if field:
        return (_naming(thing, thing.fields[field], leaver),)
    return tuple(_query(thing, leaver, archived=archived) for archived in (False, True))


def _pages(context: Context, name: str, leaver: int) -> Iterator[Sequence[Mapping[str, Any]]]:
    for first in _queries(context, name, leaver):
        query: Query | None = first
        while query is not None:
            found = select(context, query)
            if found.rows:
                yield found.rows
            query = replace(query, cursor=found.next) if found.next else None


def _moved(unit: UnitOfWork, job: Job, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give one record to its receiver and return its row with what came of it. Raises Unavailable: the job fails, and
    can be begun again."""
    told = row["told"]
    try:
        change = _change(unit.context, job, told["object"], row["record_id"], told["to"])
        if change is not None:
            unit.apply(change)
    except Unavailable:
        raise
    except AppError as error:
        return {**row, "verdict": LEFT, "made": 1, "told": {**told, "why": failure(error)}}
    return {**row, "verdict": MOVED, "made": 1}


def _change(context: Context, job: Job, name: str, id: int, to: int) -> Change | None:
    """Return what gives an item away, None for one that is given already; raises Conflict for what names another."""
    object, _, field = name.partition(".")
    leaver, cause = job.said["leaver"], f"{KIND} {job.id}"
    if not field:
        return Change(object=object, verb="assign", id=id, owner=to, values={"from": leaver}, cause=cause)
    record = read(context, object, id)
    if record.get(field) == to:
        return None
    if record.get(field) != leaver:
        raise Conflict("assign_other")
    return Change(object=object, verb="update", id=id, version=record["version"], values={field: to}, cause=cause)


def _put(jobs: Jobs, job: Job, rows: Sequence[Mapping[str, Any]]) -> Order:
    put = [(job.id, row["row"], row["verdict"], row["made"], row["record_id"], None,
            orjson.dumps(row["told"]).decode(), None) for row in rows]
    return jobs.statements.put_rows, sent_params(put, jobs.database.dialect)


def _write(jobs: Jobs, orders: Sequence[Order]) -> None:
    with jobs.database.write(None) as session:
        session.commit(list(orders))
