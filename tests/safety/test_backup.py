"""Backup and restore: every value comes through between both databases, and the commands say what they did."""

import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from dougong.catalog.compile import compile_catalog
from dougong.catalog.registry import registry
from dougong.cli import main
from dougong.records.writing.change import Change
from dougong.store import snapshot
from dougong.store.backup.format import Unfit
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.safety import chest
from tests.safety.chest import PACKS, counted, everything, filled, founder, moved_to
from tests.safety.copying import BOTH, Fresh, Kept, contents, kept, restored
from tests.safety.site import Client, Ground, prepared, serving


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
def test_only_an_empty_database_is_filled(fresh: Fresh, chest_kept: Kept, tmp_path: Path, kind: str) -> None:
    file, taken = chest_kept.file, fresh(kind)
    prepared(taken, tmp_path / "other", PACKS)
    before = counted(taken)
    with pytest.raises(Unfit, match=r"not empty: it holds calendar_day, company, file, gem, .* and .* more"):
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
