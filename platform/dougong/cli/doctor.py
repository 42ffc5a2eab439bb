"""`dougong doctor`: what may be wrong with this installation, each with its cure."""

import json
import shutil
from collections.abc import Generator, Iterator
from dataclasses import asdict

import click

from dougong import ext
from dougong.app import cluster
from dougong.catalog.freeze import thaw
from dougong.catalog.model import Catalog
from dougong.cli import session
from dougong.config import KEY_FILE, Settings
from dougong.kernel.clock import SystemClock
from dougong.kernel.problems import MetadataError
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.doctor import Patient, Symptom, examine, reachable
from dougong.store.errors import StoreError
from dougong.store.files.check import checked
from dougong.store.files.place import place

#: Below so many bytes free, the disk is soon full.
SCARCE = 512 * 1024 * 1024


@click.command()
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@click.option("--files", "read", is_flag=True, help="Read the bytes of every uploaded file, too, to compare them.")
@session.command
def doctor(*, for_programs: bool, read: bool) -> None:
    """Look at settings, database, definitions, servers and uploaded files; change nothing. Exit code 1 when there is a
    fault."""
    given = session.settings()
    database = Database.open(given.database_url, migrator=given.migrator_url)
    try:
        found = [*_machine(given), *_database(given, database, read=read)]
    finally:
        database.close()
    click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1) if for_programs
               else _text(found))
    if any(each.level == "fault" for each in found):
        raise SystemExit(session.REFUSED)


def _text(found: list[Symptom]) -> str:
    return "\n".join(f"{each.level:8} {each.check}: {each.sentence}\n         {each.cure}" for each in found) \
        or "Nothing is wrong"


def _machine(given: Settings) -> Iterator[Symptom]:
    key = given.home / KEY_FILE
    if key.exists() and key.stat().st_mode & 0o077:
        yield Symptom("secret", "fault", f"Others on this machine can read {key}", f"chmod 600 {key}")
    free = shutil.disk_usage(given.home).free
    if free < SCARCE:
        yield Symptom("disk", "warning", f"{free // 2**20} MB are free where {given.home} lies",
                      "Make room; a full disk refuses writes, and a backup needs room too.")
    if given.redis_url is not None and (why := cluster(given).deaf(given)):
        yield Symptom("redis", "warning", f"Redis cannot be reached from here: {why}",
                      "Look at DOUGONG_REDIS_URL, start Redis. Nothing is lost: meanwhile workers look every second.")


def _database(given: Settings, database: Database, *, read: bool) -> Iterator[Symptom]:
    stopped = False
    for each in reachable(database):
        stopped |= each.check == "database"
        yield each
    if stopped:
        return
    stored = snapshot.load(database, snapshot.current_number(database))
    if stored is None:
        yield Symptom("database", "fault", "The database holds no catalog yet", "dougong init")
        return
    try:
        catalog = thaw(stored.frozen, ext.registry(), stored.number)
    except MetadataError as error:
        yield Symptom("catalog", "fault", f"Catalog {stored.number} cannot be used by this version: {error}",
                      "Install the version and plugins it was applied with, or `dougong apply`.")
        return
    wanted = yield from _wanted(given, database)
    yield from examine(Patient(database, catalog, wanted, SystemClock()))
    yield from _files(given, database, catalog, read=read)


def _files(given: Settings, database: Database, catalog: Catalog, *, read: bool) -> Iterator[Symptom]:
    try:
        files = place(given.files_url, given.home)
        found = checked(database, catalog, files, read=read)
    except StoreError as error:
        yield Symptom("files", "fault", f"Uploaded files cannot be looked at: {error}",
                      "Look at DOUGONG_FILES_URL, and at the store it names.")
        return
    for what, those in (("missing from", found.missing), ("not what was uploaded in", found.damaged)):
        if those:
            yield Symptom("files", "fault", f"{len(those)} uploaded files are {what} {files.name}, the first: "
                          f"file {those[0].id}, {those[0].sha256}",
                          "`dougong restore BACKUP --files` puts back what a backup holds.")
    if found.orphans:
        yield Symptom("files", "note", f"{found.orphans} contents in {files.name} belong to no file, "
                      f"{found.orphan_bytes} bytes", "`dougong sweep-files` removes them; servers do once an hour.")


def _wanted(given: Settings, database: Database) -> Generator[Symptom, None, Catalog | None]:
    try:
        return session.compiled(session.definitions(given, database), snapshot.uids(database))
    except MetadataError as error:
        first = str(error).partition("\n")[0]
        yield Symptom("definitions", "fault", f"{len(error.findings)} findings in the definitions on this machine, the "
                      f"first: {first}", "`dougong plan` lists them all.")
    return None
