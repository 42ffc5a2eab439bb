"""What may be wrong with a database that serves, each with its cure: looked at, never touched."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Table, and_, func, not_, select

from dougong.catalog.model import Catalog, Object
from dougong.fields.any_link import AnyLinkType
from dougong.kernel.clock import Clock
from dougong.store import privileges, snapshot, start
from dougong.store.backup.move import DEAD
from dougong.store.backup.parts import counted, last_id, parts
from dougong.store.change import journal
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.engine_tables import WORKER
from dougong.store.errors import StoreError
from dougong.store.init import behind
from dougong.store.session import Reader
from dougong.store.sql import Statement, compile

Level = Literal["fault", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing that is not as it should be: what was looked at, how bad, in words, and what helps."""

    check: str
    level: Level
    sentence: str
    cure: str


@dataclass(frozen=True, slots=True)
class Patient:
    """A database with the catalog it holds, and the one the files on this machine ask for (None: not known)."""

    database: Database
    catalog: Catalog
    wanted: Catalog | None
    clock: Clock


def reachable(database: Database) -> Iterator[Symptom]:
    """Yield how the database is set up wrongly, and as `database` what keeps it from being looked at any further."""
    try:
        faults, warnings = start.faults(database), start.warnings(database)
        absent = behind(database)
    except StoreError as error:
        yield Symptom("database", "fault", f"The database cannot be reached: {error}",
                      "See that it runs and that DOUGONG_DATABASE_URL is right.")
        return
    yield from (_server("fault", each) for each in faults)
    yield from (_server("warning", each) for each in warnings)
    yield from _accounts(database)
    if absent:
        yield Symptom("database", "fault", f"Tables of the engine are missing or older than it: {', '.join(absent)}",
                      "Run `dougong init`, or `dougong apply` where there is a catalog; if that does not help, this "
                      "database was made by another version.")


def _accounts(database: Database) -> Iterator[Symptom]:
    """Yield what the account that serves can do and should not. A superuser is told of elsewhere."""
    if database.dialect == "sqlite":
        return
    try:
        two = privileges.serving(database) is not None
    except StoreError as error:
        yield Symptom("accounts", "fault", f"The account that changes tables cannot be used: {error}",
                      "See that DOUGONG_MIGRATOR_URL is right.")
        return
    with database.read() as session:
        superuser, changes, files = privileges.excess(session)
    if superuser:
        return
    if changes and two:
        yield Symptom("accounts", "warning", "The account that serves can change tables by itself, too",
                      "Let the account of DOUGONG_MIGRATOR_URL own database, schema and tables, and run `dougong "
                      "apply`; no account is a member of the other.")
    elif changes:
        yield Symptom("accounts", "note", "The account that serves can change tables",
                      "It needs not to, where DOUGONG_MIGRATOR_URL names another; see docs/guides/operations.md.")
    if files:
        yield Symptom("accounts", "warning", "The account that serves reaches files of the database's machine",
                      "Revoke pg_read_server_files, pg_write_server_files and pg_execute_server_program from it.")


def _server(level: Level, told: str) -> Symptom:
    what, _, cure = told.partition("; ")
    return Symptom("server", level, what, cure[:1].upper() + cure[1:])


def examine(patient: Patient) -> Iterator[Symptom]:
    """Yield everything that is not as it should be, check by check."""
    for check in CHECKS:
        try:
            yield from check(patient)
        except StoreError as error:
            name = check.__name__.removeprefix("_")
            yield Symptom(name, "fault", f"This could not be looked at: {error}", "Mend the other faults first.")


def _journal(patient: Patient) -> Iterator[Symptom]:
    for number, step, state in journal.entries(patient.database):
        if step == journal.WHOLE and state == "started":
            yield Symptom("journal", "warning", f"The change to catalog {number} was begun and not ended",
                          "If none is running now it was cut off and left nothing behind; the next apply notes that.")


def _workers(patient: Patient) -> Iterator[Symptom]:
    dialect, number = patient.database.dialect, patient.catalog.number
    since = snapshot.moment(dialect, patient.clock.now() - DEAD)
    query = select(WORKER.c.id, WORKER.c.number, WORKER.c.seen_at).order_by(WORKER.c.id)
    with patient.database.read() as session:
        found = session.rows(compile(query, dialect), {})
    dead = [name for name, _, seen in found if seen <= since]
    for name, serves, seen in found:
        if seen > since and serves != number:
            yield Symptom("workers", "warning", f"The server {name} serves catalog {serves}, in force is {number}",
                          "If it stays so for seconds, its log says why it cannot build the new one; restart it.")
    if dead:
        yield Symptom("workers", "note", f"{len(dead)} servers ended without a word: {', '.join(dead[:5])}",
                      "If they should be running, start them; else this means nothing.")


def _files(patient: Patient) -> Iterator[Symptom]:
    if patient.wanted is None or patient.wanted.fingerprint == patient.catalog.fingerprint:
        return
    steps = plan(patient.database, patient.wanted).steps
    yield Symptom("definitions", "warning", f"The definitions on this machine are not those of catalog "
                  f"{patient.catalog.number}: {len(steps)} steps lie between", "See `dougong plan`; `dougong apply`.")


def _shape(patient: Patient) -> Iterator[Symptom]:
    for step in plan(patient.database, patient.catalog).steps:
        if step.verb != "define":
            yield Symptom("tables", "fault", f"The tables are not what catalog {patient.catalog.number} made them, "
                          f"somebody altered them: {step.sentence}",
                          "Undo it by hand." if step.safety == "refused" else "`dougong apply` mends it.")


def _sound(patient: Patient) -> Iterator[Symptom]:
    if patient.database.dialect != "sqlite":
        return
    with patient.database.read() as session:
        broken = session.rows(Statement("pragma quick_check(3)"))
        loose = session.rows(Statement("pragma foreign_key_check"))
    if broken != [("ok",)]:
        yield Symptom("file", "fault", f"The database file is damaged: {broken[0][0]}",
                      "Restore the last backup into a new file; look at the disk.")
    if loose:
        yield Symptom("links", "fault", f"{len(loose)} rows point at rows that are not there, the first in "
                      f"{loose[0][0]} {loose[0][1]} at {loose[0][2]}", "Somebody wrote past the engine; mend the rows.")


def _any_links(patient: Patient) -> Iterator[Symptom]:
    tables = {part.table: table for part, table in parts(patient.catalog)}
    with patient.database.read() as session:
        for subject in patient.catalog.objects.values():
            for field in subject.fields.values():
                if isinstance(field.type, AnyLinkType) and field.stored and field.options.get("on_delete") != "keep":
                    yield from _dangling(patient, session, subject.name, field.name, tables)


def _dangling(patient: Patient, session: Reader, name: str, field: str,
              tables: Mapping[str, Table]) -> Iterator[Symptom]:
    dialect, table = patient.database.dialect, tables[name]
    what, which = table.c[f"{field}_object"], table.c[f"{field}_id"]
    for uid, in session.rows(compile(select(what).where(what.is_not(None)).distinct(), dialect), {}):
        aim = patient.catalog.by_uid.get(uid)
        lost: Any = what == uid
        if isinstance(aim, Object):
            there = tables[aim.name].alias("aim")
            lost = and_(lost, not_(select(there.c.id).where(there.c.id == which).exists()))
        found = session.rows(compile(select(func.count()).select_from(table).where(lost), dialect), {})
        if found[0][0]:
            aimed = aim.name if isinstance(aim, Object) else "an object that is no longer defined"
            yield Symptom("links", "warning", f"{found[0][0]} rows of {name} point by {field} at {aimed}, "
                          "where nothing is", "Open them and choose again.")


def _ids(patient: Patient) -> Iterator[Symptom]:
    dialect = patient.database.dialect
    for _, table in parts(patient.catalog):
        if not counted(table):
            continue
        with patient.database.read() as session:
            highest = session.rows(compile(select(func.max(table.c.id)), dialect), {})[0][0]
            last = last_id(session, table, dialect)
        if highest is not None and highest > (last or 0):
            yield Symptom("ids", "fault", f"{table.name} has a row {highest}, but counts from {last or 0}: ids would "
                          "be given twice", "Rows were written past the engine; take a backup and restore it.")


#: In the order a person would look.
CHECKS: Final[tuple[Callable[[Patient], Iterator[Symptom]], ...]] = (
    _journal, _workers, _files, _shape, _sound, _any_links, _ids)
