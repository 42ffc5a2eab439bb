"""What a database can say no with, in our words: no driver's error leaves the store."""

from collections.abc import Sequence

from dougong.kernel.messages import Said
from dougong.kernel.saying import spoken


class StoreError(Exception):
    """Root of what the store raises; the message is for logs, never for people."""


class Violation(StoreError):
    """A constraint refused a row. `constraint` and `table` are their names, or None where the database does not
    tell (SQLite names no foreign key; keys of the engine's tables are named by the database)."""

    def __init__(self, constraint: str | None, detail: str = "", table: str | None = None) -> None:
        self.constraint, self.table = constraint, table
        super().__init__(detail or constraint or "unnamed constraint")


class UniqueViolation(Violation):
    """Another row already has these values; `constraint` names the unique index."""


class ForeignKeyViolation(Violation):
    """The row pointed to is not there, or rows still point to the one being removed."""


class CheckViolation(Violation):
    """A check or not-null constraint refused the row."""


class Busy(StoreError):
    """Serialization, deadlock, lock time-out, SQLITE_BUSY: nothing was written; run the whole command again."""


class Lost(Busy):
    """The connection went away before COMMIT was sent: nothing was written, another connection may do better."""


class CommitUnknown(StoreError):
    """The connection went away between sending COMMIT and its answer: only an idempotency key makes a retry safe."""


class Fenced(StoreError):
    """The catalog number is no longer the one the write was planned on: catch up, plan again. `found` if known."""

    def __init__(self, planned: int, found: int | None = None) -> None:
        self.planned, self.found = planned, found
        super().__init__(f"planned on catalog {planned}, the database has {'another' if found is None else found}")


class Unmet(StoreError):
    """What the write took for granted (a link's target that is there and live) is not so: ask, and say which."""


class Overflow(StoreError):
    """A value does not fit its column: too many digits, a text the database cannot hold."""


class Slow(StoreError):
    """The statement was stopped after its time (15 s)."""


class Full(StoreError):
    """No room left on the disk; nothing was written."""


class Unreadable(StoreError):
    """The database's files cannot be read or written: the disk fails, a folder or its rights are gone. Nothing was
    written."""


class Faulty(StoreError):
    """The statement itself is wrong or not allowed: our fault, or the database was altered by hand."""


class Denied(Faulty):
    """The account may not do this: mostly one that serves, asked to change a table without the one that may."""


class Unsafe(StoreError):
    """The database is set up so that it can lose what it acknowledged; `faults` say what and the cure."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Unindexable(StoreError):
    """A unique's `where` says what no index can keep: who asks, when, or more than its own row."""


class StalePlan(StoreError):
    """The plan was made for another catalog number or another shape of the database: plan again."""


class RefusedPlan(StoreError):
    """The plan holds steps that cannot be carried out, or that nobody agreed to; `steps` say which."""

    def __init__(self, steps: Sequence[Said]) -> None:
        self.steps = tuple(steps)
        super().__init__("\n".join(spoken(each, "en") for each in steps))
