"""The default of a field that became required, given to the records that were there before: batch by batch, while
others write; what was given stays given, so a kill costs nothing but the batch it met."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Expression, Field, Object
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError
from dougong.fields.refusals import Unclear
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.upkeep import recompute
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.found import ask
from dougong.records.writing.reads import reading
from dougong.records.writing.rules import Default, Demand
from dougong.records.writing.work import Work
from dougong.store.statements.default import Giving, giving, stored

#: Records given a constant in one transaction, and those whose default has to be computed one by one.
BATCH: Final = 5_000
COMPUTED: Final = 200

#: Called after each batch: says that the work goes on.
Sign = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Giving:
    context: Context
    one: Object
    field: Field
    statements: Giving

    def lacking(self, after: int, limit: int) -> list[int]:
        """Return the ids of the next records (of lines: their owners) that lack the value."""
        with self.context.database.read() as session:
            rows = session.rows(self.statements.lacking, {"after": after, "limit": limit})
        return [int(id) for id, in rows]


def give(context: Context, uid: str, sign: Sign) -> int:
    """Give the field with this uid its default wherever it is required, visible and without a value, the bin included;
    return how many records (owners, for a field of lines) were looked at. Version, updated_at and history stay: nobody
    changed these records. Raises Fenced when another catalog comes into force meanwhile.
    """
    found = next(((one, each) for one in context.catalog.objects.values()
                  for each in one.fields.values() if each.uid == uid), None)
    if found is None or found[1].default is None or not found[1].stored:
        return 0                                     # it went meanwhile, and what it asked for went with it
    one, field = found
    this = _Giving(context, one, field, giving(context.plans.ground, one, field))
    return _at_once(this, sign) if _plain(context, one, field) else _one_by_one(this, sign)


def _plain(context: Context, one: Object, field: Field) -> bool:
    """Return whether the value is the same for all, and nothing is computed or found by it that is kept."""
    default = field.default
    if default is None or default.checked.paths or default.checked.uses or default.checked.rows:
        return False
    read = any(field.name in reading(one, each.formula) for each in one.fields.values()
               if each.formula is not None and not each.virtual)
    owner = context.catalog.objects.get(one.parent or "")
    gathered = owner is not None and any(each.formula is not None and not each.virtual
                                         for each in owner.fields.values())
    rolled = any(each.rollup is not None and each.rollup.of == one.name and not each.virtual
                 for other in context.catalog.objects.values() for each in other.fields.values())
    return field.required is True and field.visible is None and not (field.search or read or gathered or rolled) \
        and ("field", field.name) not in one.title


def _at_once(this: _Giving, sign: Sign) -> int:
    context, field = this.context, this.field
    if not isinstance(field.default, Expression):
        return 0
    settle, value = field.type.settle(field), closure(field.default.checked)(Env())
    value = stored(context.catalog, context.plans.ground, field, value if settle is None else settle(value))
    count, after = 0, 0
    while ids := this.lacking(after, BATCH):
        with context.database.write(context.catalog.number) as session:
            session.send(this.statements.give, {"after": after, "until": ids[-1], "value": value})
            session.commit()
        count, after = count + len(ids), ids[-1]
        sign()
    return count


def _one_by_one(this: _Giving, sign: Sign) -> int:
    context = this.context
    plan = context.plan(this.one.parent or this.one.name)
    count, after = 0, 0
    while ids := this.lacking(after, COMPUTED):
        with context.database.write(context.catalog.number) as session:
            batch = Batch()
            found = [ask(context, batch, plan, id, "change") for id in ids]
            batch.run(session)
            work = Work(context, session)
            for each in found:
                if each:
                    _settle(work, recompute.computed(context, plan, each), this)
            session.commit()
        count, after = count + len(ids), ids[-1]
        sign()
    return count


def _settle(work: Work, draft: Draft, this: _Giving) -> None:
    """Give the record, or its lines, the default, and write what follows from it."""
    rows = draft.lines.get(this.one.parent_field or "", []) if this.one.parent is not None else [draft]
    given = [row for row in rows if row.values.get(this.field.name) is None and _give(row, this.field)]
    if given:
        recompute.settle(work, draft)


def _give(row: Row, field: Field) -> bool:
    default: Default | None = next((each for each in (*row.rules.defaults, *row.rules.late_defaults)
                                    if each[0] == field.name), None)
    demand: Demand | None = next((each for each in row.rules.required if each.name == field.name), None)
    if default is None or demand is None or not _wanted(row, field, demand):
        return False
    _, make, settle = default
    try:
        value: Any = make(row.env)
        row.values[field.name] = value if value is None or settle is None else settle(value)
    except (ExpressionError, Unclear):
        return False                                 # a number too large: the record goes on lacking, and is counted
    return row.values[field.name] is not None


def _wanted(row: Row, field: Field, demand: Demand) -> bool:
    shown = all(bool(visible(row.env)) for each, visible in row.rules.visible if each.name == field.name)
    return shown and (demand.condition is None or bool(demand.condition(row.env)))
