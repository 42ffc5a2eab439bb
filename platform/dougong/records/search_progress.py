"""Whether search may rely on its rows: an object's records all have theirs, made by the rule in force."""

import time
from collections.abc import Mapping
from typing import Final

from dougong.store import search_state
from dougong.store.database import Database

#: Seconds between looks while something is missing.
AGAIN: Final = 1.0


class Progress:
    """What one catalog's search rows were found to be. Rows once whole stay so: every writer keeps them."""

    def __init__(self) -> None:
        self._whole: dict[str, str] = {}
        self._until = 0.0

    def is_whole(self, database: Database, uid: str, looks_at: str) -> bool:
        """Return whether every record of the object has its row; asks the database only while one has not."""
        return self._whole.get(uid) == looks_at or self._asked(database).get(uid) == looks_at

    def forget(self) -> None:
        """Ask the database again at the next question."""
        self._whole, self._until = {}, 0.0

    def _asked(self, database: Database) -> Mapping[str, str]:
        if time.monotonic() >= self._until:
            with database.read() as session:
                self._whole = dict(session.rows(search_state.whole(database.dialect), {}))
            self._until = time.monotonic() + AGAIN
        return self._whole
