"""`python -m tests.bench`: measure ours beside the yardstick, print a table, keep JSON, fail below the goals."""

import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import asdict
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.bench import bring, change, drain, pages, report, rights, rounds, screens, sides, size
from tests.bench.agree import agree
from tests.bench.cluster import Cluster, cluster
from tests.bench.options import Options, options
from tests.bench.rounds import Result
from tests.bench.scenarios import SCENARIOS, TOLD, Target


def main() -> int:
    """Run what the command line asks for and return the exit code: 0 goals met, 1 missed."""
    asked = options()
    missed: list[str] = []
    kept: dict[str, object] = {"load_before": round(os.getloadavg()[0], 2)}
    if "catalog" in asked.only:
        weighed = size.measure(asked.objects)
        kept["catalog"] = asdict(weighed)
        print(*weighed.lines(), sep="\n", flush=True)
        missed += [] if weighed.within(asked.leeway) else ["catalog"]
    if "change" in asked.only:
        told = list[str]()
        missed += change.measure(asked.large, lambda line: (told.append(line), print(line, flush=True)))
        kept["change"] = told
    if set(asked.only) - {"catalog", "change"}:
        missed += _serve(asked, kept)
    print("kept in", report.save(kept))
    if missed:
        print("missed:", ", ".join(missed))
    return 1 if missed else 0


def _serve(asked: Options, kept: dict[str, object]) -> list[str]:
    """Start the sides, run the scenarios and the deep pages; return the names of the goals missed."""
    with ExitStack() as stack:
        server = stack.enter_context(cluster())
        kept["database"] = server.settings()
        print(*(f"{name} {value}" for name, value in server.settings().items()), sep=", ", flush=True)
        missed = _bring(server, asked, kept) if "import" in asked.only else []
        missed += _look(server, asked, kept) if "screens" in asked.only else []
        missed += _drain(server, asked, kept) if "drain" in asked.only else []
        missed += _narrow(server, asked, kept) if "rights" in asked.only else []
        if not set(asked.only) - {"catalog", "change", "import", "screens", "drain", "rights"}:
            return missed
        start = {"ours": sides.ours, "baseline": sides.baseline}
        targets = [stack.enter_context(start[side](server, asked.rows, narrow=asked.narrow)) for side in asked.sides]
        agree(targets)
        results = [_run(name, targets, asked) for name in asked.only if name in SCENARIOS]
        kept["scenarios"] = [result.plain() for result in results]
        missed += [result.name for result in results if result.name not in TOLD
                   and (ratio := result.ratio()) is not None and ratio < asked.least]
        if "pages" in asked.only:
            deep = pages.measure(targets[0], asked.pages, asked.rounds, asked.seconds / 3)
            kept["pages"] = {"ratio": round(deep.ratio(), 2), "p50_ms": deep.times}
            print(*deep.lines(), sep="\n", flush=True)
            missed += [] if deep.within(asked.leeway) else ["pages"]
    return missed


def _bring(server: Cluster, asked: Options, kept: dict[str, object]) -> list[str]:
    """Measure imports; return the goal's name when it is missed."""
    brought = bring.measure(server, asked.brought, asked.rounds)
    kept["import"] = asdict(brought)
    print(*brought.lines(), sep="\n", flush=True)
    return [] if brought.within(asked.leeway) else ["import"]


def _drain(server: Cluster, asked: Options, kept: dict[str, object]) -> list[str]:
    """Measure how fast effects happen; return the goal's name when it is missed."""
    drained = drain.measure(server, asked.effects)
    kept["drain"] = asdict(drained)
    print(*drained.lines(), sep="\n", flush=True)
    return [] if drained.within(asked.leeway) else ["drain"]


def _narrow(server: Cluster, asked: Options, kept: dict[str, object]) -> list[str]:
    """Measure lists of people who may see a part; return the names of those that took too much."""
    found, missed = rights.measure(server, asked.rows, asked.leeway)
    kept["rights"] = [asdict(each) for each in found]
    return missed


def _look(server: Cluster, asked: Options, kept: dict[str, object]) -> list[str]:
    """Measure list pages over a company's data; return the goal's name when it is missed."""
    with TemporaryDirectory(prefix="dougong-home-") as home:
        env = sides.settings(server.create("company"), home, ())
        sides.dougong(env, "init", "--company")
        with patch.dict(os.environ, env), bring.closing_runtime() as alive:
            seen = screens.measure(alive.runtime, asked.rounds)
    kept["screens"] = asdict(seen)
    print(*seen.lines(), sep="\n", flush=True)
    return [] if seen.within(asked.leeway) else ["screens"]


def _run(name: str, targets: list[Target], asked: Options) -> Result:
    """Measure one scenario and print its row as soon as it is known."""
    title, make = SCENARIOS[name]
    result = rounds.measure(name, title.format(rows=asked.rows), make, targets, asked.rounds, asked.seconds)
    if name == next(each for each in asked.only if each in SCENARIOS):
        print(*report.head(), sep="\n")
    print(report.row(result), flush=True)
    return result


if __name__ == "__main__":
    # Told to end, leave through the `finally`s: they stop the servers and remove the cluster.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    sys.exit(main())
