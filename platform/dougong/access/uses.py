"""When tokens were last used: noted while requests run, written down by a thread beside them, so that reading by a
token writes nothing and waits for nothing. A note is lost with its process, a token is not."""

import threading
from datetime import datetime

from dougong.store.database import Database
from dougong.store.engine.accounts import accounts
from dougong.store.snapshot import moment


class Uses:
    """Which tokens were used when, as far as that is not written down yet. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._noted: dict[int, datetime] = {}

    @property
    def some(self) -> bool:
        """Return whether there is something to write down."""
        return bool(self._noted)

    def note(self, token: int, at: datetime) -> None:
        """Remember that the token was used."""
        with self._lock:
            self._noted[token] = at

    def flush(self) -> None:
        """Write down what was noted."""
        with self._lock:
            noted, self._noted = self._noted, {}
        dialect = self._database.dialect
        with self._database.write(None) as session:
            session.send_each(accounts(dialect).use_token,
                              [{"token": token, "at": moment(dialect, at)} for token, at in sorted(noted.items())])
            session.commit()
