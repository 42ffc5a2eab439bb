"""Erasing: values of a person and every trace of them in the history go for good; that they went stays on record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import NOTHING, FieldError, Missing, Refused
from dougong.records.audit import told_within
from dougong.records.batch import Batch
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.writing import persist
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.flow import finish, hold
from dougong.records.writing.found import Found, ask
from dougong.records.writing.gate import authorise, may
from dougong.records.writing.replay import route
from dougong.records.writing.settle import settle
from dougong.records.writing.work import Work
from dougong.store.engine.notices import notice_statements

LONGEST_REASON: Final = 500
NO_PAIR: Final = [None, None]


def erase(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Empty the fields `change.values["fields"]` (of lines: "lines.field") of a record, in the bin or not, and every
    value its history and its kept answers hold of them. What a definition requires does not hold it up: the next
    edit will ask for it."""
    may(plan, "erase")
    chosen = _chosen(plan, change.values["fields"])
    found = ask(work.context, batch, plan, change.id, "change")
    batch.run(work.session)
    if not found:
        raise Missing
    authorise(work.context, plan, "erase", found)
    draft = _draft(work, plan, change, found)
    _empty(draft, chosen)
    settle(draft)
    draft.errors.clear()
    hold(work, plan, draft)
    persist.change(work, draft, draft.changed())
    finish(work, plan, draft)
    _forget(work, plan.object, draft, chosen)
    told_within(work, "erased", {"verb": "erase", "fields": list(change.values["fields"]), "reason": change.cause},
                plan.object.name, draft.id)
    return draft


def _chosen(plan: ObjectPlan, names: Sequence[str]) -> list[tuple[str | None, Field]]:
    """Return the fields named, each with the lines field it belongs to (None: the record's own)."""
    found: list[tuple[str | None, Field]] = []
    errors = []
    for at, name in enumerate(names):
        lines, _, own = name.rpartition(".")
        below = plan.lines.get(lines) if lines else plan
        field = None if below is None else below.policy.field(below.object, own, "edit")
        if field is None or field.derived or field.type.storage == "lines":
            errors.append(FieldError(f"/fields/{at}", "erase_field"))
        else:
            found.append((lines or None, field))
    if errors:
        raise Refused(errors=errors)
    return found


def _draft(work: Work, plan: ObjectPlan, change: Change, found: Found) -> Draft:
    draft = Draft(plan.rules, change, dict(found.old), NOTHING, found.old)
    found.link(draft)
    for lines in plan.rules.lines:
        draft.lines[lines.field.name] = [Row(lines.rules, row, NOTHING, old=old, linked=row)
                                         for old in found.lines[lines.field.name] for row in (dict(old),)]
    equip(draft, work.context)
    return draft


def _empty(draft: Draft, chosen: Iterable[tuple[str | None, Field]]) -> None:
    for lines, field in chosen:
        for row in draft.lines[lines] if lines else (draft,):
            row.values[field.name] = () if field.type.storage == "join" else None


def _forget(work: Work, object: Object, draft: Draft, chosen: Sequence[tuple[str | None, Field]]) -> None:
    """Blank the values in every entry of the history, also the one just written, and drop answers kept for retries."""
    engine = work.context.plans.engine
    gone = _uids(work, object, chosen)
    for id, changes in work.session.rows(engine.history_whole, (object.uid, draft.id)):
        kept = orjson.loads(changes) if isinstance(changes, str) else changes
        work.session.send(engine.history_blanked, {"id": id, "changes": orjson.dumps(_blanked(kept, gone)).decode()})
    drop_answers(work, object, draft.id or 0)
    work.session.send(notice_statements(work.context.database.dialect).drop_all,
                      {"object_uid": object.uid, "record_id": draft.id})           # they quote values


def drop_answers(work: Work, object: Object, id: int) -> None:
    """Forget the answers kept for retries of changes to a record: they show it whole."""
    work.session.send(work.context.plans.engine.replay_forgotten, {
        "of_one": f"% {object.name}/{id}", "made": route(Change(object=object.name, verb="create")),
        "body": f'{{"record":{{"id":{id},%'})


def _uids(work: Work, object: Object, chosen: Iterable[tuple[str | None, Field]]) -> Mapping[str | None, set[str]]:
    """Return the uids whose values go, the record's own under None, those of lines under the lines field's uid."""
    found: dict[str | None, set[str]] = {}
    for lines, field in chosen:
        owner = object if lines is None else work.context.catalog.objects[object.fields[lines].options["of"]]
        key = None if lines is None else object.fields[lines].uid
        found.setdefault(key, set()).update(_telling(owner, field))
    return found


def _telling(object: Object, field: Field) -> set[str]:
    """Return the uids of a field and of all that is made of it in its row: formulas, and the title."""
    names = {field.name}
    while more := {each.name for each in object.fields.values() if each.formula is not None and each.name not in names
                   and any(path[0] in names for path in each.formula.checked.paths)}:
        names |= more
    title = {"title"} if any(part[1] in names for part in object.title if not isinstance(part, str)) else set()
    return {object.fields[name].uid for name in names} | title


def _blanked(changes: Mapping[str, Any], gone: Mapping[str | None, set[str]]) -> dict[str, Any]:
    own = gone.get(None, set())
    return {uid: {line: _without(pairs, gone.get(uid, set())) for line, pairs in what.items()}
            if isinstance(what, dict) else NO_PAIR if uid in own else what for uid, what in changes.items()}


def _without(pairs: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    return {uid: NO_PAIR if uid in gone else pair for uid, pair in pairs.items()}
