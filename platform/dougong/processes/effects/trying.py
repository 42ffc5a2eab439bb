"""What a worker tries, and what writes down how each went: together, in the transaction that takes more."""

import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from dougong.processes.effects.kinds import Effect, Failed, Hopeless, Row, Unreached
from dougong.records.runtime import Runtime
from dougong.store.engine.effects import EffectStatements
from dougong.store.session import Order
from dougong.store.snapshot import moment
from dougong.store.statements.forms import listed

#: How long after each try that failed the next one comes, give or take a fifth; after the last of them none.
WAITS: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 43200))
MOST: Final = len(WAITS) + 1
#: Characters kept of what went wrong.
LONGEST: Final = 300

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tries:
    """What worker `by` has tried and not written down yet. What is done, and what goes back untried, are written as
    many at once."""

    runtime: Runtime
    kinds: Mapping[str, Effect]
    said: EffectStatements
    by: str
    done: list[int] = field(default_factory=list)
    emptied: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    others: list[Order] = field(default_factory=list)

    def orders(self) -> list[Order]:
        """Return what writes all of it down."""
        dialect = self.runtime.database.dialect
        many = [(statement, {"these": listed(ids, dialect), "by": self.by, **when}) for statement, ids, when in (
            (self.said.done, self.done, {"at": moment_of(self.runtime)}),
            (self.said.emptied, self.emptied, {"at": moment_of(self.runtime)}),
            (self.said.back, self.back, {"due": moment_of(self.runtime)})) if ids]
        return [*many, *self.others]

    def make(self, row: Row) -> None:
        """Make an effect happen, and note how that went."""
        if row.tries > MOST:
            return self._dead(row, "those who tried it died of it")
        kind = self.kinds[row.kind]
        try:
            kind.run(self.runtime, row)
        except Hopeless as error:
            return self._dead(row, str(error))
        except Unreached as error:
            due = self._late(row, error)
            return self.runtime.database.once(self.said.rest, {"this_target": row.target, "due": due})
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this effect's fault and no other's
            self._late(row, error)
            return None
        return (self.emptied if kind.secret else self.done).append(row.id)

    def _late(self, row: Row, error: Exception) -> Any:
        """Note that an effect is to be tried again, and return when."""
        wait = WAITS[min(row.tries, len(WAITS)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries
        _log.warning("effect %s (%s) waits %s: %s", row.id, row.kind, wait, _told(error))
        due = moment_of(self.runtime, wait)
        self.others.append((self.said.late, {**self._mine(row), "due": due, "error": _told(error), "most": MOST}))
        return due

    def _dead(self, row: Row, why: str) -> None:
        _log.warning("effect %s (%s) is given up: %s", row.id, row.kind, why)
        self.others.append((self.said.dead, {**self._mine(row), "error": why[:LONGEST]}))

    def _mine(self, row: Row) -> dict[str, Any]:
        return {"this": row.id, "by": self.by, "at": moment_of(self.runtime)}


def moment_of(runtime: Runtime, later: timedelta = timedelta()) -> Any:
    """Return the moment that is so much later than now, as the database binds it."""
    return moment(runtime.database.dialect, runtime.clock.now() + later)


def _told(error: Exception) -> str:
    """Return what went wrong in a line."""
    return (str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}")[:LONGEST]
