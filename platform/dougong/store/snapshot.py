"""Catalogs as the database keeps them: number, definitions as written, frozen form, uids."""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from dougong.catalog.reading.source import PackSource
from dougong.fields.base import Dialect
from dougong.store import fence
from dougong.store.database import Database
from dougong.store.engine_tables import CATALOG, CURRENT, PARKED, UID
from dougong.store.session import Reader, Writer
from dougong.store.sql import Statement, binds, compile
from dougong.store.statements.reads import member

_KINDS = {"objects": "object", "fields": "field", "checks": "check", "unique": "unique", "views": "view",
          "workflows": "workflow", "states": "state", "transitions": "transition",
          "rules": "rule"}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A catalog as stored: `frozen` is what thaw takes, `sources` what people wrote."""

    number: int
    fingerprint: str
    frozen: bytes
    sources: tuple[PackSource, ...]
    plan_hash: str = ""


def current_number(database: Database) -> int:
    """Return the number of the catalog in force; 0 before the first apply. Needs `init`."""
    with database.read() as session:
        return number_in(session)


def number_in(session: Reader) -> int:
    """Return the number as `session` sees it."""
    return int(session.rows(fence.CURRENT)[0][0])


def load(database: Database, number: int) -> Snapshot | None:
    """Return the catalog stored as `number`, or None when there never was one."""
    with database.read() as session:
        return load_in(session, database.dialect, number)


def current_sources(database: Database) -> tuple[PackSource, ...]:
    """Return the definitions of the catalog in force as they were written; none before the first apply."""
    stored = load(database, current_number(database))
    return stored.sources if stored is not None else ()


def load_in(session: Reader, dialect: Dialect, number: int) -> Snapshot | None:
    """Return the catalog stored as `number` as `session` sees it, or None."""
    columns = CATALOG.c
    query = select(columns.number, columns.fingerprint, columns.frozen, columns.sources, columns.plan_hash)
    found = session.rows(compile(query.where(columns.number == bindparam("number")), dialect), {"number": number})
    if not found:
        return None
    stored, fingerprint, frozen, sources, plan_hash = found[0]
    return Snapshot(stored, fingerprint, zlib.decompress(frozen), _unpacked(sources), plan_hash)


def then(dialect: Dialect) -> Statement:
    """Return what reads (number, compressed frozen catalog) of the catalog in force at the moment `:at`, `:limit` of
    them (1)."""
    query = select(CATALOG.c.number, CATALOG.c.frozen).where(CATALOG.c.applied_at <= bindparam("at"))
    return compile(query.order_by(CATALOG.c.number.desc()).limit(bindparam("limit")), dialect)


def several(dialect: Dialect) -> Statement:
    """Return what reads (number, compressed frozen catalog) of the catalogs with `:numbers` (a list)."""
    query = select(CATALOG.c.number, CATALOG.c.frozen).where(member(CATALOG.c.number, "numbers", dialect))
    return compile(query, dialect)


def uids(database: Database) -> dict[str, str]:
    """Return the uid of every path ever applied and not retired, and of what is parked under `<path>~`, where `was:`
    finds it: what compile_catalog wants to know."""
    parked = select(PARKED.c.path, PARKED.c.uid).where(PARKED.c.why == bindparam("why")).order_by(PARKED.c.id)
    with database.read() as session:
        gone, here = session.many([(compile(parked, database.dialect), {"why": "dropped"}),
                                   (_uid_statement(database.dialect), {})])
    return {**{f"{path}~": uid for path, uid in gone}, **dict(here)}


def _uid_statement(dialect: Dialect) -> Statement:
    """Return the statement that reads (path, uid) of everything not retired."""
    return compile(select(UID.c.path, UID.c.uid).where(UID.c.retired_at.is_(None)), dialect)


def save(session: Writer, dialect: Dialect, snapshot: Snapshot, by: str | None) -> None:
    """Store a catalog and make its number the current one, within the transaction of `session`."""
    session.send(compile(insert(CATALOG), dialect), {
        "number": snapshot.number, "fingerprint": snapshot.fingerprint, "plan_hash": snapshot.plan_hash,
        "sources": _packed(snapshot.sources), "frozen": zlib.compress(snapshot.frozen),
        "applied_at": moment(dialect), "applied_by": by})
    session.send(compile(update(CURRENT).values(number=bindparam("new")), dialect), {"new": snapshot.number})


def save_uids(session: Writer, dialect: Dialect, wanted: Mapping[str, str], number: int) -> None:
    """Bring the stored uids to `wanted` (path → uid): new ones are added, moved ones follow, what is gone keeps its
    uid under a path nobody can ask for, so that its name may come back as something else."""
    every = session.rows(compile(select(UID.c.path, UID.c.uid, UID.c.retired_at), dialect), {})
    known = {uid: path for path, uid, _ in every}
    now = {uid: path for path, uid in wanted.items()}
    named = update(UID).where(UID.c.uid == bindparam("this")).values(path=bindparam("to"), retired_at=bindparam("at"))
    rename = compile(named, dialect)
    session.send_each(rename, [{"this": uid, "to": f"{path}~{number}", "at": moment(dialect)}
                               for path, uid, retired in every if uid not in now and retired is None])
    moving = [uid for uid, path in known.items() if uid in now and now[uid] != path]
    session.send_each(rename, [{"this": uid, "to": f"~{uid}", "at": None} for uid in moving])      # two may swap
    session.send_each(rename, [{"this": uid, "to": now[uid], "at": None} for uid in moving])
    names = ("path", "uid", "kind")
    session.send_each(compile(insert(UID).values(binds(*names)), dialect),
                      [{"path": path, "uid": uid, "kind": kind_of(path)}
                       for path, uid in wanted.items() if uid not in known])


def kind_of(path: str) -> str:
    """Return what a path names: object, field, check, unique, view, workflow, state, transition or rule."""
    """Return what a path names: object, field, check, unique, view or rule."""
    parts = path.split(".")
    return _KINDS[parts[-2]]


def moment(dialect: Dialect, at: datetime | None = None) -> Any:
    """Return a moment (now) in stored form: timestamptz, or microseconds since 1970 on SQLite."""
    at = at or datetime.now(UTC)
    if dialect == "postgresql":
        return at
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def when(dialect: Dialect, stored: Any) -> datetime:
    """Return the moment that is stored: the opposite of `moment`."""
    if dialect == "postgresql":
        found: datetime = stored.astimezone(UTC)
        return found
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stored)


def _packed(sources: Sequence[PackSource]) -> bytes:
    texts = {pack.name: {path: base64.b64encode(data).decode() for path, data in pack.files.items()}
             for pack in sources}
    return zlib.compress(json.dumps(texts, sort_keys=True).encode())


def _unpacked(stored: bytes) -> tuple[PackSource, ...]:
    texts: Mapping[str, Mapping[str, str]] = json.loads(zlib.decompress(stored))
    return tuple(PackSource.of(name, {path: base64.b64decode(data) for path, data in files.items()})
                 for name, files in texts.items())
