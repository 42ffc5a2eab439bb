"""The tests of tests/safety at full length, on both databases: `make soak`, or `python -m tests.soak --kills 200`."""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dougong.catalog.reading.source import PackSource
from dougong.testing.conformance import WHOLE
from tests import postgres
from tests.safety.site import Ground, prepared
from tests.safety.swap import grown
from tests.safety.test_kill_server import PACKS, endure
from tests.safety.test_live_swap import grow
from tests.safety.test_rollup_concurrency import CLIENTS, churn, made
from tests.soak.import_memory import MORE, peak

#: Tests with full counts: random changes of definitions, an import that is killed, a clerk's 3,000 customers, every
#: screen of every object in every language, width and theme, every link followed as everybody,
#: every question and cell of who sees what.
CHAINS = "tests/unit/store/test_change_chains.py"
KILLED = "tests/safety/test_kill_import.py"
CLERK = "tests/browser/test_clerk.py"
SCREENS = "tests/browser/test_screens.py"
AXE = "tests/browser/test_access.py"
CRAWL = "tests/journeys/access/test_crawl.py"
RACE = "tests/journeys/flows/test_race.py"
SHARED = "tests/journeys/access/test_sharing_speed.py"
TWINS = "tests/journeys/access/test_twins.py"
MATRIX = "tests/journeys/access/test_matrix.py"
#: Killed workers of effects, with the counts of the issue; processes that meet the same due times for 300 days, and
#: a deadline among 1,000,000 records.
EFFECTS = "tests/safety/test_kill_effects.py"
SCHEDULES = "tests/safety/test_schedule_race.py"
DEADLINE = "tests/journeys/rules/test_timed_speed.py"


def main() -> int:
    """Run everything, print a line for each, and return how many failed."""
    options = _options()
    rounds: tuple[tuple[str, tuple[PackSource, ...], Callable[[Ground], str]], ...] = (
        (f"{options.added} objects and fields added under {options.clients} clients", grown(1),
         lambda ground: _grown(ground, options)),
        (f"{options.acts} acts of {CLIENTS} clients on what rollups look at", (),
         lambda ground: _churned(ground, options)),
        (f"{options.kills} kills of workers under load", PACKS, lambda ground: _killed(ground, options)))
    failed = 0
    with postgres.server(()) as server:
        for name, packs, run in rounds:
            for engine in ("sqlite", "postgresql"):
                start = time.monotonic()
                with _ground(engine, server, packs) as ground:
                    try:
                        told = run(ground)
                    except AssertionError as error:
                        failed, told = failed + 1, f"FAILED {error}"
                print(f"{name}, {engine}: {told} ({time.monotonic() - start:.0f} s)", flush=True)
    return failed + _imported(options.imported) + sum((
        _long("tests/conformance", **{WHOLE: "1"}), _long(CHAINS, CHAINS=str(options.chains), CHAIN_ROWS="1000"),
        _long(KILLED, KILLED_ROWS="50000"), _long(CLERK, CLERK_ROWS="3000"),
        _long(SCREENS, SCREENS="all"),
        _long(AXE, AXE_ALL="1"), _long(CRAWL, CRAWL="all"), _long(RACE, RACES="1000"),
        _long(EFFECTS, KILLED_EFFECTS="4000", KILLED_EVERY="0.4"),
        _long(SCHEDULES, SCHEDULED_DAYS="300"), _long(DEADLINE, SCHEDULED_RECORDS="1000000"),
        _long(SHARED, SHARED_RECORDS="1000000"), _long(TWINS, ATTACK="full"), _long(MATRIX, ATTACK="full")))


def _long(test: str, **counts: str) -> int:
    """Run a test with its full counts, which it reads from the environment; return whether that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=0", test]
    return int(subprocess.run(command, env={**os.environ, **counts}, check=False).returncode != 0)


def _imported(rows: int) -> int:
    """Import ten thousand rows and `rows`; return whether the latter took more memory than promised."""
    with tempfile.TemporaryDirectory(prefix="dougong-soak-") as home:
        few, many = (peak(Path(home), each) for each in (10_000, rows))
    print(f"import of {rows:,} rows: {many - few} MB more than 10,000 ({MORE} at most)", flush=True)
    return int(many - few > MORE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="how many workers are killed, for each database")
    parser.add_argument("--chains", type=int, default=300, help="how many chains of random changes")
    parser.add_argument("--clients", type=int, default=32, help="how many clients work while definitions change")
    parser.add_argument("--acts", type=int, default=500, help="how often each of 16 clients moves rollups")
    parser.add_argument("--added", type=int, default=50, help="how many objects and fields are added")
    parser.add_argument("--imported", type=int, default=200_000, help="how many rows are imported at once")
    return parser.parse_args()


@contextmanager
def _ground(engine: str, server: str, packs: tuple[PackSource, ...]) -> Iterator[Ground]:
    """Yield a database with the packs, or, without any, an empty one."""
    with tempfile.TemporaryDirectory(prefix="dougong-soak-") as home, contextlib.ExitStack() as stack:
        url = f"sqlite:///{home}/soak.db" if engine == "sqlite" else stack.enter_context(postgres.database(server))
        yield prepared(url, Path(home), packs) if packs else Ground(url, {}, "")


def _grown(ground: Ground, options: argparse.Namespace) -> str:
    seen, late = grow(ground, options.added, options.clients)
    return f"{seen} answers, each explained by one catalog, none refused; served everywhere in {late:.2f} s (p99)"


def _churned(ground: Ground, options: argparse.Namespace) -> str:
    with contextmanager(made)(ground.url) as world:
        churn(world, options.acts)
    return "every rollup is its recomputation, no record that says one has moved its version"


def _killed(ground: Ground, options: argparse.Namespace) -> str:
    buyers = endure(ground, options.kills)
    return (f"{len(buyers.acknowledged)} orders acknowledged in {buyers.tries} tries, none lost, doubled or halved; "
            f"{buyers.replays} replays as the first time")


if __name__ == "__main__":
    sys.exit(main())
