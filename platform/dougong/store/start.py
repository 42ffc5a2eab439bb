"""What a database must promise before anything is written to it: what it acknowledges is on the disk."""

from typing import Final

from dougong.store.database import Database
from dougong.store.errors import Unsafe
from dougong.store.session import Reader
from dougong.store.sql import Statement

#: PostgreSQL 13 and SQLite 3.35 are the oldest that do all we ask (RETURNING, partial upserts).
_OLDEST: Final = {"postgresql": 130_000, "sqlite": 3_035_000}

_DURABLE: Final = {
    "fsync": ("on", "a crash of the machine would lose or break data"),
    "full_page_writes": ("on", "a crash of the machine could break data"),
}


def faults(database: Database) -> tuple[str, ...]:
    """Return what makes the database unfit to keep a company's books, a sentence with the cure each."""
    with database.read() as session:
        return _postgresql(session) if database.dialect == "postgresql" else _sqlite(session)


def warnings(database: Database) -> tuple[str, ...]:
    """Return what should be otherwise but is no reason to refuse."""
    if database.dialect == "sqlite":
        return ()
    with database.read() as session:
        found = session.rows(Statement("select rolsuper from pg_roles where rolname = current_user"))
    if found != [(True,)]:
        return ()
    return ("The database user is a superuser; give the server one that is none.",)


def check(database: Database) -> None:
    """Raise Unsafe when the database may lose what it acknowledged. Tests with careless clusters do not call it."""
    found = faults(database)
    if found:
        raise Unsafe(found)


def _postgresql(session: Reader) -> tuple[str, ...]:
    names = ("server_version_num", "synchronous_commit", "server_encoding", *_DURABLE)
    answers = session.many([(Statement("select current_setting($1)"), (name,)) for name in names])
    found = {name: rows[0][0] for name, rows in zip(names, answers, strict=True)}
    told = []
    if int(found["server_version_num"]) < _OLDEST["postgresql"]:
        told.append("PostgreSQL is older than 13; upgrade it.")
    if found["synchronous_commit"] == "off":
        told.append("synchronous_commit is off: a crash loses what was acknowledged; set it to on.")
    if found["server_encoding"] != "UTF8":
        told.append(f"The database's encoding is {found['server_encoding']}; create it with encoding UTF8.")
    told += [f"{name} is {found[name]}: {reason}; set it to {wanted}."
             for name, (wanted, reason) in _DURABLE.items() if found[name] != wanted]
    return tuple(told)


def _sqlite(session: Reader) -> tuple[str, ...]:
    asked = ("pragma journal_mode", "pragma synchronous", "pragma foreign_keys", "select sqlite_version()")
    journal, synchronous, keys, version = (rows[0][0] for rows in session.many([(Statement(sql), ()) for sql in asked]))
    told = []
    numbered = [int(part) for part in str(version).split(".")]
    if numbered[0] * 1_000_000 + numbered[1] * 1_000 < _OLDEST["sqlite"]:
        told.append(f"SQLite {version} is older than 3.35; use a Python that brings a newer one.")
    if journal != "wal":
        told.append(f"The database file cannot use WAL (journal_mode is {journal}); put it on a local disk.")
    if synchronous != 2 or keys != 1:
        told.append("SQLite does not take our settings (synchronous, foreign_keys); use one that is not cut down.")
    return tuple(told)
