"""Backup, restore and move: every value comes through between both databases, whole or not at all, and under load."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dougong.catalog.compile import compile_catalog
from dougong.catalog.registry import registry
from dougong.catalog.source import PackSource
from dougong.cli import main
from dougong.kernel.clock import SystemClock
from dougong.records.change import Change
from dougong.store import snapshot, sqlite
from dougong.store.apply import apply
from dougong.store.backup import backup
from dougong.store.backup_format import Unfit, opened, read_manifest
from dougong.store.backup_moment import moment
from dougong.store.backup_restore import restore
from dougong.store.database import Database
from dougong.store.errors import Busy, Full
from dougong.store.follow import beating
from dougong.store.init import init
from dougong.store.move import move
from dougong.store.planner import plan
from dougong.store.sql import Statement
from tests import postgres
from tests.safety import chest, test_kill_server
from tests.safety.chest import CHEST, PACKS, counted, everything, filled, founder, moved_to
from tests.safety.site import ROOT, Client, Ground, prepared, serving

BOTH = ["sqlite", "postgresql"]
Fresh = Callable[[str], str]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """A function that gives the address of a new, empty database of the kind asked for."""
    made: list[Any] = []

    def give(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / f'{len(list(tmp_path.iterdir()))}.db'}"
        made.append(postgres.database(request.getfixturevalue("durable_postgres_url")))
        return str(made[-1].__enter__())

    yield give
    for each in reversed(made):
        each.__exit__(None, None, None)


def kept(url: str, file: Path) -> Path:
    """Back a database up."""
    database = Database.open(url)
    backup(database, registry(), file)
    database.close()
    return file


def restored(file: Path, url: str) -> None:
    """Restore an archive."""
    database = Database.open(url)
    try:
        restore(database, registry(), file)
    finally:
        database.close()


def contents(file: Path) -> dict[str, tuple[int, str, int | None]]:
    """Return rows, fingerprint and last id of each part."""
    with opened(file) as archive:
        return {each.name: (each.rows, each.digest, each.last_id) for each in read_manifest(archive).entries}


@pytest.mark.parametrize("into", BOTH)
@pytest.mark.parametrize("out_of", BOTH)
def test_everything_comes_through(fresh: Fresh, tmp_path: Path, out_of: str, into: str) -> None:
    ground = filled(fresh(out_of), tmp_path / "home")
    before = everything(ground)
    file, copy = kept(ground.url, tmp_path / "kept.zip"), moved_to(ground, fresh(into))
    restored(file, copy.url)
    assert everything(copy) == before
    assert before["gem", 1][0]["worth"] == "0.01"
    assert before["gem", 2][0]["found"] == "9999-12-31"
    assert contents(kept(copy.url, tmp_path / "again.zip")) == contents(file)
    goes_on(copy)
    if out_of != into:
        serves(copy)


def goes_on(ground: Ground) -> None:
    """Demand: the tables are what the catalog wants, ids go on after the last one, uniques hold."""
    runtime = ground.runtime()
    wanted = compile_catalog(PACKS, registry(), snapshot.uids(runtime.database))
    assert plan(runtime.database, wanted).empty
    new = runtime.unit(founder(runtime)).apply(Change(object="gem", verb="create", values={"found": "2026-01-01"}))
    assert new.id > 5, "the id of a row that is gone was given again"
    with pytest.raises(Exception, match=r"unique|taken|refused|invalid"):
        runtime.unit(founder(runtime)).apply(Change(object="place", verb="create", values={"name": "up"}))
    runtime.database.close()


def serves(ground: Ground) -> None:
    """Demand that the application serves it to those who hold a token from before."""
    with serving(ground, workers=1) as server:
        client = Client(server.port, ground.token)
        answer = client("GET", "/api/v1/gem/1")
        client.close()
        assert (answer.status, answer.json["name"]) == (200, chest.GEMS[0]["name"])


@pytest.mark.parametrize("kind", BOTH)
def test_moved_there_and_back_it_is_the_same(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    ground = filled(fresh(kind), tmp_path / "home")
    there, back = fresh(*[each for each in BOTH if each != kind]), fresh(kind)
    carried(ground.url, there)
    carried(there, back)
    assert everything(moved_to(ground, back)) == everything(ground)
    assert contents(kept(back, tmp_path / "b.zip")) == contents(kept(ground.url, tmp_path / "a.zip"))


def carried(source: str, target: str, *, offline: bool = False, checkpoint: Callable[[str], None] = str) -> None:
    one, other = Database.open(source), Database.open(target)
    try:
        move(one, other, registry(), SystemClock(), offline=offline, checkpoint=checkpoint)
    finally:
        one.close()
        other.close()


@pytest.mark.parametrize("kind", BOTH)
def test_nothing_is_moved_from_under_a_server_and_nobody_writes_meanwhile(fresh: Fresh, tmp_path: Path,
                                                                         kind: str) -> None:
    ground = filled(fresh(kind), tmp_path / "home")
    runtime = ground.runtime()
    heard(runtime.database)
    target = fresh("sqlite")
    with pytest.raises(Unfit, match=r"1 servers are running on it \(here:1\)"):
        carried(ground.url, target)
    assert not any(counted(target).values())
    met: list[str] = []

    def try_to_write(point: str) -> None:
        if point == "objects/gem":
            with pytest.raises(Busy), runtime.database.write(1) as session:
                session.rows(Statement("update gem set note = 'late'", keep=False))
                session.commit()
            met.append(point)

    carried(ground.url, target, offline=True, checkpoint=try_to_write)
    assert met == ["objects/gem"]
    assert everything(moved_to(ground, target)) == everything(ground)
    runtime.database.close()


def heard(database: Database) -> None:
    """Let a server's heart beat."""
    with database.write(None) as session:
        session.send(beating(database.dialect), {
            "id": "here:1", "number": 1, "seen": snapshot.moment(database.dialect)})
        session.commit()


def test_a_server_that_is_not_stopped_after_all_keeps_the_move_from_counting(fresh: Fresh, tmp_path: Path) -> None:
    ground = filled(fresh("postgresql"), tmp_path / "home")
    source, target = Database.open(ground.url), fresh("sqlite")
    with pytest.raises(Unfit, match="a server is still running on it"):
        carried(ground.url, target, offline=True, checkpoint=lambda point: heard(source))
    assert "gem" not in counted(target)
    source.close()


@pytest.mark.parametrize("kind", BOTH)
def test_only_an_empty_database_is_filled(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    ground = filled(fresh("sqlite"), tmp_path / "home")
    file = kept(ground.url, tmp_path / "kept.zip")
    taken = fresh(kind)
    prepared(taken, tmp_path / "other", PACKS)
    before = counted(taken)
    with pytest.raises(Unfit, match=r"not empty: it holds company, gem, gem__places, gem_cut, .* and .* more"):
        restored(file, taken)
    assert counted(taken) == before
    stranger = fresh(kind)
    database = Database.open(stranger)
    with database.write(None) as session:
        session.rows(Statement("create table orders (id integer)", keep=False))
        session.commit()
    database.close()
    with pytest.raises(Unfit, match="it holds orders; name an empty one"):
        restored(file, stranger)
    assert counted(stranger) == {}, "our tables were made in a database of somebody else's"


@pytest.mark.parametrize("kind", BOTH)
def test_killed_at_any_point_a_restore_leaves_nothing_and_can_be_repeated(fresh: Fresh, tmp_path: Path,
                                                                         kind: str) -> None:
    ground = filled(fresh("sqlite"), tmp_path / "home")
    file, url = kept(ground.url, tmp_path / "kept.zip"), fresh(kind)
    for point in ("read", "locked", "engine/dg_history", "objects/gem", "checked"):
        killed(file, url, point)
        there = counted(url)
        assert "gem" not in there
        assert sum(there.values()) == 1, "dg_current alone has a row"
    restored(file, url)
    assert everything(moved_to(ground, url)) == everything(ground)


def killed(file: Path, url: str, wanted: str) -> None:
    """Restore in a process of its own that dies at the point `wanted` as if the power went."""
    child = os.fork()
    if child == 0:
        def die(point: str) -> None:
            if point == wanted:
                os.kill(os.getpid(), signal.SIGKILL)

        restore(Database.open(url), registry(), file, die)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"restore never came to {wanted}"


def changed(file: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """Write an archive anew with one member changed, or left out."""
    other = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for each in old.namelist():
            data = old.read(each) if each != name else change(old.read(each))
            if data is not None:
                new.writestr(each, data)
    return other


def manifest(**said: Any) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps({**json.loads(data), **said}).encode()


@pytest.mark.parametrize(("name", "change", "told"), [
    ("objects/gem.jsonl", lambda data: data.replace(b"9999-12-31", b"9999-12-30"), "objects/gem is not what was"),
    ("objects/gem.jsonl", lambda data: data.rpartition(b"{")[0], "objects/gem is not what was written"),
    ("objects/gem.jsonl", lambda data: None, "objects/gem is missing"),
    ("engine/dg_history.jsonl", lambda data: b"", "dg_history is not what was written .0 rows of"),
    ("manifest.json", lambda data: None, "no archive of Dougong"),
    ("manifest.json", lambda data: b"[]", "no archive of Dougong"),
    ("manifest.json", manifest(format=2), "has format 2, this version reads 1"),
    ("manifest.json", manifest(number=7), "catalog 7 is missing"),
])
def test_what_is_damaged_is_refused_before_anything_is_written(
        fresh: Fresh, tmp_path: Path, name: str, change: Callable[[bytes], bytes | None], told: str) -> None:
    file = kept(filled(fresh("sqlite"), tmp_path / "home").url, tmp_path / "kept.zip")
    url = fresh("sqlite")
    with pytest.raises(Unfit, match=told):
        restored(changed(file, name, change), url)
    assert sum(counted(url).values()) <= 1
    assert "gem" not in counted(url)


@pytest.mark.parametrize("spoil", [
    lambda data: data[:len(data) // 2], lambda data: b"", lambda data: b"PK not a zip",
    lambda data: data[:2000] + bytes(200) + data[2200:]])
def test_a_file_that_was_cut_or_overwritten_is_refused(fresh: Fresh, tmp_path: Path,
                                                       spoil: Callable[[bytes], bytes]) -> None:
    file = kept(filled(fresh("sqlite"), tmp_path / "home").url, tmp_path / "kept.zip")
    file.write_bytes(spoil(file.read_bytes()))
    url = fresh("sqlite")
    with pytest.raises(Unfit, match="archive"):
        restored(file, url)
    assert "gem" not in counted(url)


def test_a_link_to_nowhere_is_refused(fresh: Fresh, tmp_path: Path) -> None:
    ground = filled(fresh("sqlite"), tmp_path / "home")
    database = Database.open(ground.url)
    with database.filling() as session:                        # where links are not looked at
        session.rows(Statement("update gem set place = 99 where id = 2", keep=False))
        session.commit()
    database.close()
    file = kept(ground.url, tmp_path / "kept.zip")
    for kind in BOTH:
        url = fresh(kind)
        with pytest.raises(Unfit, match="a link points at a row that is not there"):
            restored(file, url)
        assert "gem" not in counted(url)


def test_a_full_disk_leaves_an_empty_database_and_no_file(fresh: Fresh, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    ground = filled(fresh("sqlite"), tmp_path / "home")
    file, url = kept(ground.url, tmp_path / "kept.zip"), fresh("sqlite")
    with monkeypatch.context() as small:
        small.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, "pragma max_page_count = 60"))
        with pytest.raises(Full):
            restored(file, url)
    assert "gem" not in counted(url)
    restored(file, url)
    assert everything(moved_to(ground, url)) == everything(ground)
    held = Database.open(ground.url)
    with held.read() as session:                               # what SQLite itself writes to read is there already
        session.rows(Statement("select number from dg_current"))
        done = cramped(ground, "backup", str(tmp_path / "large.zip"))
    held.close()
    assert done.returncode == 1
    assert "large.zip cannot be written: File too large; nothing is left of it" in done.stderr
    assert [each for each in tmp_path.iterdir() if "large" in each.name] == []


def cramped(ground: Ground, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command that can write 4 KB into a file at most."""
    return subprocess.run(["prlimit", "--fsize=4096", sys.executable, "-m", "dougong", *words], cwd=ROOT, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "platform"), **ground.environment}, check=False,
                          capture_output=True)


def test_the_commands_say_what_they_did_and_what_not(tmp_path: Path) -> None:
    def dougong(home: str, *words: str) -> tuple[int, str, str]:
        environment = {"DOUGONG_HOME": str(tmp_path / home), "DOUGONG_ADMIN_PASSWORD": "only-for-tests"}
        done = CliRunner().invoke(main, words, env=environment, catch_exceptions=False)
        return done.exit_code, done.stdout, done.stderr

    file = str(tmp_path / "kept.zip")
    assert dougong("one", "init", "--empty")[0] == 0
    code, told, _ = dougong("one", "backup", file, "--with-secret")
    assert (code, told.startswith("Kept catalog 1: ")) == (0, True)
    assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600
    assert dougong("one", "backup", file) == (1, "", f"{file} is there already; name another file\n")
    code, told, failed = dougong("two", "restore", file, "--with-secret")
    assert (code, told.startswith("Restored catalog 1 of ")) == (0, True), failed
    assert (tmp_path / "two/secret_key").read_text() == (tmp_path / "one/secret_key").read_text()
    assert dougong("two", "restore", file)[0] == 1
    assert dougong("two", "doctor") == (0, "Nothing is wrong\n", "")
    code, told, _ = dougong("two", "apply")
    assert re.fullmatch(r"Made \d+ records ready for search\nNothing to do: catalog 1 is in force\n", told), told
    for wrong in (["move", "mysql://x"], ["restore", file, "--into", "nowhere"], ["backup"]):
        assert dougong("two", *wrong)[0] == 2
    code, told, _ = dougong("two", "move", f"sqlite:///{tmp_path / 'three.db'}")
    assert (code, "all of them compared" in told) == (0, True)
    missing = tmp_path / "no.zip"
    assert dougong("two", "restore", str(missing)) == (1, "", f"there is no file {missing}\n")
    assert dougong("one", "backup", str(tmp_path / "plain.zip"))[0] == 0
    code, _, failed = dougong("two", "restore", str(tmp_path / "plain.zip"), "--with-secret")
    assert (code, "holds no secret key" in failed) == (2, True)


@pytest.mark.parametrize("kind", BOTH)
def test_what_was_dropped_and_not_purged_is_named_and_stays_behind(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    """Its definition is gone, so nobody could say what its values are; the copy is whole without it."""
    ground = filled(fresh(kind), tmp_path / "home")
    database = Database.open(ground.url)
    gem = "".join(line for line in CHEST["objects/gem.yaml"].splitlines(keepends=True) if "  note:" not in line)
    less = (PACKS[0], PackSource.of("chest", {**CHEST, "objects/gem.yaml": gem}))
    apply(database, plan(database, compile_catalog(less, registry(), snapshot.uids(database))), less,
          agreed="destructive")
    made = backup(database, registry(), tmp_path / "kept.zip")
    database.close()
    assert [each for each in made.left_out if each.startswith("gem.")] == list(made.left_out)
    assert len(made.left_out) == 1
    url = fresh(kind)
    restored(tmp_path / "kept.zip", url)
    copy = Database.open(url)
    for packs in (less, PACKS):                                # and the field can come back, as a new one
        wanted = plan(copy, compile_catalog(packs, registry(), snapshot.uids(copy)))
        assert wanted.empty == (packs is less)
        apply(copy, wanted, packs)
    with copy.read() as session:
        assert session.rows(Statement("select note from gem where id = 1")) == [(None,)]
    copy.close()


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOTH)
def test_a_backup_under_load_has_every_acknowledged_row_and_none_half(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    ground = prepared(fresh(kind), tmp_path / "home", test_kill_server.PACKS)
    with serving(ground, workers=2, threads=4) as server:
        client = Client(server.port, ground.token)
        partner = client("POST", "/api/v1/sample_partner", {"code": "P1", "name": "华东机械"}).json["id"]
        client.close()
        buyers = test_kill_server.Buyers(server.port, ground.token, partner)
        with test_kill_server.buying(buyers):
            for at in range(3):
                wait_for(buyers, 40 * (at + 1))
                before = dict(buyers.acknowledged)
                file = kept(ground.url, tmp_path / f"{at}.zip")
                during = len(buyers.acknowledged) - len(before)
                copy = fresh(BOTH[at % 2])
                restored(file, copy)
                snapshot_is_whole(copy, before)
                wait_for(buyers, len(before) + during + 10)
    assert buyers.odd == []


def wait_for(buyers: test_kill_server.Buyers, orders: int) -> None:
    until = time.monotonic() + 60
    while len(buyers.acknowledged) < orders:
        assert time.monotonic() < until, f"only {len(buyers.acknowledged)} orders were acknowledged"
        time.sleep(0.02)


def snapshot_is_whole(url: str, before: dict[str, int]) -> None:
    """Demand of a copy what the books demand, for whatever orders it holds, and that it holds those in `before`."""
    database = Database.open(url)
    with database.read() as session:
        orders = session.rows(Statement("select reference, id from sample_order"))
    database.close()
    held = test_kill_server.Buyers(0, "", 0)
    held.acknowledged = dict(orders)
    assert before.items() <= held.acknowledged.items()
    test_kill_server.whole(url, held)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_definitions_wait_for_a_backup(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    """A table that is rewritten while it is read looks empty to the reader: apply has to wait."""
    ground = filled(fresh(kind), tmp_path / "home")
    database = Database.open(ground.url)
    order: list[str] = []

    def alter() -> None:
        init(database)                                         # takes the lock apply takes
        order.append("altered")

    with moment(database, registry()) as taken:
        other = threading.Thread(target=alter)
        other.start()
        time.sleep(0.3)
        order.append("read")
        assert sum(1 for part in taken.parts for _ in taken.rows(part)) > 10
    other.join()
    assert order == ["read", "altered"]
    database.close()
