"""The thread that sends mails: one per process. A mail is taken for some minutes; should its sender die, another takes
it then, so that it may arrive twice, under one Message-ID, and never not at all."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from dougong.access.mail import Mail
from dougong.kernel.clock import Clock
from dougong.store.database import Database
from dougong.store.engine.mails import mails
from dougong.store.loop import Loop, Looping
from dougong.store.snapshot import moment

#: Seconds between two looks for mails.
PAUSE: Final = 1.0
#: For how long a mail is its sender's alone; sending gives up before (records.smtp).
TAKEN: Final = timedelta(minutes=3)
#: How long after each try that failed the next one comes; after the last of them none.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
FEW: Final = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Where mails go: `carry` gets the mail's number and the mail and raises OSError when it could not. One that
    `keeps` only lays them down somewhere: their texts stay to be read."""

    carry: Callable[[int, Mail], None]
    keeps: bool


class Postman(Looping):
    """Sends the mails of one database."""

    def __init__(self, database: Database, clock: Clock, carrier: Carrier) -> None:
        self._database, self._clock, self._carrier = database, clock, carrier
        self.loop = Loop("mail", lambda: self.step() > 0, PAUSE)

    def step(self) -> int:
        """Try every mail that is due and return how many there were."""
        dialect, said = self._database.dialect, mails(self._database.dialect)
        with self._database.read() as session:
            rows = session.rows(said.due, {"now": moment(dialect, self._clock.now()), "limit": FEW})
        for id, address, subject, body, tries, due in rows:
            if self._taken(id, due):
                self._send(id, Mail(address, subject, body), tries)
        return len(rows)

    def _taken(self, id: int, due: Any) -> bool:
        """Return whether the mail is ours: of several who saw it, one is first."""
        dialect = self._database.dialect
        with self._database.write(None) as session:
            found = session.affected(mails(dialect).take, {
                "this": id, "seen": due, "until": moment(dialect, self._clock.now() + TAKEN)})
            session.commit()
        return found == 1

    def _send(self, id: int, mail: Mail, tries: int) -> None:
        dialect, said = self._database.dialect, mails(self._database.dialect)
        try:
            self._carrier.carry(id, mail)
        except (OSError, ValueError) as error:         # what smtplib raises is an OSError; no address is a ValueError
            _log.warning("mail %s waits: %s", id, error)
            wait = WAITS[min(tries, len(WAITS) - 1)]
            self._database.once(said.late, {"this": id, "at": moment(dialect, self._clock.now() + wait),
                                            "error": _told(error), "most": len(WAITS) + 1})
            return
        self._database.once(said.dropped if self._carrier.keeps else said.sent,
                            {"this": id, "at": moment(dialect, self._clock.now())})


def _told(error: Exception) -> str:
    """Return what went wrong in a line; a mail server's answers have no secrets, but no end either."""
    return f"{type(error).__name__}: {error}"[:300]
