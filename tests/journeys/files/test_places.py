"""Where bytes lie: the disk and a bucket keep, give, list and remove them alike, whatever happens at the same time."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest

from dougong.store.errors import Unreadable
from dougong.store.files.disk import Content, Files, Held, TooLong
from dougong.store.files.place import place
from tests.journeys.files.bucket import KEY, Store, serving

ROOT = Path(__file__).resolve().parents[3]
ONCE, LATER = 0.0, 1e12
#: Longer than what is sent in one piece.
LONG = bytes(range(256)) * 4096 * 7


@pytest.fixture
def store() -> Iterator[Store]:
    with serving() as found:
        yield found
        assert found.refused == []


@pytest.fixture(params=["disk", "folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    if request.param == "disk":
        yield place(None, tmp_path)
    elif request.param == "folder":
        yield place(f"file://{tmp_path}/with%20space", tmp_path)
        assert (tmp_path / "with space").is_dir()
    else:
        yield place(request.getfixturevalue("store").place(), tmp_path)


def kept(files: Files, content: bytes) -> str:
    return files.put([content[at:at + 99_999] for at in range(0, len(content), 99_999)], len(content)).sha256


@pytest.mark.parametrize("content", [b"x", b"12345", LONG], ids=["one", "few", "long"])
def test_what_is_put_is_given_whole_and_in_parts(files: Files, content: bytes) -> None:
    assert files.put(iter([content]), len(content)) == Content(sha256(content).hexdigest(), len(content))
    name = kept(files, content)
    assert files.exists(name)
    with files.open(name) as stream:
        assert stream.read() == content
        stream.seek(-3 if len(content) > 3 else 0, os.SEEK_END)
        assert stream.read() == (content[-3:] if len(content) > 3 else b"")
        stream.seek(len(content) // 2)
        assert stream.read(1) == content[len(content) // 2:len(content) // 2 + 1]


def test_more_than_may_be_is_not_kept(files: Files) -> None:
    with pytest.raises(TooLong):
        files.put([b"12345", b"6"], 5)
    assert list(files.held(LATER)) == []


def test_what_is_not_there_cannot_be_opened(files: Files) -> None:
    missing = "0" * 64
    assert not files.exists(missing)
    with pytest.raises(Unreadable):
        files.open(missing)
    assert not files.delete(missing, LATER)
    for call in (files.open, files.exists):
        with pytest.raises(ValueError, match="not the hash"):
            call("../../etc/passwd")


def test_only_what_has_lain_long_enough_is_listed_and_removed(files: Files) -> None:
    hashes = sorted(kept(files, f"number {at}".encode()) for at in range(5))
    assert list(files.held(time.time() - 60)) == []
    assert not files.delete(hashes[0], time.time() - 60)
    assert list(files.held(LATER)) == [Held(name, len("number 0")) for name in hashes]
    assert files.delete(hashes[0], LATER)
    assert not files.delete(hashes[0], LATER)
    assert [each.sha256 for each in files.held(LATER)] == hashes[1:]


def test_a_list_longer_than_a_page_is_listed_whole(store: Store, tmp_path: Path) -> None:
    store.page, files = 3, place(store.place(), tmp_path)
    hashes = sorted(kept(files, f"number {at}".encode()) for at in range(10))
    assert [each.sha256 for each in files.held(LATER)] == hashes


def test_a_bucket_may_be_shared_under_prefixes(store: Store, tmp_path: Path) -> None:
    one, other = place(store.place(prefix="one"), tmp_path), place(store.place(prefix="other/deep"), tmp_path)
    name = kept(one, b"mine")
    assert (one.exists(name), other.exists(name), list(other.held(LATER))) == (True, False, [])


def test_a_wrong_secret_is_told_and_the_secret_is_not(tmp_path: Path) -> None:
    with serving() as store:
        files = place(store.place(secret="another"), tmp_path)
        with pytest.raises(Unreadable) as told:
            kept(files, b"x")
        assert store.objects == {}
        assert "the signature is wrong" in store.refused
        assert KEY not in f"{told.value} {files!r}"
        assert "another" not in f"{told.value} {files!r}"


def test_a_store_that_is_broken_or_gone_is_told(tmp_path: Path) -> None:
    with serving() as store:
        files = place(store.place(), tmp_path)
        name = kept(files, b"x")
        store.broken = True
        with pytest.raises(Unreadable):
            files.open(name)
    with pytest.raises(Unreadable):
        kept(files, b"y")


def aged(store: Store, hours: int = 2) -> None:
    """Let what the store holds lie there for hours."""
    store.objects = {key: (content, at - timedelta(hours=hours)) for key, (content, at) in store.objects.items()}


@pytest.mark.parametrize(("moment", "goes"), [("HEAD", False), ("DELETE", True)])
def test_what_is_put_while_a_sweep_removes_it_is_there_in_the_end(store: Store, tmp_path: Path, moment: str,
                                                                 goes: bool) -> None:
    sweeping, sending = place(store.place(), tmp_path), place(store.place(), tmp_path)
    name = kept(sending, b"again")
    aged(store)
    begun, arrived = Event(), Event()
    sender = Thread(target=sending.put, args=([b"again"], 9))

    def meanwhile(method: str, key: str) -> None:
        """Let the same bytes arrive at this moment of the sweep."""
        if not key.endswith(f"/{name}") or "going" in key:
            return
        if method == "PUT":
            store.objects[key] = (b"again", datetime.now(UTC))
            arrived.set()
        elif method == moment and not begun.is_set():
            begun.set()
            sender.start()
            assert arrived.wait(20)

    store.before = meanwhile
    assert sweeping.delete(name, time.time() - 3600) is goes
    sender.join(20)
    assert store.hashes() == {name}
    with sending.open(name) as stream:
        assert stream.read() == b"again"
    assert [key for key in store.objects if "going" in key] == []


def test_the_mark_of_a_sweep_that_died_keeps_nobody_out(store: Store, tmp_path: Path) -> None:
    files = place(store.place(), tmp_path)
    name = kept(files, b"x")
    store.objects[f"erp/going/{name}/dead"] = (b"", datetime.now(UTC) - timedelta(minutes=10))
    assert kept(files, b"x") == name
    files.tidy(time.time() - 60)
    assert store.hashes() == {name}
    assert [key for key in store.objects if "going" in key] == []


FORKED = """
import os, sys
from pathlib import Path
from dougong.store.files.place import place
files = place(sys.argv[1], Path("."))
if os.fork() == 0:
    kept = files.put([b"from a child"], 99)
    os._exit(0 if files.exists(kept.sha256) else 3)
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_place_made_before_a_fork_serves_after_it(store: Store, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "platform")}
    made = subprocess.run([sys.executable, "-c", FORKED, store.place()], env=env, cwd=tmp_path, timeout=60, check=False)
    assert made.returncode == 0
    assert store.hashes() == {sha256(b"from a child").hexdigest()}
