"""What every test may ask for: databases, a browser, and the promise that CI leaves nothing out."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from dougong.access import hashing
from tests import postgres

GOLDEN = Path(__file__).parent / "golden"
CI = os.environ.get("CI") == "true"

for _name in [name for name in os.environ if name.startswith("DOUGONG_")]:
    del os.environ[_name]         # the settings of whoever runs the tests are none of the tests' business


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` writes the files of tests/golden anew instead of comparing with them."""
    parser.addoption("--golden-update", action="store_true", help="write the golden files anew")


@pytest.hookimpl(tryfirst=True)                   # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that share a fixture of their module stay on one worker, or each worker makes it again; what takes long
    comes before what is short, so that no worker waits for the other at the end."""
    if not hasattr(config, "workerinput"):
        return
    for item in items:
        if item.get_closest_marker("xdist_group") is None and (shared := _shared(item)):
            item.add_marker(pytest.mark.xdist_group(shared))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A plain line for each part left out, where everyone looks."""
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])
               if isinstance(report.longrepr, tuple)}
    for reason in sorted(reasons):
        terminalreporter.write_line(f"LEFT OUT: {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skipped test is a failed one: there, everything has to be installed."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was left out in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def slow_hasher() -> Iterator[PasswordHasher]:
    """The hasher people's passwords meet; the tests' own are hashed by one that takes no time."""
    slow = hashing._HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield slow


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server's `postgres` database: one server per worker, quick and careless (fsync off).

    tests/safety replaces it by `durable_postgres_url`.
    """
    yield from _server(postgres.CARELESS)


@pytest.fixture(scope="session")
def durable_postgres_url() -> Iterator[str]:
    """The same with every safety on, as in production."""
    yield from _server(())


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database."""
    with postgres.database(postgres_url) as address:
        yield address


@pytest.fixture
def sqlite_database(tmp_path: Path) -> str:
    """The address of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, empty database; the test runs once on each engine."""
    return request.getfixturevalue({"sqlite": "sqlite_database", "postgresql": "postgres_database"}[request.param])


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium: CHROMIUM, else the system's, else the one Playwright has fetched."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
    if not Path(found).exists():
        pytest.skip("browser tests: no Chromium; install the package chromium or run `playwright install chromium`")
    return found


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """A function (name, text) that demands that `text` equals the file tests/golden/<name>."""
    update = request.config.getoption("golden_update")

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"{file} is missing; `make golden` writes it"
        assert text == file.read_text(encoding="utf-8"), f"differs from {name}; if it should, run `make golden`"

    return compare


def _shared(item: pytest.Item) -> str:
    """Return what names the fixtures a test shares with others of its module, with their parameters, or ""."""
    fixtures = item._fixtureinfo.name2fixturedefs
    shared = sorted(name for name, defs in fixtures.items() if defs[-1].scope in {"module", "class", "package"})
    chosen = item.callspec.indices if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    which = "-".join(str(chosen[name]) for name in shared if name in chosen)
    return f"{item.path.relative_to(item.config.rootpath)}-{which}" if shared else ""


def _server(settings: tuple[str, ...]) -> Iterator[str]:
    try:
        with postgres.server(settings) as address:
            yield address
    except postgres.NoPostgresError as reason:
        pytest.skip(f"PostgreSQL tests: {reason}")
