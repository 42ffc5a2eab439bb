"""Stored formulas, computed again of what a record holds: what `verify` compares, and what new formulas begin with.
Those over rollups are compared together with the rollups."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from dougong.catalog.model import Object
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.dumping import in_json
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.search.index import index
from dougong.records.title import retitle
from dougong.records.writing import persist, rollups
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.found import Found, ask
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.settle import compute
from dougong.records.writing.work import Work
from dougong.store.errors import UniqueViolation
from dougong.store.session import Writer

#: Object, id of the record or line, field, and in JSON form what is stored and what it should be.
Wrong = tuple[str, int, str, Any, Any]
#: Object, id and field of a value.
Place = tuple[str, int, str]
#: Object and name of a formula only one record may have a value of.
Sole = tuple[str, str]


def doubtful(context: Context, object: Object, ids: Sequence[int]) -> list[int]:
    """Return which of the records seem to have a formula that is not what it would be; record and lines may have been
    read at two moments, so this is no verdict."""
    plan, batch = context.plan(object.name), Batch()
    found = {id: ask(context, batch, plan, id, "") for id in ids}
    with context.database.read() as session:
        batch.run(session)
    return [id for id, each in found.items() if each and any(_wrong(computed(context, plan, each)))]


def settled(context: Context, object: Object, id: int) -> list[Wrong]:
    """Return what is wrong with the formulas of one record and its lines, seen under its lock."""
    with context.database.write(context.catalog.number) as session:
        return list(_wrong(draft)) if (draft := _locked(context, session, object, id)) else []


def mended(context: Context, object: Object, id: int) -> tuple[list[Wrong], frozenset[Place]]:
    """Write what is wrong with the formulas of one record and its lines anew, bring along the rollups that look at
    them, and return what it was, and what of it still is: what only one record may have, and another has."""
    try:
        return _mended(context, object, id), frozenset()
    except UniqueViolation:
        soles = _soles(context, object)
    wrong = _mended(context, object, id, soles)
    taken = {sole for sole in soles if not _fits(context, object, id, soles - {sole})}
    return wrong, frozenset(each[:3] for each in wrong if (each[0], each[2]) in taken)


def _fits(context: Context, object: Object, id: int, aside: Collection[Sole]) -> bool:
    """Write what is wrong anew but for formulas `aside`; return whether no other record has it already."""
    try:
        _mended(context, object, id, aside)
    except UniqueViolation:
        return False
    return True


def _mended(context: Context, object: Object, id: int, aside: Collection[Sole] = ()) -> list[Wrong]:
    """Write a record's formulas anew, those `aside` left as they are stored; return what was wrong."""
    with context.database.write(context.catalog.number) as session:
        draft = _locked(context, session, object, id)
        if draft is None or not (wrong := list(_wrong(draft))):
            return []
        for row in (draft, *(row for rows in draft.lines.values() for row in rows)):
            row.values.update({name: (row.old or {}).get(name) for one, name in aside if one == row.rules.object.name})
        _write(Work(context, session), draft)
        session.commit()
        return wrong


def _locked(context: Context, session: Writer, object: Object, id: int) -> Draft | None:
    """Return a record, locked, with its formulas computed again; None where it is gone."""
    plan, batch = context.plan(object.name), Batch()
    found = ask(context, batch, plan, id, "change")
    batch.run(session)
    return computed(context, plan, found) if found else None


def _soles(context: Context, object: Object) -> frozenset[Sole]:
    """Return the formulas of an object and its lines that only one record may have a value of."""
    held = (object, *(context.catalog.objects[field.options["of"]] for field in object.lines))
    return frozenset((one.name, name) for one in held for name, field in one.fields.items()
                     if field.formula is not None
                     and (field.unique or any(name in unique.fields for unique in one.uniques)))


def settle(work: Work, draft: Draft) -> None:
    """Compute the formulas of a draft whose values were changed from within, and write what differs now: no version,
    no history, since nobody changed the record."""
    compute(draft)
    _write(work, draft)


def computed(context: Context, plan: ObjectPlan, found: Found) -> Draft:
    """Return the record as found, with its lines and its formulas computed again."""
    change = Change(object=plan.object.name, verb="update", id=found.old["id"])
    draft = Draft(plan.rules, change, dict(found.old), {}, found.old)
    found.link(draft)
    for lines in plan.rules.lines:
        draft.lines[lines.field.name] = [Row(lines.rules, dict(old), {}, old=old, linked=dict(old))
                                         for old in found.lines[lines.field.name]]
    equip(draft, context)
    compute(draft)
    return draft


def _wrong(draft: Draft) -> Iterator[Wrong]:
    for lines, name, _closure, _settle in draft.rules.order:
        for row in draft.lines.get(lines, ()) if lines else (draft,):
            old = None if row.old is None else row.old.get(name)
            field = row.rules.object.fields[name]
            if row.values[name] != old and not field.moves:
                yield row.rules.object.name, row.id or 0, name, in_json(field, old), in_json(field, row.values[name])


def _write(work: Work, draft: Draft) -> None:
    retitle(draft.rules.object, draft.values)
    names = _differing(draft)
    if names:
        persist.write(work, draft, names)
    for field, rows in draft.lines.items():
        storage = work.context.plans.storage(draft.rules.object.fields[field].options["of"])
        for row in rows:
            retitle(storage.object, row.values)
        changed = sorted({name for row in rows for name in _differing(row)})
        if changed:
            written = storage.change_rows(tuple(changed))
            work.session.send(written.statement, written.params([row.values for row in rows]))
    index(work, draft)
    work.touched(draft.rules.object.name, draft.id or 0, draft.old, draft.values)
    rollups.note(work, draft)
    flush(work)


def _differing(row: Row) -> tuple[str, ...]:
    old = row.old or {}
    return (*row.changed(), *(name for name in ("title", "title_key") if row.values[name] != old.get(name)))
