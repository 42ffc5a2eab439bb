"""A record as GET answered at a moment gone by: its values then, and what its formulas made of them then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from dougong.catalog.model import Object
from dougong.fields.moment import text
from dougong.kernel.errors import Missing
from dougong.records.asof_moment import remembered
from dougong.records.asof_walk import Forms, Then, in_order, values_of, walked
from dougong.records.change import Change
from dougong.records.context import Context
from dougong.records.draft import Draft, Row
from dougong.records.dumping import dump
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.query import Filter, Query
from dougong.records.reading import Record, read, select
from dougong.records.rules import Rules
from dougong.store.session import Reader


def read_then(context: Context, object: str, id: int, at: datetime) -> Record:
    """Return the JSON form the record had at the moment `at`, with its lines, in the bin or not; raises Missing.

    Names, and what the actor may see of it, are those of today. Formulas that are computed when read are computed as
    of then: today() was that day, and linked records are as they were then.
    """
    plan = context.plan(object)
    remembered(plan.object)
    read(context, object, id)                        # who may not read the record may not read what it was
    then_context = replace(context, now=at, today=at.astimezone(context.zone).date())
    with context.database.read() as session:
        then = walked(context, session, plan.object, (id,), at).get(id)
        if then is None:
            raise Missing("as_of_before")
        draft = _draft(plan, then)
        if plan.computed:
            _Links(then_context, session).fill(draft)
    equip(draft, then_context)
    return _in_order(plan, {**_as_written(plan, dump(plan, draft), then), **_rolled_up(context, plan, then, at)})


def _rolled_up(context: Context, plan: ObjectPlan, then: Then, at: datetime) -> Record:
    """Return what readers compute from other records, as those were: a list of one record tells it."""
    names = tuple(field.name for field in plan.readable if field.virtual and field.formula is None)
    if not names:
        return {}
    query = Query(object=plan.object.name, filters=(Filter("id", "eq", str(then.forms["id"])),), fields=names, limit=1,
                  archived=then.forms["archived_at"] is not None, as_of=text(at))
    (row,) = select(context, query).rows
    return {name: row[name] for name in names}


def _draft(plan: ObjectPlan, then: Then) -> Draft:
    values = values_of(plan.object, then.forms)
    draft = Draft(plan.rules, Change(object=plan.object.name, verb="update"), values, {}, values)
    for lines in plan.rules.lines:
        draft.lines[lines.field.name] = [_row(lines.rules, each) for each in in_order(then, lines.field)]
    return draft


def _row(rules: Rules, forms: Forms) -> Row:
    values = values_of(rules.object, forms)
    return Row(rules, values, {}, old=values, linked=dict(values))


def _as_written(plan: ObjectPlan, record: Record, then: Then) -> Record:
    """Put the forms that were written then in the place of those made anew: a type may have changed since."""
    _overlay(plan, record, then.forms)
    for name, below in plan.lines.items():
        for line, forms in zip(record[name], in_order(then, plan.object.fields[name]), strict=True):
            _overlay(below, line, forms)
    return record


def _overlay(plan: ObjectPlan, record: Record, forms: Forms) -> None:
    """Members of objects keep the order of today: the history's database may have sorted them."""
    record.update({field.name: form for field in plan.readable if not field.virtual
                   if not isinstance(form := forms.get(field.uid), dict) or record[field.name] is None})


def _in_order(plan: ObjectPlan, record: Record) -> Record:
    """Return the members in the order a reader gives them: read as columns, those of several columns come last."""
    if plan.computed:
        return record
    for name, below in plan.lines.items():
        record[name] = [{**_columns_first(below, line)} for line in record[name]]
    lines = {name: record.pop(name) for name in plan.lines}
    return {**_columns_first(plan, record), **lines}


def _columns_first(plan: ObjectPlan, record: Record) -> Record:
    several = [field.name for field in plan.readable
               if field.type.storage == "columns" and not field.virtual and len(field.type.columns(field)) > 1]
    return {**{name: value for name, value in record.items() if name not in several},
            **{name: record[name] for name in several}}


class _Links:
    """Values beneath links as they were: each record met is walked back once."""

    def __init__(self, context: Context, session: Reader) -> None:
        self._context = context
        self._session = session
        self._known: dict[tuple[str, int], Mapping[str, Any]] = {}

    def fill(self, draft: Draft) -> None:
        """Give the record and its lines what their expressions read beneath links."""
        for row in draft.rows():
            for link, paths in row.rules.paths.items():
                for path in paths:
                    row.linked[f"{link}.{path}"] = self._value(
                        row.rules.object, row.values, (link, *path.split(".")))

    def _value(self, object: Object, values: Mapping[str, Any], path: Sequence[str]) -> Any:
        name, *rest = path
        value, field = values.get(name), object.field(name)
        if not rest or value is None or field is None:
            return value
        target = self._context.catalog.objects[field.type.targets(field)[0]]
        return self._value(target, self._record(target, value), rest)

    def _record(self, object: Object, id: int) -> Mapping[str, Any]:
        if (object.name, id) not in self._known:
            found = self._walked(object, (id,)).get(id)
            self._known[object.name, id] = {} if found is None else values_of(object, found.forms)
        return self._known[object.name, id]

    def _walked(self, object: Object, ids: Iterable[int]) -> dict[int, Then]:
        return walked(self._context, self._session, object, ids, self._context.now)
