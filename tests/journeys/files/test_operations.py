"""What operators do with uploaded files, on the disk and in a bucket: look, keep, put back, carry elsewhere."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dougong import config
from dougong.cli import main
from dougong.ext import compose
from dougong.records.files.keep import keep
from dougong.records.files.model import Place
from dougong.records.runtime import Runtime
from dougong.store.files.check import checked
from dougong.store.files.disk import Files
from tests.journeys.api.conftest import opened
from tests.journeys.files.bucket import Store, serving

TEXTS = (b"one", b"two", b"three")


@pytest.fixture
def store() -> Iterator[Store]:
    with serving() as found:
        yield found
        assert found.refused == []


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation to be copied."""
    home = tmp_path_factory.mktemp("ground")
    for api in opened(f"sqlite:///{home / 'dougong.db'}", home):
        api.runtime.database.close()
        yield home


class Site:
    """An installation with three files attached to its first user."""

    def __init__(self, home: Path, address: str = "") -> None:
        self.home, self.env = home, {"DOUGONG_HOME": str(home), "DOUGONG_FILES_URL": address}
        self.runtime: Runtime = compose(config.load(self.env))
        context = self.runtime.machine("cli", "test")
        for text in TEXTS:
            keep(context, self.runtime, [text], f"{text.decode()}.txt", Place("user", 1))

    @property
    def files(self) -> Files:
        return self.runtime.files

    def run(self, *said: Any) -> Result:
        return CliRunner().invoke(main, [str(each) for each in said], env=self.env)

    def ill(self, *, read: bool = True) -> tuple[list[str], list[str], int]:
        """Return the hashes of what is missing and what is damaged, and how many contents are nobody's."""
        found = checked(self.runtime.database, self.runtime.live.catalog, self.files, read=read)
        return [each.sha256 for each in found.missing], [each.sha256 for each in found.damaged], found.orphans


SOUND = ([], [], 0)


@pytest.fixture(params=["disk", "bucket"])
def site(request: pytest.FixtureRequest, ground: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(ground, tmp_path / "home")
    made = Site(tmp_path / "home", request.getfixturevalue("store").place() if request.param == "bucket" else "")
    yield made
    made.runtime.database.close()


def hashes(site: Site) -> list[str]:
    return [each.sha256 for each in site.files.held(1e12)]


def spoilt(site: Site, sha256: str, content: bytes, store: Store | None) -> None:
    """Change bytes behind the engine's back."""
    if store is not None:
        key = next(key for key in store.objects if key.endswith(sha256))
        store.objects[key] = (content, store.objects[key][1])
    else:
        (site.home / "files" / sha256[:2] / sha256).write_bytes(content)


def test_the_doctor_tells_what_is_missing_damaged_or_nobodys_and_a_backup_mends_it(
        request: pytest.FixtureRequest, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = request.getfixturevalue("store") if "bucket" in request.node.name else None
    assert site.ill() == SOUND
    archive = tmp_path / "kept.zip"
    assert "3 uploaded files are in it" in site.run("backup", archive).output
    first, second, third = hashes(site)
    assert site.files.delete(first, 1e12)
    spoilt(site, second, b"longer than it was", store)        # another length is seen without reading
    with site.files.open(third) as stream:
        length = len(stream.read())
    spoilt(site, third, b"X" * length, store)                 # the same length only by reading
    monkeypatch.setattr("dougong.store.files.check.YOUNG", -60)
    lonely = site.files.put([b"nobody's"], 99).sha256
    assert site.ill(read=False) == ([first], [second], 1)
    assert site.ill() == ([first], [second, third], 1)
    told = site.run("doctor", "--files", "--json")
    assert told.exit_code == 1
    missing, damaged, strange = [each for each in json.loads(told.output) if each["check"] == "files"]
    assert re.search(rf"1 uploaded files are missing from .*, the first: file \d+, {first}", missing["sentence"])
    assert re.search(rf"2 uploaded files are not what was uploaded in .*: file \d+, {second}", damaged["sentence"])
    assert (missing["level"], damaged["level"], strange["level"]) == ("fault", "fault", "note")
    assert strange["sentence"].startswith("1 contents in")
    assert "3 uploaded files are missing or damaged and not in it" in site.run("backup", tmp_path / "b.zip").output
    assert "3 uploaded files were missing or damaged here and are back" in site.run(
        "restore", archive, "--files").output
    assert site.ill() == ([], [], 1)
    assert site.files.delete(lonely, 1e12)
    assert site.ill() == SOUND
    assert "0 uploaded files were missing" in site.run("restore", archive, "--files").output


def opened_at(home: Path, database: str, address: str) -> tuple[list[str], list[str], int]:
    """Return what is ill of the files of another installation."""
    runtime = compose(config.load({"DOUGONG_HOME": str(home), "DOUGONG_DATABASE_URL": database,
                                   "DOUGONG_FILES_URL": address}))
    found = checked(runtime.database, runtime.live.catalog, runtime.files, read=True)
    runtime.database.close()
    assert found.whole == len(TEXTS)
    return [each.sha256 for each in found.missing], [each.sha256 for each in found.damaged], found.orphans


def test_a_restore_brings_files_into_either_place(site: Site, store: Store, tmp_path: Path) -> None:
    archive, fresh = tmp_path / "kept.zip", tmp_path / "fresh"
    assert site.run("backup", archive).exit_code == 0
    for at, address in enumerate((f"file://{tmp_path}/shared", store.place(prefix="restored"))):
        home = fresh / str(at)
        made = CliRunner().invoke(main, ["restore", str(archive)], env={
            "DOUGONG_HOME": str(home), "DOUGONG_FILES_URL": address})
        assert made.exit_code == 0, made.output
        assert opened_at(home, f"sqlite:///{home}/dougong.db", address) == SOUND
    assert sum(path.is_file() for path in (tmp_path / "shared").rglob("??/*")) == 3


def test_files_are_carried_to_another_place_and_what_came_since_afterwards(site: Site, store: Store,
                                                                          tmp_path: Path) -> None:
    target = store.place(prefix="elsewhere") if site.env["DOUGONG_FILES_URL"] == "" else f"file://{tmp_path}/disk"
    made = site.run("move", "--files", target)
    assert made.exit_code == 0, made.output
    assert "Copied 3 uploaded files to" in made.output
    assert "set DOUGONG_FILES_URL to the new address" in made.output
    assert "se%2Fcr" not in made.output
    database = f"sqlite:///{tmp_path}/there.db"
    again = site.run("move", database, "--files", target)
    assert "Copied 0 uploaded files" in again.output
    assert "Moved" in again.output
    assert opened_at(site.home, database, target) == SOUND
    assert len(hashes(site)) == 3


def test_what_cannot_be_carried_is_counted(site: Site, tmp_path: Path) -> None:
    assert site.files.delete(hashes(site)[0], 1e12)
    made = site.run("move", "--files", f"file://{tmp_path}/disk")
    assert "Copied 2 uploaded files" in made.output
    assert "1 are missing or damaged here" in made.output


def test_a_place_that_is_none_is_told_before_anything_is_done(ground: Path) -> None:
    env = {"DOUGONG_HOME": str(ground)}
    for said, told in ((["move"], "Name a database, or a place for files"),
                       (["move", "--files", "ftp://x/y"], "names no place for files we know")):
        made = CliRunner().invoke(main, said, env=env)
        assert made.exit_code == 2
        assert told in made.output


def test_without_the_client_an_s3_store_is_refused_with_the_cure(ground: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dougong.store.files.s3.MISSING", ImportError("obstore"))
    made = CliRunner().invoke(main, ["sweep-files"], env={
        "DOUGONG_HOME": str(ground), "DOUGONG_FILES_URL": "s3://k:s@localhost/b"})
    assert made.exit_code == 1
    assert "pip install 'dougong[s3]'" in made.output
