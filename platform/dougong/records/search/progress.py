"""Whether search may rely on its rows: an object's records all have theirs, made by the rule in force."""

import time
from typing import Final

from dougong.store.database import Database
from dougong.store.search import state as search_state

#: Seconds between looks while something is missing.
AGAIN: Final = 1.0


class Progress:
    """What one catalog's search rows were found to be. Rows once whole stay so: every writer keeps them."""

    def __init__(self) -> None:
        self._whole: dict[str, str] = {}
        self._unwanted: tuple[str, ...] | None = None
        self._until = 0.0

    def is_whole(self, database: Database, uid: str, looks_at: str) -> bool:
        """Return whether every record of the object has its row; asks the database only while one has not."""
        if self._whole.get(uid) != looks_at:
            self._ask(database)
        return self._whole.get(uid) == looks_at

    def unwanted(self, database: Database) -> tuple[str, ...]:
        """Return the uids of objects that may have rows and are to have none; asks the database only while there are
        some."""
        if self._unwanted is None or self._unwanted:
            self._ask(database)
        return self._unwanted or ()

    def forget(self) -> None:
        """Ask the database again at the next question."""
        self._whole, self._unwanted, self._until = {}, None, 0.0

    def _ask(self, database: Database) -> None:
        if time.monotonic() >= self._until:
            with database.read() as session:
                found = session.rows(search_state.noted(database.dialect), {})
            self._whole = {uid: looks_at for uid, looks_at, after in found if after is None}
            self._unwanted = tuple(uid for uid, looks_at, _ in found if not looks_at)
            self._until = time.monotonic() + AGAIN
