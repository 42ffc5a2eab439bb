"""The bin: archiving what nothing refers to, and bringing it back; uniques hold among live records only."""

from collections.abc import Sequence
from functools import partial

from dougong.kernel.errors import NOTHING, Conflict, FieldError, Refused
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import bound, equip
from dougong.records.plans import ObjectPlan
from dougong.records.writing import persist, versions
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.flow import finish, hold, present
from dougong.records.writing.found import Found, ask, dump_found
from dougong.records.writing.gate import authorise, may
from dougong.records.writing.linker import Linker
from dougong.records.writing.veil import veiled
from dougong.records.writing.work import Work
from dougong.store.engine.merged import merged_statements
from dougong.store.session import Rows

ARCHIVED = ("archived_at", "archived_by", "version", "updated_at", "updated_by")


def archive(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Put a record into the bin; refused while live records refer to it. Archiving twice is once."""
    may(plan, "archive")
    found = ask(work.context, batch, plan, change.id, "remove")
    referrers = _ask_referrers(work.context, batch, plan, change)
    batch.run(work.session)
    if found and found.old.get("archived_at") is not None:
        authorise(work.context, plan, "archive", found)
        return _draft(work, plan, change, found)
    present(work, plan, found, "archive")
    draft = _draft(work, plan, change, found)
    _refuse_referred(work, plan, referrers)
    _write(work, plan, draft, archived_at=work.context.now, archived_by=work.context.actor.id)
    return draft


def restore(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Bring a record back from the bin; its uniques must be free, and what it points to must not be in the bin.
    Restoring what is live does nothing."""
    may(plan, "restore")
    found = ask(work.context, batch, plan, change.id, "remove")
    into: Rows = []
    if plan.object.merge:
        batch.ask(merged_statements(work.context.database.dialect).into,
                  {"object_uid": plan.object.uid, "record_id": change.id}, into.extend)
    batch.run(work.session)
    present(work, plan, found, "restore")
    if into:
        raise Conflict("merged_into", into=into[0][0])
    draft = _draft(work, plan, change, found)
    if found.old.get("archived_at") is not None:
        Linker(work.context).recall(draft, work.session)
        if draft.errors:
            raise Refused(errors=veiled(plan, draft.errors))
        _write(work, plan, draft, archived_at=None, archived_by=None)
    return draft


def _write(work: Work, plan: ObjectPlan, draft: Draft, **values: object) -> None:
    draft.values.update(values, version=draft.values["version"] + 1, updated_at=work.context.now,
                        updated_by=work.context.actor.id)
    hold(work, plan, draft)
    persist.write(work, draft, ARCHIVED)
    finish(work, plan, draft)


def _draft(work: Work, plan: ObjectPlan, change: Change, found: Found) -> Draft:
    """Return the record unchanged; raises Stale or Conflict when the change stands on another version."""
    current = partial(dump_found, work.context, plan, found)
    if versions.compare(change, change.version, found.old["version"], current):
        raise Conflict(current=current())
    draft = Draft(plan.rules, change, dict(found.old), NOTHING, found.old)
    found.link(draft)
    for lines in plan.rules.lines:
        name = lines.field.name
        draft.lines[name] = [Row(lines.rules, row, NOTHING, old=old, linked=row)
                             for old in found.lines[name] for row in (dict(old),)]
    equip(draft, work.context)
    return draft


class _Referrers:
    """Who points to the record: by field, how many live records, how many of them may be read and the titles of the
    first."""

    def __init__(self, object: str, field: str) -> None:
        self.object, self.field = object, field
        self.every, self.count, self.titles = 0, 0, ""

    def take_every(self, rows: Rows) -> None:
        """Keep how many there are."""
        self.every = rows[0][1] if rows else 0

    def take(self, rows: Rows) -> None:
        """Keep (title, how many in all) of the first few that may be read."""
        if rows:
            self.count, self.titles = rows[0][1], ", ".join(str(title or "") for title, _ in rows)

    def take_both(self, rows: Rows) -> None:
        """Keep both where every record may be read."""
        self.take_every(rows)
        self.take(rows)


def _ask_referrers(context: Context, batch: Batch, plan: ObjectPlan, change: Change) -> list[_Referrers]:
    """Ask after every field that points here, behind the record's lock: who came before it is seen, who comes after
    it waits and finds the record in the bin."""
    asked = []
    told = {"id": change.id, "object": plan.object.uid}
    for object, field, every in plan.storage.referrers:
        asked.append(_Referrers(object, field))
        batch.ask(every.statement, told, asked[-1].take_every if plan.referrers else asked[-1].take_both)
    for referrers, (_, _, seen) in zip(asked, plan.referrers, strict=False):
        batch.ask(seen.statement, bound(context, seen, **told), referrers.take)
    return asked


def _refuse_referred(work: Work, plan: ObjectPlan, referrers: Sequence[_Referrers]) -> None:
    errors = []
    for each in referrers:
        if not each.every:
            continue
        object = work.context.catalog.objects[each.object]
        if each.count and plan.policy.may(object, "read").allowed and \
                plan.policy.field(object, each.field, "use") is not None:
            errors.append(FieldError("", "referred", {"object": each.object, "field": each.field, "count": each.count,
                                                      "titles": each.titles}))
        else:
            errors.append(FieldError("", "referred_hidden"))
    if errors:
        raise Conflict("in_use", errors=errors)
