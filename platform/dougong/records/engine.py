"""The statements on the engine's own tables that every unit needs."""

from datetime import UTC, datetime
from typing import Any

from dougong.fields.base import Dialect
from dougong.store import snapshot
from dougong.store.engine import history, sequences
from dougong.store.search import index as search
from dougong.store.sql import Statement
from dougong.store.statements import replay

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class EngineStatements:
    """History, idempotency keys and search rows, compiled for one database."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.history_written = history.written(dialect)
        self.history_written_rows = history.written_rows(dialect)
        self.history_read = history.read(dialect)
        self.history_lately = history.lately(dialect)
        self.history_since = history.since(dialect)
        self.history_until = history.until(dialect)
        self.catalog_then = snapshot.then(dialect)
        self.catalogs = snapshot.several(dialect)
        self.history_later = history.later(dialect)
        self.history_stood = history.stood(dialect)
        self.history_newer = history.newer(dialect)
        self.history_whole = history.whole(dialect)
        self.history_blanked = history.blanked(dialect)
        self.history_removed = history.removed(dialect)
        self.gapless = sequences.taking(dialect)
        self.replay_written = replay.written(dialect)
        self.hurry = Statement("set local lock_timeout = 500") if dialect == "postgresql" else None
        self.replay_lookup = replay.lookup(dialect)
        self.search_added, self.search_kept = search.added(dialect), search.kept(dialect)
        self.search_added_rows = search.added_rows(dialect)
        self.search_gone = search.gone(dialect)
        self.search_rows, self.search_hits = search.rows(dialect), search.hits(dialect)
        self.search_counts = search.counts(dialect)
        self.replay_forgotten = replay.forgotten(dialect)

    def moment(self, moment: datetime) -> Any:
        """Return a moment as the engine's tables hold it: microseconds since 1970 on SQLite."""
        if self.dialect == "postgresql":
            return moment
        span = moment - EPOCH
        return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds

    def when(self, stored: Any) -> datetime:
        """Return the moment the engine's tables hold."""
        if self.dialect == "postgresql":
            return stored.astimezone(UTC)  # type: ignore[no-any-return]
        seconds, micro = divmod(stored, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro)
