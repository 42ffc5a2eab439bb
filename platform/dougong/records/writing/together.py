"""Many changes in one transaction: all of them, or none and the refusal of the first that cannot be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from dougong.kernel.errors import AppError, Unavailable
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.writing import replay
from dougong.records.writing.change import Change
from dougong.records.writing.many import Made, step
from dougong.records.writing.outcome import Outcome
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.unit import ATTEMPTS, Renew, caught_up, pause, perform, told
from dougong.records.writing.work import Work
from dougong.store.errors import Busy, CommitUnknown, Fenced, StoreError, UniqueViolation, Violation
from dougong.store.session import Rows, Writer

Done = TypeVar("Done")


class RefusedRow(Exception):
    """Nothing was done because the change at place `at` (from 0) was refused; `because` says why."""

    def __init__(self, at: int, because: AppError) -> None:
        super().__init__(at, because)
        self.at = at
        self.because = because


def apply_together(context: Context, renew: Renew, changes: Sequence[Change]) -> list[Outcome]:
    """Make all the changes last in one transaction and return what came of each; done before by their keys, they are
    not done again. Raises RefusedRow for the first that is refused, Unavailable as UnitOfWork.apply does."""
    return _stubborn(context, renew, partial(_once, changes=changes), keyed=changes[0].key is not None)


def create_together(context: Context, renew: Renew, changes: Sequence[Change]) -> int:
    """Make new records, none of which names another of them, all in one transaction and with few statements; return how
    many. Raises as apply_together does: where it is not known whose fault it is, they are tried one by one."""
    try:
        return len(_stubborn(context, renew, partial(_at_once, changes=changes), keyed=changes[0].key is not None))
    except _Somewhere:
        return len(apply_together(context, renew, changes))


def act_together(context: Context, renew: Renew, act: Callable[[Work], Done]) -> Done:
    """Return what `act` returns, once everything it made (by `made`) or sent has become lasting in one transaction.
    Raises as `act` does, then nothing was done; Unavailable as UnitOfWork.apply does."""
    def once(now: Context) -> Done:
        with now.database.write(now.catalog.number) as session:
            work = Work(now, session)
            done = act(work)
            flush(work)
            session.commit()
            return done
    return _stubborn(context, renew, once, keyed=False)


def made(work: Work, change: Change) -> Outcome:
    """Make one of several changes in the open transaction of `work`; raises why it cannot be."""
    work.chain = ()
    try:
        outcome = perform(work, replace(change, key=None), careful=False)
        work.session.many(())                          # what was sent is tried now, so that it is this one's fault
    except StoreError as error:
        raise told(work, error) from error
    return outcome


class _Somewhere(Exception):
    """One of many changes was refused, and nobody knows which."""


def _at_once(context: Context, changes: Sequence[Change]) -> list[Made]:
    with context.database.write(context.catalog.number) as session:
        work = Work(context, session)
        try:
            rows = step(work, changes)
            for at, each in enumerate(rows):
                if each.error is not None:
                    raise RefusedRow(at, each.error)
            flush(work)
            session.commit()
        except (AppError, Violation) as error:
            raise _Somewhere from error
        return rows


def _stubborn(context: Context, renew: Renew, once: Callable[[Context], Done], *, keyed: bool) -> Done:
    for count in range(ATTEMPTS):
        try:
            return once(context)
        except (Busy, UniqueViolation):                # the key of a twin that was quicker is the only unique left
            pause(count)
        except CommitUnknown as unknown:
            if not keyed:
                raise Unavailable("commit_unknown") from unknown
        except Fenced as fenced:
            context = caught_up(context, renew, fenced)
    raise Unavailable


def _once(context: Context, changes: Sequence[Change]) -> list[Outcome]:
    with context.database.write(context.catalog.number) as session:
        done = _done(context, session, changes)
        if done:
            return done
        work = Work(context, session)
        outcomes = [_row(work, at, change) for at, change in enumerate(changes)]
        flush(work)
        session.commit([replay.kept(context, change, outcome)
                        for change, outcome in zip(changes, outcomes, strict=True) if change.key])
        return outcomes


def _done(context: Context, session: Writer, changes: Sequence[Change]) -> list[Outcome]:
    """Return what came of the changes when they were done before under the same keys; one wait, none without keys."""
    found: list[Outcome] = []
    batch = Batch()
    for change in changes:
        if change.key is not None:
            batch.ask(*replay.asked(context, change), partial(_replayed, change, found))
    batch.run(session)
    return found if len(found) == len(changes) else []


def _replayed(change: Change, found: list[Outcome], rows: Rows) -> None:
    outcome = replay.found(change, rows)
    if outcome is not None:
        found.append(outcome)


def _row(work: Work, at: int, change: Change) -> Outcome:
    try:
        return made(work, change)
    except AppError as error:
        raise RefusedRow(at, error) from error
