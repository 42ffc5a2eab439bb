"""`python -m tests.bench`: measure ours beside the yardstick, print a table, keep JSON, fail below the goals."""

import argparse
import os
import sys
from contextlib import ExitStack

from tests.bench import report, sides
from tests.bench.cluster import cluster
from tests.bench.rounds import Result, measure
from tests.bench.scenarios import SCENARIOS

_FULL = {"rounds": 5, "seconds": 3.0, "rows": 100_000}
_QUICK = {"rounds": 1, "seconds": 1.0, "rows": 5000}


def main() -> int:
    """Run what the command line asks for and return the exit code: 0 goals met, 1 missed."""
    options = _options()
    results: list[Result] = []
    with ExitStack() as stack:
        server = stack.enter_context(cluster())
        facts = server.settings()
        print(", ".join(f"{name} {value}" for name, value in facts.items()), f"· load {os.getloadavg()[0]:.1f}")
        serve = {"ours": sides.ours, "baseline": sides.baseline}
        wanted = [options.side] if options.side else list(serve)
        targets = [stack.enter_context(serve[side](server, options.rows)) for side in wanted]
        for name in options.only:
            results.append(measure(name, *SCENARIOS[name], targets, options.rounds, options.seconds))
            print("\n".join(list(report.table(results[-1:]))[0 if len(results) == 1 else 2 :]), flush=True)
    print("kept in", report.save({"facts": facts, "results": [result.plain() for result in results]}))
    return _verdict(results, 0.1 if options.quick else 1.0)


def _verdict(results: list[Result], least: float) -> int:
    missed = [result.name for result in results if (ratio := result.ratio()) is not None and ratio < least]
    if missed:
        print(f"below {least}:", ", ".join(missed))
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, help="rounds per side (5)")
    parser.add_argument("--seconds", type=float, help="seconds per round (3)")
    parser.add_argument("--rows", type=int, help="items to list (100000)")
    parser.add_argument("--only", type=_names, default=list(SCENARIOS), help="scenarios, comma separated")
    parser.add_argument("--side", choices=["ours", "baseline"], help="run one side alone")
    parser.add_argument("--quick", action="store_true", help="small and short; fails only at ten times a limit")
    options = parser.parse_args()
    for name, value in (_QUICK if options.quick else _FULL).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    return options


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - SCENARIOS.keys():
        raise argparse.ArgumentTypeError(f"no scenario {', '.join(sorted(unknown))}; one of {', '.join(SCENARIOS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
