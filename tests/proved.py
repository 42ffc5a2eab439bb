"""Sessions that need no proof of who they are again, for fixtures that outlive the quarter of an hour it is good for:
what a test shows must not depend on how long the tests before it took."""

from datetime import UTC, datetime

from dougong.access.hashing import digest
from dougong.store.database import Database
from dougong.store.engine.accounts import accounts
from dougong.store.snapshot import moment

#: Later than any test.
FOR_GOOD = datetime(2999, 1, 1, tzinfo=UTC)


def for_good(database: Database, cookie: str) -> None:
    """Let the proof of the session of this cookie never grow old."""
    database.once(accounts(database.dialect).prove_session, {
        "hash": digest(cookie), "at": moment(database.dialect, FOR_GOOD)})
