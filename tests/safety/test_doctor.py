"""`dougong doctor` finds what somebody broke, says it in a sentence with its cure, and changes nothing."""

import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import thaw
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.cli import main
from dougong.kernel.clock import SystemClock
from dougong.store import snapshot
from dougong.store.change import journal
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.doctor import Patient, examine, reachable
from dougong.store.follow import beating
from dougong.store.sql import Statement
from tests.safety.chest import CHEST, PACKS, filled
from tests.serving import free_port


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with something of everything."""
    url = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "durable_postgres_database")
    opened = Database.open(filled(url, tmp_path / "home").url)
    yield opened
    opened.close()


def told(database: Database, wanted: Catalog | None = None) -> list[tuple[str, str, str]]:
    """Return (check, level, sentence) of what is found."""
    stored = snapshot.load(database, snapshot.current_number(database))
    assert stored is not None
    catalog = thaw(stored.frozen, registry(), stored.number)
    found = examine(Patient(database, catalog, wanted, SystemClock()))
    return [(each.check, each.level, each.sentence) for each in found]


def ran(database: Database, *statements: str) -> None:
    """Do what nobody should, past the engine and past links that are looked at."""
    with database.filling() as session:
        for sql in statements:
            session.rows(Statement(sql, keep=False))
        session.commit()


def test_nothing_is_wrong_with_a_sound_one(database: Database) -> None:
    assert told(database, compile_catalog(PACKS, registry(), snapshot.uids(database))) == []
    assert [each for each in reachable(database) if "superuser" not in each.sentence] == []


def test_definitions_on_this_machine_that_are_others_are_told(database: Database) -> None:
    more = PackSource.of("chest", {**CHEST, "objects/place.yaml": CHEST["objects/place.yaml"] + "  b: {type: text}\n"})
    wanted = compile_catalog((PACKS[0], more), registry(), snapshot.uids(database))
    (check, level, sentence), = told(database, wanted)
    assert (check, level) == ("definitions", "warning")
    assert sentence.startswith("The definitions on this machine are not those of catalog 1: ")


def test_tables_that_somebody_altered_are_told(database: Database) -> None:
    ran(database, "drop index ix_gem_place", "alter table gem drop column pieces")
    found = [sentence.partition("altered them: ")[2] for check, level, sentence in told(database)
             if (check, level) == ("tables", "fault")]
    assert len(found) == 2
    assert any("pieces" in each for each in found)
    assert any("place" in each for each in found)


def test_links_to_nothing_are_told(database: Database) -> None:
    ran(database, "update gem set about_id = 77 where id = 1", "update gem set about_object = 'nosuchuid' where id = 3")
    assert sorted(told(database)) == [
        ("links", "warning", "1 rows of gem point by about at an object that is no longer defined, where nothing is"),
        ("links", "warning", "1 rows of gem point by about at place, where nothing is")]


def test_links_written_past_the_engine_are_told_on_sqlite(tmp_path: Path, sqlite_database: str) -> None:
    database = Database.open(filled(sqlite_database, tmp_path / "home").url)
    ran(database, "update gem set place = 99 where id = 2")
    assert told(database) == [
        ("links", "fault", "1 rows point at rows that are not there, the first in gem 2 at place")]
    database.close()


def test_ids_that_would_be_given_twice_are_told(database: Database) -> None:
    ran(database, "update sqlite_sequence set seq = 1 where name = 'place'" if database.dialect == "sqlite" else
        "alter sequence place_id_seq restart with 1")
    assert told(database) == [
        ("ids", "fault", f"place has a row 3, but counts from {1 if database.dialect == 'sqlite' else 0}: ids would be "
         "given twice")]


def test_servers_that_lag_or_fell_silent_are_told(database: Database) -> None:
    with database.write(None) as session:
        for name, number, ago in (("behind:1", 0, 1), ("sound:2", 1, 1), ("gone:3", 1, 600)):
            seen = snapshot.moment(database.dialect, SystemClock().now() - timedelta(seconds=ago))
            session.send(beating(database.dialect), {"id": name, "number": number, "seen": seen})
        session.commit()
    assert told(database) == [
        ("workers", "warning", "The server behind:1 serves catalog 0, in force is 1"),
        ("workers", "note", "1 servers ended without a word: gone:3")]


def test_a_change_that_was_cut_off_is_told(database: Database) -> None:
    catalog = compile_catalog(PACKS, registry(), snapshot.uids(database))
    journal.begin(database, dataclasses.replace(plan(database, catalog), base=1))
    assert told(database) == [("journal", "warning", "The change to catalog 2 was begun and not ended")]


def doctor(home: Path, *words: str, **environment: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["doctor", *words], env={"DOUGONG_HOME": str(home), **environment},
                              catch_exceptions=False)
    return done.exit_code, done.stdout


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with nothing wrong, made once; whoever spoils it takes a copy."""
    home = tmp_path_factory.mktemp("sound")
    assert CliRunner().invoke(main, ["init", "--empty"], env={"DOUGONG_HOME": str(home)}).exit_code == 0
    return home


def test_a_redis_that_cannot_be_reached_is_told(sound: Path) -> None:
    code, said = doctor(sound, DOUGONG_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert (code, "redis: Redis cannot be reached from here" in said, "Nothing is lost" in said) == (0, True, True)


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    """An installation of the test's own."""
    return shutil.copytree(sound, tmp_path / "home")


def test_the_command_says_that_nothing_is_wrong(home: Path) -> None:
    assert doctor(home) == (0, "Nothing is wrong\n")
    assert doctor(home, "--json") == (0, "[]\n")


@pytest.mark.parametrize(("spoil", "check", "words"), [
    (lambda home: (home / "secret_key").chmod(0o644), "secret", "Others on this machine can read"),
    (lambda home: (home / "dougong.db").write_bytes(b"no database at all" * 500), "database", "cannot be reached"),
])
def test_the_command_says_what_is_wrong_and_ends_with_1(home: Path, spoil: Callable[[Path], object], check: str,
                                                        words: str) -> None:
    spoil(home)
    code, told = doctor(home, "--json")
    assert code == 1
    assert [(each["check"], each["level"], words in each["sentence"]) for each in json.loads(told)] == [
        (check, "fault", True)]
    assert all(each["cure"] for each in json.loads(told))
    assert doctor(home)[1].startswith(f"fault    {check}: ")


def test_a_database_without_a_catalog_is_told(tmp_path: Path) -> None:
    code, told = doctor(tmp_path)
    assert code == 1
    assert "Tables of the engine are missing" in told
    assert "`dougong init`" in told


def test_definitions_that_cannot_be_read_are_told(home: Path, tmp_path: Path) -> None:
    pack = tmp_path / "packs" / "broken"
    (pack / "objects").mkdir(parents=True)
    (pack / "pack.yaml").write_text("{kind: pack, name: broken, format: 1, version: 1.0.0, label: B, language: en, "
                                    "requires: [system]}")
    (pack / "objects/thing.yaml").write_text("{kind: object, name: thing, label: T, title: '{n}', "
                                             "fields: {n: {type: tekst}}}")
    code, told = doctor(home, DOUGONG_PACKS_PATH=str(tmp_path / "packs"))
    assert code == 1
    assert "M201" in told
