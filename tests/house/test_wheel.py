"""What people install: the archive and the wheel carry everything, and the wheel runs far from any checkout."""

import http.client
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.serving import free_port, running

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ["htmx.min.js", "tabler.min.css", "inter.woff2", "icons.svg", "LICENCES.txt"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive and the wheel made from it, as `make wheel` makes them."""
    if not (ROOT / "ui" / "static" / "vendor" / "icons.svg").exists():
        pytest.fail("ui/static/vendor is empty: run `make ui/static/vendor/LICENCES.txt` first")
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, "--sdist", "--outdir", folder)
    unpacked = tmp_path_factory.mktemp("unpacked")
    run(unpacked, "tar", "-xzf", next(folder.glob("*.tar.gz")))
    build(next(unpacked.iterdir()), "--wheel", "--outdir", folder)
    return folder


@pytest.fixture(scope="module")
def carried(built: Path) -> set[str]:
    """The files in the wheel that was made by way of the archive."""
    return contents(next(built.glob("*.whl")))


def test_the_wheel_made_directly_carries_the_same_files(carried: set[str], tmp_path: Path) -> None:
    build(ROOT, "--wheel", "--outdir", tmp_path)
    assert contents(next(tmp_path.glob("*.whl"))) == carried


def test_the_wheel_carries_every_file_of_the_product_and_the_browser_libraries(carried: set[str]) -> None:
    assert set(shipped()) <= carried
    assert {f"dougong/_shipped/ui/static/vendor/{name}" for name in VENDOR} <= carried


def test_the_wheel_carries_nothing_else(carried: set[str]) -> None:
    extra = {path for path in carried - set(shipped()) if ".dist-info/" not in path}
    assert {path.removeprefix("dougong/_shipped/ui/static/vendor/") for path in extra} == set(VENDOR)


def test_an_editable_install_copies_no_data() -> None:
    packages = subprocess.run([sys.executable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                              capture_output=True, text=True, check=True).stdout.strip()
    assert not (Path(packages) / "dougong").exists()


def test_the_wheel_serves_a_page_and_a_static_file_outside_the_checkout(built: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    binaries = tmp_path / "venv" / "bin"
    run(tmp_path, binaries / "pip", "install", "--quiet", "--disable-pip-version-check", next(built.glob("*.whl")))
    assert run(tmp_path, binaries / "python", "-c", "import dougong; print(dougong.__file__)").startswith(str(tmp_path))
    run(tmp_path, binaries / "dougong", "init", "--empty")
    with served(tmp_path, binaries / "dougong") as connection:
        page = fetch(connection, "/")
        assert "<html" in page
        for path in dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"#?]+)', page)):
            assert fetch(connection, path)
        assert "htmx" in fetch(connection, "/static/vendor/htmx.min.js")


def shipped() -> Iterator[str]:
    """Yield where each file of the product that git knows or would add lies in the wheel."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "platform",
                             "metadata", "plugins", "ui"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in filter(None, listed.split("\0")):
        if not (ROOT / path).exists():
            continue                                # deleted, not yet committed
        if path.startswith("platform/"):
            yield path.removeprefix("platform/")
        elif path.startswith(("metadata/", "plugins/", "ui/templates/", "ui/static/", "ui/i18n/")):
            yield f"dougong/_shipped/{path}"


def build(source: Path, *arguments: object) -> None:
    run(source, sys.executable, "-m", "build", "--no-isolation", *arguments, source)


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def run(folder: Path, *command: object) -> str:
    """Return what the command printed; it runs in `folder` with nothing of this test's Python around it."""
    clean = {key: text for key, text in os.environ.items() if not key.startswith(("PYTHON", "DOUGONG_", "VIRTUAL_"))}
    done = subprocess.run([str(each) for each in command], cwd=folder, env=clean, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def served(folder: Path, program: Path) -> Iterator[http.client.HTTPConnection]:
    """Yield a connection to a server started in `folder`, once it answers; ends the server afterwards."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "DOUGONG_PORT": str(port)}
    with running([program, "serve"], port, environment, folder / "log", folder), \
            closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        yield connection


def fetch(connection: http.client.HTTPConnection, path: str) -> str:
    """Return the body at `path`, following the way to the sign-in page."""
    for _ in range(4):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        if answer.status not in {302, 303, 307}:
            break
        path = answer.headers["Location"]
    assert answer.status == 200, f"{path}: {answer.status}"
    return body
