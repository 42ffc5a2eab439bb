"""When the deadlines of a rule pass: the next time to look, and between which values of the field they passed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from dougong.catalog.model import Field, Object
from dougong.catalog.rule import Deadline
from dougong.expressions.workdays import calendar_of
from dougong.fields.moment import INSTANT
from dougong.kernel.kinds import Kind
from dougong.processes.rules.deck import Held
from dougong.records.context import Context
from dougong.store.expression.values import raw

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The values of a deadline's field that have passed: those after `low` and up to `high` (None: none). `reach`
    says how far that is, "" where the time alone tells: in working days it is another when the calendar is changed.
    """

    low: Any = None
    high: Any = None
    reach: str = ""

    @property
    def params(self) -> dict[str, Any]:
        """Return what the statement that asks for the records binds."""
        return {} if self.high is None else {"low": self.low, "high": self.high}


def next_due(context: Context, object: Object, held: Held, since: datetime) -> datetime | None:
    """Return the next due time after `since` that has come; None where none has. Days pass as they begin."""
    schedule, deadline = held.rule.on.schedule, held.rule.on.deadline
    if schedule is not None:
        found = schedule.after(since, context.zone, calendar_of(context.settings))
        return found if found is not None and found <= context.now else None
    daily = deadline is not None and (deadline.workdays or _field(object, deadline).type.kind is Kind.DATE)
    passes = context.begin(context.today) if daily else context.now.replace(second=0, microsecond=0)
    return passes if passes > since else None


def window(context: Context, object: Object, held: Held, since: datetime, reach: str = "") -> Window:
    """Return what of a rule's deadline has passed since. `reach` is what was told of that before."""
    deadline = held.rule.on.deadline
    if deadline is None:
        return Window()
    field = _field(object, deadline)
    dialect, kind = context.database.dialect, field.type.kind
    if deadline.workdays:
        return _worked(context, field, deadline, since, reach)
    values: list[Any] = [since, context.now]
    if kind is Kind.DATE:
        values = [each.astimezone(context.zone).date() for each in values]
    first, last = (raw(each - deadline.later, kind, dialect) for each in values)
    return Window(first, last)


def _worked(context: Context, field: Field, deadline: Deadline, since: datetime, reach: str) -> Window:
    """Whatever becomes of the calendar meanwhile: what has passed does not pass again, and nothing is left out."""
    calendar, zone = calendar_of(context.settings), context.zone
    named, _, day = reach.rpartition("/")
    low = date.fromisoformat(day) if named == field.uid else calendar.latest(
        since.astimezone(zone).date(), deadline.workdays)
    high = calendar.latest(context.now.astimezone(zone).date(), deadline.workdays)
    if low is None or high is None:
        low = high = date.min
    ends: list[Any] = [low, max(low, high)]
    said = f"{field.uid}/{ends[1]}" if ends[1] > date.min else reach
    if field.type.kind is Kind.MOMENT:
        ends = [context.begin(each + _DAY) - INSTANT for each in ends]
    first, last = (raw(each, field.type.kind, context.database.dialect) for each in ends)
    return Window(first, last, said)


def _field(object: Object, deadline: Deadline) -> Field:
    return object.fields.get(deadline.field) or object.system[deadline.field]
