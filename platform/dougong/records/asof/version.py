"""A record at one of its versions: what a person compares with today, and may put back."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from dougong.catalog.model import Field
from dougong.kernel.errors import FieldError, Missing, Refused
from dougong.records.asof.moment import remembered
from dougong.records.asof.walk import Forms, Then, in_order, present, undo
from dougong.records.context import Context
from dougong.records.plans import ObjectPlan
from dougong.records.reading import read
from dougong.records.writing.change import Change
from dougong.store.session import Reader


def _at_version(context: Context, object: str, id: int, version: int) -> Then:
    """Return the record as its version `version` left it; raises Missing for one it does not have."""
    plan = context.plan(object)
    remembered(plan.object)
    read(context, object, id)                        # who may not read the record may not read what it was
    with context.database.read() as session:
        return _undone(context, session, plan, id, version)


def seen_at(context: Context, object: str, id: int, version: int) -> dict[str, Any]:
    """Return what the actor may see of the record at a version, by name and in JSON form, with its lines; without
    what readers compute."""
    plan = context.plan(object)
    then = _at_version(context, object, id, version)
    lines = {name: [_seen(below, each) for each in in_order(then, plan.object.fields[name])]
             for name, below in plan.lines.items()}
    return {**_seen(plan, then.forms), **lines}


def putting_back(context: Context, object: str, id: int, version: int, fields: Sequence[str]) -> Change:
    """Return the change that gives `fields` the values of a version; it stands on the record as it is.

    Raises Missing for a version there is not, Refused for names that nobody may write; a lines field is put back
    whole, lines that have gone since as new ones.
    """
    plan = context.plan(object)
    then = _at_version(context, object, id, version)
    current = read(context, object, id)
    known = {entry.spec.name: plan.object.fields[entry.spec.name] for entry in plan.shape.entries}
    errors = [FieldError(f"/fields/{at}", "restore_values_field")
              for at, name in enumerate(fields) if name not in known]
    if errors:
        raise Refused(errors=errors)
    return Change(object=object, verb="update", id=id, version=current["version"],
                  values={name: _value(plan, known[name], then, current) for name in fields},
                  cause=f"restore_values {version}")


def _undone(context: Context, session: Reader, plan: ObjectPlan, id: int, version: int) -> Then:
    found = present(context, session, plan.object, (id,))
    if id not in found or not 0 < version <= found[id].forms["version"]:
        raise Missing("restore_values_version", version=version)
    then = found[id]
    newer = session.rows(context.plans.engine.history_since, (plan.object.uid, id, version))
    if len(newer) < then.forms["version"] - version:
        raise Missing("history_gap", version=version)
    for changes, in reversed(newer[:then.forms["version"] - version]):
        undo(context, plan.object, then, orjson.loads(changes) if isinstance(changes, str) else changes)
    then.forms["version"] = version
    return then


def _seen(plan: ObjectPlan, forms: Forms) -> dict[str, Any]:
    return {field.name: forms.get(field.uid) for field in plan.always if not field.virtual and not field.moves}


def _value(plan: ObjectPlan, field: Field, then: Then, current: Mapping[str, Any]) -> Any:
    if field.name not in plan.lines:
        return then.forms.get(field.uid)
    below = plan.lines[field.name]
    there = {line["id"] for line in current[field.name]}
    return [_line(below, forms, there) for forms in in_order(then, field)]


def _line(below: ObjectPlan, forms: Forms, there: set[int]) -> dict[str, Any]:
    values = {entry.spec.name: forms.get(below.object.fields[entry.spec.name].uid) for entry in below.shape.entries}
    return {"id": forms["id"], **values} if forms["id"] in there else values
