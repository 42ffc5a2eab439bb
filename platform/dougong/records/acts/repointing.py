"""What points to a record points to another instead, whoever may see it: the engine's doing when two become one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.access.policy import AdminPolicy
from dougong.catalog.model import Object
from dougong.fields.any_link import AnyLink
from dougong.kernel.errors import Conflict, FieldError, Refused
from dougong.records.batch import Batch
from dougong.records.plans import ObjectPlan
from dougong.records.writing import persist
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.flow import finish
from dougong.records.writing.found import Found, ask
from dougong.records.writing.settle import settle
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work
from dougong.store.errors import UniqueViolation

#: Records that may point to one that becomes another.
MOST: Final = 5000
#: So many are read in one wait.
PORTION: Final = 50
#: Whose plans these changes are made by: they are nobody's wish, but what follows from one.
ENGINE: Final = AdminPolicy()


@dataclass(frozen=True, slots=True)
class Way:
    """The record `goes` of `object` becomes `stays`; `above` is what it stood beneath, by tree field."""

    object: Object
    goes: int
    stays: int
    above: Mapping[str, Any]
    cause: str


#: A place that points: (the id of the line, None for the record itself; its field).
Place = tuple[int | None, str]


def plan_of(work: Work, object: Object) -> ObjectPlan:
    """Return the plan by which the engine itself changes records of an object."""
    return work.context.plans.of(object, ENGINE)


def repoint(work: Work, way: Way) -> int:
    """Let everything that points to the record that goes point to the one that stays, each with a version and an entry
    in its history, and return how many records that were. Raises Refused beyond MOST, Conflict where the two have
    something each that there may be once only."""
    found = _pointing(work, way)
    if (count := sum(map(len, found.values()))) > MOST:
        raise Refused(errors=[FieldError("", "merge_many", {"max": MOST})])
    for name, records in found.items():
        try:
            _change(work, way, work.context.catalog.objects[name], records)
            work.session.many(())                      # what was sent is tried now, so that it is this object's fault
        except UniqueViolation as clash:
            raise _clash(work, name) from clash
    return count


def _pointing(work: Work, way: Way) -> dict[str, dict[int, list[Place]]]:
    """Return what points to the record, in it the places, by object and id; a line counts for what it belongs to."""
    catalog, batch = work.context.catalog, Batch()
    found: dict[str, dict[int, list[Place]]] = {}
    for name, field in sorted(catalog.referrers.get(way.object.name, ())):
        thing = catalog.objects[name]
        if not (thing.parent == way.object.name and field == "parent"):
            owner = thing.parent or name
            params = {"id": way.goes, "object": way.object.uid, "most": MOST + 1}
            statement = work.context.plans.storage(name).pointers(field)
            batch.ask(statement, params, _taking(found.setdefault(owner, {}), field, line=thing.parent is not None))
    batch.run(work.session)
    found.get(way.object.name, {}).pop(way.goes, None)
    return {name: records for name, records in sorted(found.items()) if records}


def _taking(records: dict[int, list[Place]], field: str, *, line: bool) -> Any:
    def take(rows: Sequence[Sequence[Any]]) -> None:
        for owner, own in rows:
            records.setdefault(owner, []).append((own if line else None, field))
    return take


def _change(work: Work, way: Way, thing: Object, records: Mapping[int, Sequence[Place]]) -> None:
    plan, ids = plan_of(work, thing), sorted(records)
    for start in range(0, len(ids), PORTION):
        batch = Batch()
        held = [(id, ask(work.context, batch, plan, id, "change")) for id in ids[start:start + PORTION]]
        batch.run(work.session)
        for id, record in held:
            _one(work, way, plan, record, records[id])


def _one(work: Work, way: Way, plan: ObjectPlan, record: Found, places: Sequence[Place]) -> None:
    if not record:
        return
    change = Change(object=plan.object.name, verb="update", id=record.old["id"], cause=way.cause)
    draft = unchanged(work, plan, change, record)
    itself = plan.object is way.object and draft.id == way.stays
    for line, name in places:
        for row in draft.rows():
            if name in row.values and (row is draft if line is None else row is not draft and row.id == line):
                row.values[name] = _instead(way, row.values[name], way.above.get(name) if itself else way.stays)
    _rewritten(work, plan, draft)


def _rewritten(work: Work, plan: ObjectPlan, draft: Draft) -> None:
    """Compute what follows in a record nobody has typed in, write what changed and do what follows a change."""
    settle(draft)
    draft.errors.clear()
    draft.warnings.clear()
    persist.change(work, draft, draft.changed())
    finish(work, plan, draft)


def _instead(way: Way, value: Any, to: Any) -> Any:
    """Return a link's value with `to` for the record that goes."""
    if isinstance(value, AnyLink):
        same = value.object == way.object.name and value.id == way.goes
        return value if not same else None if to is None else AnyLink(value.object, to)
    if isinstance(value, tuple | list):
        return tuple(sorted({each for each in (*value, to) if each is not None and each != way.goes}))
    return to if value == way.goes else value


def _clash(work: Work, name: str) -> Conflict:
    object = work.context.catalog.objects[name]
    if work.context.actor.policy.may(object, "read").allowed:
        return Conflict("merge_clash", object=name)
    return Conflict("merge_clash_hidden")
