"""A portion of many changes in one transaction, each with its own verdict: what is refused takes no other with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dougong.catalog.quiet import uncollected
from dougong.kernel.errors import AppError, Refused, Unavailable
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.writing import flow
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.unit import ATTEMPTS, Renew, act_of, caught_up, drain, pause, told
from dougong.records.writing.veil import veiled
from dougong.records.writing.work import Work
from dougong.store.errors import Busy, CommitUnknown, Fenced, StoreError
from dougong.store.session import Order, Writer


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one change: the draft that was written (its `old` is the record as it was), or why it was not;
    `version` is the one the record has in the end, where rules went on with it in the same transaction."""

    draft: Draft | None
    error: AppError | None = None
    version: int | None = None


#: Gives, for what came of a portion, the condition it stands on (an update that has to meet a row, or the portion was
#: made before) and what else is to be written with it.
Beside = Callable[[Sequence[Made]], tuple[Order, Sequence[Order]]]
#: By object and id, the version records have after what steps asked for.
Ended = dict[tuple[str, int], int]
#: What is asked for of each: a change, or what refused it before it was one.
Asked = Sequence[Change | AppError]


class Overtaken(Exception):
    """The portion's condition did not hold: someone else has made it, or it is no longer to be made."""


@dataclass(frozen=True, slots=True)
class Many:
    """Makes portions of changes in the name of one context. `keep` false only tries: everything is rolled back."""

    context: Context
    renew: Renew
    keep: bool = True

    def make(self, changes: Asked, beside: Callable[[int, int], Beside]) -> list[Made]:
        """Return what came of each change. `beside(start, end)` is asked for each part of the portion that became a
        transaction of its own: where the database refuses something, the portion is halved until it is known what.

        Raises Overtaken; Unavailable as UnitOfWork.apply does.
        """
        return self._part(changes, 0, len(changes), beside)

    def _part(self, changes: Asked, start: int, end: int, beside: Callable[[int, int], Beside]) -> list[Made]:
        try:
            with uncollected():                    # all of a portion stays until it is written: nothing to collect
                return self._stubborn(changes[start:end], beside(start, end))
        except _Undone as undone:
            if end - start == 1:
                return self._refused(undone.because, beside(start, end))
            middle = (start + end) // 2
            return [*self._part(changes, start, middle, beside), *self._part(changes, middle, end, beside)]

    def _refused(self, because: AppError, beside: Beside) -> list[Made]:
        """Write down that the one change of a portion was refused."""
        found = [Made(None, because)]
        with self.context.database.write(self.context.catalog.number) as session:
            self._end(session, self._tried(session, found, beside))
        return found

    def _stubborn(self, changes: Asked, beside: Beside) -> list[Made]:
        many = self
        for count in range(ATTEMPTS):
            try:
                return many._once(changes, beside)
            except Busy:
                pause(count)
            except CommitUnknown:
                continue                                # made before, its condition does not hold any more
            except Fenced as fenced:
                many = replace(many, context=caught_up(many.context, many.renew, fenced))
        raise Unavailable

    def _once(self, changes: Asked, beside: Beside) -> list[Made]:
        with self.context.database.write(self.context.catalog.number) as session:
            work = Work(self.context, session)
            try:
                found = step(work, changes)
                flush(work)
                session.push()
                orders = self._tried(session, found, beside)
            except AppError as error:
                raise _Undone(error) from error
            except StoreError as error:
                raise _Undone(told(work, error)) from error
            self._end(session, orders)
        return found

    def _tried(self, session: Writer, found: Sequence[Made], beside: Beside) -> Sequence[Order]:
        """Wait until all that was sent has been tried, its faults are this portion's, and return what goes with it.
        What is written beside is made ready while the database works."""
        if not self.keep:
            session.many(())
            return ()
        condition, orders = beside(found)
        if session.affected(*condition) != 1:
            raise Overtaken
        return orders

    def _end(self, session: Writer, orders: Sequence[Order]) -> None:
        if self.keep:
            session.commit(orders)


class _Undone(Exception):
    def __init__(self, because: AppError) -> None:
        super().__init__(because)
        self.because = because


def step(work: Work, changes: Asked) -> list[Made]:
    """Make changes in an open transaction: new records of one object together, all else one by one. What is refused
    already stays so.

    Raises what was refused after something of it had been sent; then nothing of the portion may last.
    """
    found: list[Made | None] = [None] * len(changes)
    ended: Ended = {}
    new = [(at, change) for at, change in enumerate(changes) if isinstance(change, Change) and change.verb == "create"]
    for object in sorted({change.object for _, change in new}):
        same = [(at, change) for at, change in new if change.object == object]
        plan = work.context.plan(object)
        made = flow.create_many(work, plan, [change for _, change in same])
        for (at, _), draft in zip(same, made, strict=True):
            found[at] = Made(None, Refused(errors=veiled(plan, draft.errors))) if draft.errors else Made(draft)
        _follow(work, ended)
    for at, change in enumerate(changes):
        if isinstance(change, AppError):
            found[at] = Made(None, change)
        elif change.verb != "create":
            found[at] = _one(work, change, ended)
    return [_in_the_end(each, ended) for each in found if each is not None]


def _one(work: Work, change: Change, ended: Ended) -> Made:
    """Make one change; a refusal before anything was sent is its own alone."""
    written = len(work.objects)
    try:
        made = Made(act_of(change)(work, work.context.plan(change.object), change, Batch()))
        _follow(work, ended)
    except AppError as error:
        if len(work.objects) != written:
            raise
        return Made(None, error)
    return made


def _follow(work: Work, ended: Ended) -> None:
    """Make what steps asked for, and note which version each record has then."""
    for draft in drain(work):
        if draft.id is not None:
            ended[draft.rules.object.name, draft.id] = draft.values["version"]


def _in_the_end(made: Made, ended: Ended) -> Made:
    draft = made.draft
    if not ended or draft is None or draft.id is None:
        return made
    later = ended.get((draft.rules.object.name, draft.id), 0)
    return replace(made, version=later) if later > draft.values["version"] else made
