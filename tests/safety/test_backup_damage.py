"""Restore of what is damaged, killed on the way or short of room: whole or not at all."""

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dougong.catalog.registry import registry
from dougong.store.backup.format import Unfit
from dougong.store.backup.restore import restore
from dougong.store.database import Database
from dougong.store.drivers import sqlite
from dougong.store.errors import Full
from dougong.store.sql import Statement
from tests.safety.chest import counted, everything, filled, moved_to
from tests.safety.copying import BOTH, Fresh, Kept, kept, restored
from tests.safety.site import ROOT, Ground


@pytest.mark.parametrize("kind", BOTH)
def test_killed_at_any_point_a_restore_leaves_nothing_and_can_be_repeated(fresh: Fresh, chest_kept: Kept,
                                                                         kind: str) -> None:
    ground, file, url = chest_kept.ground, chest_kept.file, fresh(kind)
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


def changed(file: Path, other: Path, name: str, change: Callable[[bytes], bytes | None]) -> Path:
    """Write an archive anew, as `other`, with one member changed, or left out."""
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
        fresh: Fresh, chest_kept: Kept, tmp_path: Path, name: str, change: Callable[[bytes], bytes | None],
        told: str) -> None:
    url = fresh("sqlite")
    with pytest.raises(Unfit, match=told):
        restored(changed(chest_kept.file, tmp_path / "changed.zip", name, change), url)
    assert sum(counted(url).values()) <= 1
    assert "gem" not in counted(url)


@pytest.mark.parametrize("spoil", [
    lambda data: data[:len(data) // 2], lambda data: b"", lambda data: b"PK not a zip",
    lambda data: data[:2000] + bytes(200) + data[2200:]])
def test_a_file_that_was_cut_or_overwritten_is_refused(fresh: Fresh, chest_kept: Kept, tmp_path: Path,
                                                       spoil: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "kept.zip"
    file.write_bytes(spoil(chest_kept.file.read_bytes()))
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


def test_a_full_disk_leaves_an_empty_database_and_no_file(fresh: Fresh, chest_kept: Kept, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    ground, file, url = chest_kept.ground, chest_kept.file, fresh("sqlite")
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
