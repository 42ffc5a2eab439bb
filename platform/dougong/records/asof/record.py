"""A record as GET answered at a moment gone by: its values then, and what its formulas made of them then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dougong.kernel.errors import Missing
from dougong.records.asof.links import PastLinks
from dougong.records.asof.moment import remembered
from dougong.records.asof.rollups import PastRollups
from dougong.records.asof.walk import Forms, Then, in_order, values_of, walked
from dougong.records.asof.written import retold
from dougong.records.context import Context
from dougong.records.dumping import dump
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.reading import Record, read
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.rules import Formula, Rules
from dougong.records.writing.settle import compute


def read_then(context: Context, object: str, id: int, at: datetime) -> Record:
    """Return the JSON form the record had at the moment `at`, with its lines, in the bin or not; raises Missing.

    Names, and what the actor may see of it, are those of today; fields of another type then have the forms of then.
    Formulas that are computed when read are computed as
    of then: today() was that day, and linked records are as they were then. So are rollups, of records that are
    remembered; those of objects without history are as they are now.
    """
    plan = context.plan(object)
    remembered(plan.object)
    read(context, object, id)                        # who may not read the record may not read what it was
    then_context = replace(context, now=at, today=at.astimezone(context.zone).date())
    with context.database.read() as session:
        then = walked(context, session, plan.object, (id,), at).get(id)
        if then is None:
            raise Missing("as_of_before")
        draft, said = _draft(plan, then), PastRollups(context, session, at)
        _roll_up(draft, said)
        if plan.computed:
            PastLinks(then_context, session, said).fill(draft)
        retold(context, session, plan.object, then, at)
    equip(draft, then_context)
    compute(draft, [each for each in plan.rules.order if _moves(plan.rules, each)])
    return _always(plan, _in_order(plan, _as_written(plan, dump(plan, draft), then)))


def _always(plan: ObjectPlan, record: Record) -> Record:
    """Leave out what is there in some records only: whether in this one, today may not say of then."""
    for each, rows in ((plan, [record]), *((below, record[name]) for name, below in plan.lines.items())):
        for names, _ in each.masks:
            for row in rows:
                for name in names:
                    row.pop(name, None)
    return record


def _roll_up(draft: Draft, said: PastRollups) -> None:
    """Put what the record and its lines said of others then in the place of what they say now."""
    together: list[tuple[Rules, Sequence[Row]]] = [(draft.rules, (draft,))]
    together.extend((each.rules, draft.lines[each.field.name]) for each in draft.rules.lines)
    for rules, rows in together:
        found = said.of(rules.object, [row.id for row in rows if row.id is not None])
        for row in rows:
            row.values.update(found.get(row.id or 0, {}))


def _moves(rules: Rules, formula: Formula) -> bool:
    lines, name, _, _ = formula
    below = next((each.rules for each in rules.lines if each.field.name == lines), rules)
    return below.object.fields[name].moves


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
    record.update({field.name: form for field in plan.readable if not field.virtual and not field.moves
                   if not isinstance(form := forms.get(field.uid), dict) or record.get(field.name) is None})


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

