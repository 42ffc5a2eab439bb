"""SQLite's error codes in the store's words. It names no partial unique index, so its columns are looked up."""

import re
import sqlite3
from collections.abc import Mapping

from dougong.store import errors
from dougong.store.errors import StoreError

_PRIMARY: Mapping[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: errors.Busy,
    sqlite3.SQLITE_LOCKED: errors.Busy,
    sqlite3.SQLITE_FULL: errors.Full,
    sqlite3.SQLITE_TOOBIG: errors.Overflow,
    sqlite3.SQLITE_INTERRUPT: errors.Slow,
    sqlite3.SQLITE_IOERR: errors.Unreadable,
    sqlite3.SQLITE_CANTOPEN: errors.Unreadable,
    sqlite3.SQLITE_CORRUPT: errors.Unreadable,
    sqlite3.SQLITE_NOTADB: errors.Unreadable,
    sqlite3.SQLITE_PERM: errors.Unreadable,
    sqlite3.SQLITE_PROTOCOL: errors.Busy,           # too many begin to read at once
}
_UNIQUE = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
                     sqlite3.SQLITE_CONSTRAINT_ROWID})
#: A function of ours (store/expression/functions.py) had a value too large to make: SQLite says no more.
_FUNCTION = "user-defined function raised exception"
_COLUMNS = re.compile(r"^UNIQUE constraint failed: (?P<table>[^.]+)\.(?P<columns>.+)$")
_INDEX = re.compile(r"^UNIQUE constraint failed: index '(?P<name>.+)'$")
_NAMED = re.compile(r"^CHECK constraint failed: (?P<name>\w+)$")


def unopened(error: sqlite3.Error) -> StoreError:
    """Return the error of a connection that could not be made."""
    return errors.Unreadable(f"{type(error).__name__} {error}")


def translate(connection: sqlite3.Connection, error: Exception) -> StoreError:
    """Return the error in our words; `connection` is asked for the name of a unique index."""
    told = f"{type(error).__name__} {error}"
    if not isinstance(error, sqlite3.Error) or _FUNCTION in told:
        return errors.Overflow(told)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code in _UNIQUE:
        return errors.UniqueViolation(*_unique(connection, str(error)))
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return errors.ForeignKeyViolation(None, told)
    if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
        named = _NAMED.match(str(error))
        return errors.CheckViolation(named["name"] if named else None, told)
    if code & 0xFF == sqlite3.SQLITE_READONLY and code != sqlite3.SQLITE_READONLY:
        return errors.Unreadable(told)                    # of the files; the plain one is a write where we only read
    return _PRIMARY.get(code & 0xFF, errors.Faulty)(told)


def _unique(connection: sqlite3.Connection, told: str) -> tuple[str | None, str, str | None]:
    """Return the index that refused, what SQLite said, and the table."""
    if named := _INDEX.match(told):
        return named["name"], told, None
    failed = _COLUMNS.match(told)
    if failed is None:
        return None, told, None
    columns = [each.rpartition(".")[2] for each in failed["columns"].split(", ")]
    return _index_over(connection, failed["table"], columns), told, failed["table"]


def _index_over(connection: sqlite3.Connection, table: str, columns: list[str]) -> str | None:
    """Return the unique index over these columns; of two with different conditions, the one made first."""
    names = connection.execute("select name from pragma_index_list(?) where [unique] order by seq desc", (table,))
    for name, in names.fetchall():
        covered = connection.execute("select name from pragma_index_info(?) order by seqno", (name,)).fetchall()
        if [column for column, in covered] == columns:
            return str(name)
    return None
