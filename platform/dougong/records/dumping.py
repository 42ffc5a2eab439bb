"""A draft as people and programs see it: the JSON form of what its policy may read, and what changed of it."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.expressions.closures import closure as runner
from dougong.fields.base import Convert
from dougong.records.plans import ObjectPlan
from dougong.records.writing.draft import BLANK, Draft, Row

#: What the engine writes beside the fields: kept from the first version on, and what only later versions change.
KEPT = ("number", "archived_at", "external_id")
KEPT_LATER = ("title", "owner", "archived_by")
#: The same of a line that changes or goes; a new line's are those it is found with.
KEPT_LINE = ("line_no", "title")


def dump(plan: ObjectPlan, draft: Draft) -> dict[str, Any]:
    """Return the record's JSON form with its lines; virtual formulas are computed for it."""
    record = unmasked(plan, dump_row(plan, draft), draft)
    for name, lines in plan.lines.items():
        record[name] = [unmasked(lines, dump_row(lines, row), draft) for row in draft.lines.get(name, ())]
    return record


def unmasked(plan: ObjectPlan, record: dict[str, Any], judged: Draft) -> dict[str, Any]:
    """Return the record, or a line of it, without the fields that are not there in a record such as `judged`."""
    for names, rule in plan.masks:
        if not runner(rule.checked)(judged.env):
            for name in names:
                record.pop(name, None)
    return record


def dump_row(plan: ObjectPlan, row: Row) -> dict[str, Any]:
    """Return the JSON form of a record or line without its lines."""
    values = row.values
    for name, closure, settle in row.rules.virtual:
        value = closure(row.env)
        values[name] = value if value is None or settle is None else settle(value)
    get = values.get
    return {name: value if (value := get(name)) is None or convert is None else convert(value)
            for name, convert in plan.dump}


def changes(draft: Draft) -> dict[str, Any]:
    """Return what a change did, for the history: {field uid: [old, new]} in JSON form; of lines, by line id."""
    object = draft.rules.object
    found: dict[str, Any] = _row_changes(draft)
    for name in KEPT if draft.old is None else (*KEPT, *KEPT_LATER):
        field = object.system.get(name)
        if field is not None and (draft.old is not None or draft.values.get(name) is not None):
            found.update(_pair(field, draft.old, draft.values))
    for lines in draft.rules.lines:
        name = lines.field.name
        rows = {str(row.id): _line_changes(row) for row in draft.lines.get(name, ())}
        rows.update({str(old["id"]): _removed(lines.rules.object, old) for old in draft.removed.get(name, ())})
        rows = {id: row for id, row in rows.items() if row}
        if rows:
            found[lines.field.uid] = rows
    return found


def _line_changes(row: Row) -> dict[str, Any]:
    found = _row_changes(row)
    for name in KEPT_LINE if row.old is not None else KEPT_LINE[:1]:
        found.update(_pair(row.rules.object.system[name], row.old, row.values))
    return found


def _removed(object: Object, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything a line held, so that walking back finds it again."""
    fields = (*object.fields.values(), *(object.system[name] for name in KEPT_LINE))
    return {field.uid: [in_json(field, old[field.name]), None] for field in fields
            if not field.virtual and not field.moves and old.get(field.name) is not None}


def _row_changes(row: Row) -> dict[str, Any]:
    fields, old, values = row.rules.object.fields, row.old, row.values
    if old is None:
        return {uid: [None, value if convert is None else convert(value)]
                for name, (uid, convert) in row.rules.told.items() if (value := values.get(name)) not in BLANK}
    return {fields[name].uid: [in_json(fields[name], old.get(name)), in_json(fields[name], values.get(name))]
            for name in row.changed() if name in row.rules.told}


def _pair(field: Field, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> dict[str, Any]:
    before, after = None if old is None else old.get(field.name), new.get(field.name)
    return {} if before == after else {field.uid: [in_json(field, before), in_json(field, after)]}


def in_json(field: Field, value: Any) -> Any:
    """Return one value of a field in JSON form."""
    convert: Convert = field.type.to_json(field)
    return value if value is None or convert is None else convert(value)
