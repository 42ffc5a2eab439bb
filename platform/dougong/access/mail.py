"""Mails: written in the transaction of what causes them, so that one is sent if and only if that happened; the servers
send them afterwards, at least once (records.posting)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dougong.fields.base import Dialect
from dougong.kernel.clock import Clock
from dougong.store.database import Database
from dougong.store.engine.mails import mails
from dougong.store.session import Order
from dougong.store.snapshot import moment, when

#: Mails the page for administrators shows.
SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """A plain text to one address. The subject is one line."""

    address: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a mail: `state` is waiting, sent or failed; of one that was sent by a mail server the text is
    gone."""

    id: int
    mail: Mail
    state: str
    tries: int
    created: datetime
    sent: datetime | None
    error: str


def order(mail: Mail, dialect: Dialect, now: datetime, key: str | None = None) -> Order:
    """Return what writes the mail down in an open transaction; of one `key` there is one mail, however often asked."""
    return mails(dialect).put, {"address": mail.address, "subject": mail.subject, "body": mail.body, "key": key,
                                "at": moment(dialect, now)}


def recent(database: Database) -> Sequence[Posted]:
    """Return the last mails, the newest first."""
    dialect = database.dialect
    with database.read() as session:
        rows = session.rows(mails(dialect).recent, {"limit": SHOWN})
    return [Posted(id, Mail(address, subject, body), state, tries, when(dialect, made),
                   None if sent is None else when(dialect, sent), error or "")
            for id, address, subject, body, state, tries, made, sent, error in rows]


def again(database: Database, id: int, clock: Clock) -> None:
    """Let one that could not be sent be tried once more; any other is left as it is."""
    database.once(mails(database.dialect).again, {"this": id, "at": moment(database.dialect, clock.now())})
