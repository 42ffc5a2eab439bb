"""Rules that time triggers: each due time is one process's alone, and each record is done once, whoever dies."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.processes.rules.case import Case
from dougong.processes.rules.deadlines import Window, next_due, window
from dougong.processes.rules.deck import Held, deck_of
from dougong.processes.rules.holding import live
from dougong.processes.rules.step import due as asked
from dougong.records.context import Context
from dougong.records.environ import bound
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.unit import drain
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work
from dougong.store.engine.schedules import Schedules, due, schedules
from dougong.store.errors import Busy, Fenced, StoreError
from dougong.store.loop import Loop, Looping
from dougong.store.snapshot import moment, when

#: Seconds between two looks of a process.
PAUSE: Final = 5.0
#: A due time not heard of for so long was left by a process that died.
LOST: Final = timedelta(minutes=2)
#: Records asked for at a time: with a deadline all that are due are looked up for each portion.
PORTION: Final = 1000
#: Characters kept of why a record was left out.
LONGEST: Final = 300

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Stand:
    """How far a rule is: the last due time that is over, the one at hand, the last record done of it, and how far its
    deadlines have passed."""

    since: datetime
    due: datetime | None
    after: int
    seen_at: datetime
    reach: str = ""


class Timed(Looping):
    """The rules of one process's database that time triggers."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._said: Schedules = schedules(runtime.database.dialect)
        self.loop = Loop("schedules", self.step, PAUSE)

    def step(self) -> bool:
        """Do what is due until nothing is; return whether there was anything. No rules, no question."""
        catalog = self._runtime.live.catalog
        if not any(rule.on.timed for one in catalog.objects.values() for rule in one.rules):
            return False
        done = False
        try:
            while [each for each in self._rules() if self._one(*each)]:
                done = True
        except (Busy, Fenced) as error:
            _log.info("schedules wait: %s", error)
        return done

    def _rules(self) -> Iterator[tuple[Context, Object, Held, _Stand | None]]:
        runtime = self._runtime
        context = runtime.machine("rule", "schedule")
        dialect = runtime.database.dialect
        with runtime.database.read() as session:
            rows = session.rows(self._said.read)
        stands = {uid: _Stand(when(dialect, since), at and when(dialect, at), after, when(dialect, seen), reach or "")
                  for uid, since, at, after, seen, reach in rows}
        for one in context.catalog.objects.values():
            for held in deck_of(context.plans, one).timed if one.rules else ():
                yield context, one, held, stands.get(held.rule.uid)

    def _one(self, context: Context, object: Object, held: Held, stand: _Stand | None) -> bool:
        """Do the next due time of a rule, if it is this process's; return whether it was. A rule that is new begins
        with what comes after now."""
        uid, now = held.rule.uid, context.now
        if stand is None:
            self._moved(self._said.begin, rule_uid=uid, now=now)
            return False
        if stand.due is not None:
            mine = stand.seen_at <= now - LOST and self._moved(
                self._said.take, uid=uid, this=stand.due, seen=stand.seen_at, now=now)
            at, after = stand.due, stand.after
        else:
            found = next_due(context, object, held, stand.since)
            mine = found is not None and self._moved(self._said.claim, uid=uid, last=stand.since, this=found, now=now)
            at, after = found or now, 0
        if mine:
            self._all(replace(context, now=at, today=at.astimezone(context.zone).date()), object, held,
                      replace(stand, due=at, after=after))
        return mine

    def _all(self, context: Context, object: Object, held: Held, stand: _Stand) -> None:
        """Ask the rule of every record that is due, each in a transaction of its own that says how far it is."""
        after, passed = stand.after, window(context, object, held, stand.since, stand.reach)
        while ids := self._due(context, object, held, passed, after):
            for id in ids:
                if not self._record(context, object, held, after, id):
                    return                              # another has taken it up
                after = id
        self._moved(self._said.end, uid=held.rule.uid, this=context.now, now=self._runtime.clock.now(),
                    reach=passed.reach or None)

    def _due(self, context: Context, object: Object, held: Held, passed: Window, after: int) -> list[int]:
        rule, plans = held.rule, context.plans
        selected = plans.once(("due", rule.uid), lambda: due(plans.ground, object, rule))
        given = bound(context, selected, after=after, limit=PORTION, **passed.params)
        with self._runtime.database.read() as session:
            return [id for id, in session.rows(selected.statement, given)]

    def _record(self, context: Context, object: Object, held: Held, after: int, id: int) -> bool:
        """Let the rule fire for one record, and return whether it was this process's to do. One it cannot be done with
        is left out and noted: no other waits for it."""
        told = {"uid": held.rule.uid, "this": context.now, "before": after, "upto": id,
                "now": self._runtime.clock.now()}
        try:
            with context.database.write(context.catalog.number) as session:
                work = Work(context, session)
                _fire(work, object, held, id)
                flush(work)
                mine = session.affected(self._said.onward, self._stored(told)) == 1
                if mine:
                    session.commit()
                return mine
        except (AppError, StoreError) as error:
            if isinstance(error, Busy | Fenced):
                raise
            why = f"{object.name}/{id}: {say(error.code, 'en') if isinstance(error, AppError) else error}"[:LONGEST]
            _log.warning("rule %s leaves out %s", held.rule.name, why)
            return self._moved(self._said.fail, told=why, **told)

    def _moved(self, statement: Any, **params: Any) -> bool:
        with self._runtime.database.write(None) as session:
            moved = session.affected(statement, self._stored(params)) == 1
            session.commit()
        return moved

    def _stored(self, params: dict[str, Any]) -> dict[str, Any]:
        dialect = self._runtime.database.dialect
        return {name: moment(dialect, value) if isinstance(value, datetime) else value
                for name, value in params.items()}


def _fire(work: Work, object: Object, held: Held, id: int) -> None:
    """Ask the rule of the record as it is now, held; who owns it is who acts, and may do everything."""
    context = work.context
    plan = context.plan(object.parent or object.name)
    found = live(work, plan.object.name, id if object.parent is None else _holder(work, object, id))
    if found is None:
        return
    owner = found.old["owner"]
    work.context = work.person = replace(context, actor=replace(context.actor, id=owner, me={"id": owner}))
    draft = unchanged(work, plan, Change(object=plan.object.name, verb="update", id=found.old["id"]), found)
    rows = [draft] if object.parent is None else draft.lines[object.parent_field or ""]
    for row in rows:
        if row.id == id:
            asked(work, held, Case(draft, row, "" if row is draft else object.parent_field or ""))
    for _ in drain(work):
        pass


def _holder(work: Work, object: Object, id: int) -> int | None:
    """Return the id of the record that holds a line; None where the line is gone."""
    read = work.context.plans.storage(object.name).whole
    rows = work.session.rows(read.statement, bound(work.context, read, id=id))
    return read.decode.one(rows[0])["parent"] if rows else None
