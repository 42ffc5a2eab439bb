"""Which records time would bring to a rule between two moments, as they are now: nothing is asked to happen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from dougong.catalog.model import Catalog, Object
from dougong.catalog.rule import Rule
from dougong.expressions.workdays import calendar_of
from dougong.fields.moment import INSTANT
from dougong.processes.rules.deadlines import window
from dougong.processes.rules.deck import Held, held
from dougong.processes.rules.tryable import looked_at
from dougong.records.context import Context
from dougong.records.environ import bound
from dougong.records.named import titles
from dougong.store.engine.schedules import due

#: Due times that are looked at, and records named at each.
TIMES: Final = 31
NAMED: Final = 50
#: What may lie between today and the days one asks about.
FAR: Final = timedelta(days=3_660)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A due time, or a day on which deadlines pass, and what is due then: (id, title); `more` than is named."""

    at: datetime
    records: tuple[tuple[int, str], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Foretold:
    """Due times in their order; `cut` where there are more of them than are looked at."""

    times: tuple[Due, ...]
    cut: bool


def foretold(context: Context, catalog: Catalog, rule: Rule, first: date, last: date) -> Foretold:
    """Return what a rule of `catalog` that time triggers would be asked of from the day `first` to the day `last`, in
    the company's zone: of the records as they are now, those for which it would fire. Nothing for any other rule.
    Raises as tryable.looked_at does."""
    looked_at(context, rule)
    object, each = context.catalog.objects[rule.object], held(catalog, rule)
    spans = [*islice(_spans(context, rule, first, last), TIMES + 1)]
    return Foretold(tuple(_due(context, object, each, *span) for span in spans[:TIMES]), len(spans) > TIMES)


def _spans(context: Context, rule: Rule, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """Yield for each due time the moment before which nothing is asked any more, and the due time; of a deadline, each
    day from its beginning to its end."""
    if rule.on.deadline is not None:
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            yield context.begin(day) - INSTANT, context.begin(day + _DAY) - INSTANT
    if (schedule := rule.on.schedule) is not None:
        since, end = context.begin(first) - INSTANT, context.begin(last + _DAY)
        while (at := schedule.after(since, context.zone, calendar_of(context.settings))) is not None and at < end:
            yield since, at
            since = at


def _due(context: Context, object: Object, each: Held, since: datetime, at: datetime) -> Due:
    """Return what is due by `at` that was not by `since`, judged at that time."""
    then = replace(context, now=at, today=at.astimezone(context.zone).date())
    selected = due(context.plans.ground, object, each.rule)
    given = bound(then, selected, after=0, limit=NAMED + 1, **window(then, object, each, since).params)
    with context.database.read() as session:
        ids = [id for id, in session.rows(selected.statement, given)]
    known = titles(context, object.name, ids[:NAMED])
    return Due(at if each.rule.on.schedule is not None else since + INSTANT,
               tuple((id, known.get(id, f"#{id}")) for id in ids[:NAMED]), len(ids) > NAMED)
