"""What each database says of its machine's trouble, in one set of words; sqlite.org/rescode.html and PostgreSQL's
appendix A tell what the codes mean."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from dougong.store import errors
from dougong.store.drivers import pgerrors, sqliteerrors


@pytest.mark.parametrize(("code", "meant"), [
    (sqlite3.SQLITE_FULL, errors.Full),
    (sqlite3.SQLITE_IOERR, errors.Unreadable), (sqlite3.SQLITE_IOERR_FSYNC, errors.Unreadable),
    (sqlite3.SQLITE_CANTOPEN, errors.Unreadable), (sqlite3.SQLITE_CANTOPEN_ISDIR, errors.Unreadable),
    (sqlite3.SQLITE_CORRUPT, errors.Unreadable), (sqlite3.SQLITE_NOTADB, errors.Unreadable),
    (sqlite3.SQLITE_READONLY_DBMOVED, errors.Unreadable), (sqlite3.SQLITE_READONLY_DIRECTORY, errors.Unreadable),
    (sqlite3.SQLITE_READONLY, errors.Faulty),               # we write where we said we only read
    (sqlite3.SQLITE_BUSY_SNAPSHOT, errors.Busy), (sqlite3.SQLITE_PROTOCOL, errors.Busy),
    (sqlite3.SQLITE_ERROR, errors.Faulty),
])
def test_sqlite(code: int, meant: type[errors.StoreError]) -> None:
    error = sqlite3.OperationalError("trouble")
    error.sqlite_errorcode = code
    with closing(sqlite3.connect(":memory:")) as connection:
        assert type(sqliteerrors.translate(connection, error)) is meant


class Failed:
    """A result of libpq that says nothing but its state."""

    def __init__(self, state: str) -> None:
        self.state = state

    def error_field(self, code: Any) -> bytes | None:
        return self.state.encode() if code.name == "SQLSTATE" else None


@pytest.mark.parametrize(("state", "meant"), [
    ("53100", errors.Full), ("58030", errors.Unreadable), ("58P01", errors.Unreadable),
    ("XX001", errors.Unreadable), ("XX002", errors.Unreadable), ("53200", errors.Busy), ("53300", errors.Busy),
    ("57P01", errors.Lost), ("08006", errors.Lost), ("42601", errors.Faulty), ("42501", errors.Denied),
])
def test_postgresql(state: str, meant: type[errors.StoreError]) -> None:
    assert type(pgerrors.translate(Failed(state))) is meant       # type: ignore[arg-type]
