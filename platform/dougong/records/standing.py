"""What holds for whoever works in a company: its name on screens, its clock, calendar, settings. Read once per process
and change; each sign-in tells for nothing whether that has to be done again."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from dougong.catalog.model import Object
from dougong.catalog.setting import COMPANY, EXTRA, OURS
from dougong.expressions.env import Env
from dougong.expressions.workdays import CALENDAR, USUAL, Calendar
from dougong.records import calendars
from dougong.records.plans import Plans
from dougong.records.writing.steps import Step
from dougong.store.database import Database
from dougong.store.engine.company import Company
from dougong.store.engine.settings import CHANGED, STATE
from dougong.store.errors import Faulty
from dougong.store.query.paths import Source
from dougong.store.statements.reads import live

#: The object of the system that keeps views of lists.
VIEWS: Final = "saved_view"


@dataclass(frozen=True, slots=True)
class Standing:
    """A company, its time zone, and what holds there: what `setting("…")` reads, by name, `company` its id, and its
    working calendar; and, of all companies, the uids of the objects of whose lists somebody keeps views."""

    company: Company
    zone: ZoneInfo
    settings: Mapping[str, Any]
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Known:
    plans: Plans
    count: int
    of: Mapping[int | None, Standing]


class Standings:
    """What stands for each company, as of the last change this process has heard of."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: _Known | None = None
        self._heard = 0

    def hear(self, count: int) -> None:
        """Take note of how often settings have changed: what is known of fewer changes is read again when asked for."""
        self._heard = max(self._heard, count)

    def forget(self) -> None:
        """Read everything again when next asked: this process has changed something itself and hears of it nowhere."""
        self._known = None

    def of(self, plans: Plans, company: int | None) -> Standing:
        """Return what stands for a company, for the first one where it is not known."""
        known = self._known
        if known is None or known.plans is not plans or known.count < self._heard:
            known = self._read(plans)
        return known.of.get(company) or known.of[None]

    def _read(self, plans: Plans) -> _Known:
        with self._lock:
            known = self._known
            if known is None or known.plans is not plans or known.count < self._heard:
                self._known = known = _Known(plans, *_asked(self._database, plans, known))
            return known


def _asked(database: Database, plans: Plans, before: _Known | None) -> tuple[int, Mapping[int | None, Standing]]:
    """Return the count of changes and what stands by company: in one wait. Where tables are already those of another
    catalog, what was known stays until that one is served here."""
    whose = plans.catalog.objects.get(COMPANY)
    if whose is None:
        return 0, {None: _standing({}, {}, USUAL, alone=True)}
    held = [one for one in plans.catalog.objects.values() if EXTRA in one.extra]
    reads = [live(Source(plans.ground, one), [("id",), *((name,) for name in one.fields)]) for one in (whose, *held)]
    dated = calendars.reads(plans)
    reads += dated
    if (views := plans.catalog.objects.get(VIEWS)) is not None:
        reads.append(live(Source(plans.ground, views), [("shows",)]))
    try:
        with database.read() as session:
            (state,), *found = session.many([(STATE, ()), *((each.statement, ()) for each in reads)])
    except Faulty:
        return (before.count, before.of) if before is not None else (0, {None: _standing({}, {}, USUAL, alone=True)})
    known, *rows = [read.decode.all(given) for read, given in zip(reads, found, strict=True)]
    kept = frozenset(each["shows"] for each in (rows.pop() if views is not None else ()))
    days = calendars.calendars(*rows[len(held):]) if dated else {}
    return int(state[1]), _stood(plans, known or [{}], list(zip(held, rows[:len(held)], strict=True)), kept, days)


def _stood(plans: Plans, known: list[dict[str, Any]], held: list[tuple[Object, list[dict[str, Any]]]],
           kept: frozenset[str], days: Mapping[int, Calendar]) -> Mapping[int | None, Standing]:
    made = {each.get("id"): _standing(each, {
        name: value for one, rows in held for name, value in values(plans, one, _record(rows, each.get("id"))).items()},
        calendars.of_company(each, days), kept, alone=len(known) == 1) for each in known}
    return {None: made[known[0].get("id")], **made}


def _standing(said: Mapping[str, Any], settings: Mapping[str, Any], calendar: Calendar,
              kept: frozenset[str] = frozenset(), *, alone: bool) -> Standing:
    named = said.get("short_name") or said.get("name", "")
    company = Company(named, said.get("time_zone"), said.get("id"), alone=alone)
    ours = {f"{COMPANY}.{name}": value for name, value in said.items() if name != "id"}
    return Standing(company, company.clock_zone(), MappingProxyType(
        {**({} if company.id is None else {COMPANY: company.id}), **ours, **settings, CALENDAR: calendar}), kept)


def _record(rows: list[dict[str, Any]], company: int | None) -> Mapping[str, Any] | None:
    """Return the record of a company, or the only one."""
    return next((row for row in rows if row.get(COMPANY, company) == company), None)


def values(plans: Plans, one: Object, record: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the settings of one definition by name: those of the record, their defaults where there is none yet."""
    prefix = one.extra[EXTRA][0]["name"]
    found = defaults(plans, one) if record is None else record
    return {f"{prefix}.{name}": found.get(name) for name in one.fields if name not in OURS}


def defaults(plans: Plans, one: Object) -> dict[str, Any]:
    """Return what holds where nobody has chosen."""
    return {name: value if value is None or settle is None else settle(value)
            for name, closure, settle in plans.storage(one.name).rules.defaults if name not in OURS
            for value in (closure(Env()),)}


def _applies(one: Object) -> bool:
    return EXTRA in one.extra or one.name in (COMPANY, VIEWS, calendars.CALENDARS)


#: Tells every process that what stands has changed, with the change itself.
STEP: Final = Step("settings", "outbox", _applies, lambda work, _draft: work.session.send(CHANGED))
