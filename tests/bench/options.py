"""What the command line may ask for."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.scenarios import SCENARIOS

NAMES = (*SCENARIOS, "pages", "catalog", "change", "import", "screens", "drain", "rights")
#: What runs unless it is asked for by name: a change of a million rows on two databases takes minutes, as does a
#: company's data for the screens and a hundred thousand effects; imports do not reach their goal yet. What
#: rights cost is about as many records as are asked for: `--only rights --rows 1000000`.
USUAL = [name for name in NAMES if name not in {"change", "import", "screens", "drain", "rights"}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How long and how much; `least` is the ratio below which, `leeway` times a limit beyond which, a run fails.
    `narrow`: both are asked by somebody who may see a part."""

    only: Sequence[str]
    sides: Sequence[str]
    rounds: int
    seconds: float
    rows: int
    objects: int
    pages: Mapping[str, int]
    large: int
    least: float
    leeway: float
    narrow: bool
    brought: int
    effects: int


def options(arguments: Sequence[str] | None = None) -> Options:
    """Return what `arguments` (or the command line) ask for; a fault ends the program with a sentence."""
    given = _parser().parse_args(arguments)
    only = [name for name in given.only if given.side != "baseline" or name in SCENARIOS]
    quick = bool(given.quick)
    return Options(
        only=only,
        sides=[given.side] if given.side else ["ours", "baseline"],
        rounds=given.rounds or (1 if quick else 5),
        seconds=given.seconds or (1.0 if quick else 3.0),
        rows=given.rows or (5_000 if quick else 100_000),
        objects=50 if quick else 500,
        pages={"bench_few": 2_000 if quick else 10_000, "bench_many": 20_000 if quick else 1_000_000},
        large=120_000 if quick else 1_000_000,
        least=0.1 if quick else 1.0,
        leeway=10.0 if quick else 1.0,
        narrow=given.narrow,
        brought=1_000 if quick else 20_000,
        effects=3_000 if quick else 100_000,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Ours beside a server written by hand.")
    parser.add_argument("--rounds", type=int, help="rounds per side (5)")
    parser.add_argument("--seconds", type=float, help="seconds per round (3)")
    parser.add_argument("--rows", type=int, help="items to list, at least 1000, with --narrow 5000 (100000)")
    parser.add_argument("--only", type=_names, default=USUAL, metavar="NAMES", help=", ".join(NAMES))
    parser.add_argument("--side", choices=["ours", "baseline"], help="run one side alone")
    parser.add_argument("--narrow", action="store_true",
                        help="both are asked by a clerk, who may see their own (one item in eleven) and what is "
                             "shared with them; not by an administrator")
    parser.add_argument("--quick", action="store_true", help="small and short; fails only beyond ten times a limit")
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := sorted(set(names) - set(NAMES)):
        raise argparse.ArgumentTypeError(f"no bench {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return [name for name in NAMES if name in names]
