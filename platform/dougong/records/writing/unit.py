"""The one writer. A change becomes a committed record or a refusal; nothing in between is ever seen."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from dougong.kernel.errors import AppError, Unavailable
from dougong.records import outage
from dougong.records.acts import archiving, assigning, erasing, merging, moving, pressing, purging, sharing
from dougong.records.advice import advise
from dougong.records.batch import Batch
from dougong.records.causes import spoken
from dougong.records.context import Context
from dougong.records.dumping import dump
from dougong.records.plans import ObjectPlan
from dougong.records.writing import flow, replay
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.outcome import Heard, Outcome, Preview
from dougong.records.writing.preview import preview
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.veil import veiled
from dougong.records.writing.violations import refusal
from dougong.records.writing.work import Work
from dougong.store.errors import Busy, CommitUnknown, Fenced, StoreError, UniqueViolation, Unmet, Violation
from dougong.store.session import Rows

#: Builds the context anew on the catalog that is current now.
Renew = Callable[[Context], Context]
Attempt = Callable[[Change, bool], Outcome]

#: Makes a change in the open transaction.
Act = Callable[[Work, ObjectPlan, Change, Batch], Draft]

ACTS: Final[Mapping[str, Act]] = {
    "create": flow.create, "update": flow.update, "archive": archiving.archive, "restore": archiving.restore,
    "erase": erasing.erase, "purge": purging.purge, "share": sharing.share, "assign": assigning.assign,
    "merge": merging.merge}
ATTEMPTS: Final = 5
#: What the loop tries again; everything else is told at once.
AGAIN: Final = (Busy, CommitUnknown, Fenced)
#: Seconds; each further attempt waits up to twice as long, by chance, so that two do not meet again.
PAUSE: Final = 0.01


class _Replayed(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class UnitOfWork:
    """Executes changes for one request. `renew` gives the context of a newer catalog when the fence says so."""

    def __init__(self, context: Context, renew: Renew | None = None) -> None:
        self.context = context
        self._renew = renew

    def apply(self, change: Change) -> Outcome:
        """Make the change last and return what came of it.

        Raises kernel.errors only: Refused with every fault at once, Conflict, Stale, Required, Denied, Missing;
        Unavailable when the database stayed busy, or when it went away at commit and no key can tell what happened.
        """
        return self._stubborn(change, self._committed)

    def dry_run(self, change: Change) -> Outcome:
        """Do everything and roll it back: what would be refused is, and the outcome is what it would be."""
        return self._stubborn(replace(change, key=None), self._undone)

    def preview(self, change: Change) -> Preview:
        """Run the pure half on the record as it is now, without a lock, and say how every field stands."""
        return preview(self.context, change)

    def _stubborn(self, change: Change, attempt: Attempt) -> Outcome:
        """Run the whole command again while the database is busy, and on the newer catalog when that moved on: each
        move was somebody's apply, and several may follow each other."""
        careful = False
        for count in range(ATTEMPTS):
            try:
                return attempt(change, careful)
            except Busy:
                pause(count)
            except _Race:
                careful = True                    # ask whether it was done before, and where links lead
            except CommitUnknown as unknown:
                if change.key is None:
                    raise Unavailable("commit_unknown") from unknown
                careful = True
            except Fenced as fenced:
                self.context = caught_up(self.context, self._renew, fenced)
        raise Unavailable

    def _committed(self, change: Change, careful: bool) -> Outcome:  # noqa: FBT001 - the retry's memory
        context = self.context
        with context.database.write(context.catalog.number) as session:
            work = Work(context, session, trusting=not careful)
            try:
                outcome = perform(work, change, careful=careful)
                flush(work)
                session.commit((replay.kept(context, change, outcome),) if change.key else ())
            except _Replayed as replayed:
                return replayed.outcome
            except AppError as error:
                if careful or not (work.trusted or (change.key and change.verb == "create")):
                    raise
                raise _Race from error             # what was not asked may refuse, too, or say it was done before
            except StoreError as error:
                raise _told(work, change, error, careful=careful) from error
            return outcome

    def _undone(self, change: Change, careful: bool) -> Outcome:  # noqa: FBT001 - as its sister
        context = self.context
        with context.database.write(context.catalog.number) as session:
            work = Work(context, session, lasting=False)
            try:
                if context.plans.engine.hurry is not None:
                    session.send(context.plans.engine.hurry)
                outcome = perform(work, change, careful=False)
                flush(work)
                session.many(())                       # what was sent has to be tried before it is undone
            except StoreError as error:
                raise _told(work, change, error, careful=True) from error
            return outcome


def act_of(change: Change) -> Act:
    """Return what makes a change."""
    if change.button:
        return pressing.press
    return moving.move if change.transition else ACTS[change.verb]


def pause(count: int) -> None:
    """Wait before another attempt, after `count` of them: by chance, so that two who met do not meet again."""
    time.sleep(random.uniform(0, PAUSE * 2 ** count))  # noqa: S311 - spreads retries, guards nothing


def caught_up(context: Context, renew: Renew | None, fenced: Fenced) -> Context:
    """Return the context on the catalog the database has now; raises Unavailable where that cannot be had here."""
    found = context if renew is None else renew(context)
    if found.catalog.number <= context.catalog.number:
        raise Unavailable("catalog_moved") from fenced
    return found


def told(work: Work, error: StoreError) -> AppError:
    """Return what a store's error is to the user; raises it again when the whole has to be tried anew."""
    if isinstance(error, Violation):
        return refusal(work, error)
    found = None if isinstance(error, AGAIN) else outage.told(error)
    if found is None:
        raise error
    return found


def perform(work: Work, change: Change, *, careful: bool) -> Outcome:
    """Make the change and everything it asks for, in the open transaction, and return the outcome before commit.

    With a key the first wait asks whether it was done before. A plain create has no first wait: it relies on the key's
    own constraint, and comes back `careful` when that says no.
    """
    context, batch = work.context, Batch()
    plan = context.plan(change.object)
    if change.key is not None:
        look = batch.ask if careful else batch.ride
        look(*replay.asked(context, change), _replaying(change))
    draft = act_of(change)(work, plan, change, batch)
    if not work.lasting:
        advise(context, draft)
    outcome = Outcome(record=dump(plan, draft), id=draft.id or 0, version=draft.values["version"],
                      created=change.verb == "create", keys=draft.keys(),
                      warnings=tuple(veiled(plan, draft.warnings)))
    heard = [*_heard(work, draft)]
    for again in drain(work):
        heard += _heard(work, again)
        if again.id == outcome.id and again.rules.object is plan.object:
            outcome = replace(outcome, record=dump(plan, again), version=again.values["version"])
    return replace(outcome, heard=tuple(heard)) if heard else outcome


def _heard(work: Work, draft: Draft) -> Iterator[Heard]:
    """Yield what rules made of a change that is not to last, where any were asked."""
    if not work.lasting and draft.told is not None:
        yield Heard(draft.rules.object.name, draft.id or 0, draft.values["version"], " → ".join(work.chain), draft.told)


def drain(work: Work) -> Iterator[Draft]:
    """Make what steps asked for, and what follows from that; yield what came of each. A refusal is the whole command's
    and shows what led to it."""
    while work.requested:
        requested = work.requested.popleft()
        change, work.chain, work.context = requested.change, requested.chain, requested.context or work.person
        try:
            yield act_of(change)(work, work.context.plan(change.object), change, Batch())
        except AppError as error:
            error.params.setdefault("chain", spoken(work.context.catalog, " → ".join(requested.chain)))
            raise
    work.chain, work.context = (), work.person


def _replaying(change: Change) -> Callable[[Rows], None]:
    def take(rows: Rows) -> None:
        outcome = replay.found(change, rows)
        if outcome is not None:
            raise _Replayed(outcome)
    return take


class _Race(Exception):
    """What was not asked has to be asked after all."""


def _told(work: Work, change: Change, error: StoreError, *, careful: bool) -> Exception:
    """Return what a store's error is to the user, or to the loop that tries again."""
    if not careful and (isinstance(error, Unmet) or (isinstance(error, UniqueViolation) and change.key is not None)):
        return _Race()
    if isinstance(error, Violation):
        return refusal(work, error)
    if isinstance(error, AGAIN):
        return error
    return outage.told(error) or error
