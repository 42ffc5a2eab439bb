"""What a process counts with, whatever catalog it serves: blocks of ids and of fast numbers."""

from dataclasses import dataclass

from dougong.store.database import Database
from dougong.store.engine.sequences import Sequences
from dougong.store.ids import Ids


@dataclass(frozen=True, slots=True)
class Counters:
    """One per process and database, shared by its threads."""

    ids: Ids
    sequences: Sequences

    @staticmethod
    def of(database: Database) -> "Counters":
        """Return counters that have taken nothing yet."""
        return Counters(Ids(database), Sequences(database))
