"""Merging: two records become one. What points to the one that goes, its lines and all that is kept beside it become
the other's; it lies in the bin then, and tells where it went (PC03)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dougong.access.policy import Policy
from dougong.catalog.model import Object
from dougong.fields.link import LARGEST_ID
from dougong.kernel.errors import NOTHING, FieldError, Missing, Refused
from dougong.records.acts import archiving
from dougong.records.acts.repointing import Way, plan_of, repoint
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.writing import flow, persist
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.flow import finish, present
from dougong.records.writing.found import Found, ask
from dougong.records.writing.gate import authorise, may
from dougong.records.writing.remember import note
from dougong.records.writing.settle import settle
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work
from dougong.store.engine.merged import merged_statements

#: Under which names the history tells of it, where fields have their uids: [null, the other's id].
TAKEN: Final = "merged"
WENT: Final = "merged_into"
_STAMPS: Final = ("version", "updated_at", "updated_by")


def mergeable(policy: Policy, object: Object) -> bool:
    """Return whether records of an object may become one, as far as the policy goes: both are changed, one archived."""
    return object.merge and policy.may(object, "update").allowed and policy.may(object, "archive").allowed


def merged_into(context: Context, object: Object, record: Mapping[str, Any]) -> int | None:
    """Return what a record of the bin has become one with; None for others, of which nothing is asked."""
    if not object.merge or record.get("archived_at") is None:
        return None
    with context.database.read() as session:
        rows = session.rows(merged_statements(context.database.dialect).into,
                            {"object_uid": object.uid, "record_id": record["id"]})
    return int(rows[0][0]) if rows else None


def merge(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Let the record {"from": id} become one with `change.id`, which stays and takes {"values": {...}} of it. Raises
    Refused and Conflict as changing and archiving them does, and for what there may be once only."""
    goes, values = _asked(plan, change)
    stays = change.id or 0
    held = {id: ask(work.context, batch, plan, id, "remove") for id in sorted((stays, goes))}
    _ask_trees(plan, batch, held, goes, stays)
    batch.run(work.session)
    for id, record in held.items():
        present(work, plan, record, "update")
        if id == goes:
            authorise(work.context, plan, "archive", record)
    unchanged(work, plan, change, held[stays])            # a strict change stands on this version
    way = Way(plan.object, goes, stays, _above(plan, held[goes], stays), f"{plan.object.name} {goes} → {stays}")
    _move_lines(work, way, held[goes], held[stays])
    repoint(work, way)
    _beside(work, way)
    gone = archiving.archive(work, plan, Change(object=plan.object.name, verb="archive", id=goes, cause=way.cause),
                             Batch())
    _told(work, plan, gone, {WENT: [None, stays]})
    draft = _updated(work, plan, change, values)
    _told(work, plan, draft, {TAKEN: [None, goes]})
    return draft


def _asked(plan: ObjectPlan, change: Change) -> tuple[int, Mapping[str, Any]]:
    """Return which record goes and which of its values stay; raises Denied, Missing and Refused."""
    if not plan.object.merge:
        raise Refused(errors=[FieldError("", "merge_never")])
    may(plan, "update")
    may(plan, "archive")
    goes, values = change.values.get("from"), change.values.get("values", NOTHING)
    if change.id is None:
        raise Missing
    if type(goes) is not int or not 1 <= goes <= LARGEST_ID or goes == change.id:
        raise Refused(errors=[FieldError("/from", "merge_from")])
    if not isinstance(values, Mapping):
        raise Refused(errors=[FieldError("/values", "object")])
    return goes, values


def _ask_trees(plan: ObjectPlan, batch: Batch, held: Mapping[int, Found], goes: int, stays: int) -> None:
    """Ask, for each tree, whether the record that stays lies deeper beneath the one that goes than directly: what lies
    between would come to lie beneath it, and it beneath that."""
    def judging(name: str) -> Any:
        def take(rows: Sequence[Any]) -> None:
            if rows and held[stays] and held[stays].old.get(name) != goes:
                raise Refused(errors=[FieldError("", "merge_tree")])
        return take
    for name, tree in plan.storage.trees.items():
        if tree.lock is not None:
            batch.ask(tree.lock, {}, lambda _rows: None)
        batch.ask(tree.above, {"id": goes, "parent": stays}, judging(name))


def _above(plan: ObjectPlan, goes: Found, stays: int) -> Mapping[str, Any]:
    found = {name: goes.old.get(name) for name in plan.storage.trees}
    return {name: None if at == stays else at for name, at in found.items()}


def _move_lines(work: Work, way: Way, goes: Found, stays: Found) -> None:
    """Let lines become the other's, behind its own, with the ids they have: others point to them."""
    if not any(goes.lines.values()):
        return
    plan = plan_of(work, way.object)
    change = Change(object=way.object.name, verb="update", id=way.goes, cause=way.cause)
    left = unchanged(work, plan, change, goes)
    moved, left.lines = left.lines, {name: [] for name in left.lines}
    equip(left, work.context)
    settle(left)
    left.errors.clear()
    persist.change(work, left, left.changed())
    left.removed = {name: [row.old for row in rows if row.old is not None] for name, rows in moved.items()}
    finish(work, plan, left)
    _take_lines(work, way, plan, unchanged(work, plan, change, stays), moved)


def _take_lines(work: Work, way: Way, plan: ObjectPlan, draft: Draft, moved: Mapping[str, Sequence[Row]]) -> None:
    own = {name: list(rows) for name, rows in draft.lines.items()}
    for name, rows in moved.items():
        object, after = plan.object.fields[name].options["of"], len(own[name])
        statement = work.context.plans.storage(object).lines_moved
        work.session.send(statement, {"of_id": way.goes, "to_id": way.stays, "after": after})
        draft.lines[name] = [*own[name], *(_taken(row, way, after + at) for at, row in enumerate(rows, 1))]
    equip(draft, work.context)
    settle(draft)
    draft.errors.clear()
    whole, draft.lines = draft.lines, own                          # those that came are written already
    persist.change(work, draft, draft.changed())
    draft.lines = whole
    finish(work, plan, draft)


def _taken(row: Row, way: Way, place: int) -> Row:
    values = {**row.values, "parent": way.stays, "line_no": place}
    made = Row(row.rules, values, NOTHING, linked=values)
    made.id = row.id
    return made


def _beside(work: Work, way: Way) -> None:
    """Let shares, comments, who follows and who was told become the other's, and keep where the record went."""
    context = work.context
    statements = merged_statements(context.database.dialect)
    ids = {"object_uid": way.object.uid, "of_id": way.goes, "to_id": way.stays}
    for each in (*statements.moved, statements.onward):
        work.session.send(each, ids)
    work.session.send(statements.put, {**ids, "by": context.actor.id, "at": context.plans.engine.moment(context.now)})


def _updated(work: Work, plan: ObjectPlan, change: Change, values: Mapping[str, Any]) -> Draft:
    """Return the record that stays with the values chosen, as if somebody had typed them now."""
    batch = Batch()
    now = ask(work.context, batch, plan, change.id, "change")
    batch.run(work.session)
    if not values:
        return unchanged(work, plan, Change(object=change.object, verb="update", id=change.id), now)
    return flow.update(work, plan, Change(object=change.object, verb="update", id=change.id, values=values,
                                          version=now.old["version"], cause=change.cause), Batch())


def _told(work: Work, plan: ObjectPlan, draft: Draft, told: Mapping[str, Any]) -> None:
    context = work.context
    draft.values.update(version=draft.values["version"] + 1, updated_at=context.now, updated_by=context.actor.id)
    persist.write(work, draft, _STAMPS)
    if plan.object.history:
        note(work, plan, draft, told)
