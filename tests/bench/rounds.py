"""Interleaved rounds: ours, baseline, ours, baseline; the median of each and their ratio."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from tests.bench.client import Round, Source, drive
from tests.bench.scenarios import Target
from tests.bench.server import spent


@dataclass(frozen=True, slots=True)
class Result:
    """The rounds of one scenario by side, and the processor seconds a server and its database took per answer.

    On a machine with other work the rates swing; the processor time hardly does.
    """

    name: str
    title: str
    rounds: Mapping[str, Sequence[Round]]
    works: Mapping[str, Sequence[float]]

    def rate(self, side: str) -> float:
        """Return a side's median of answers per second."""
        return median(each.rate for each in self.rounds[side])

    def ratio(self) -> float | None:
        """Return ours over baseline, or None when one side did not run."""
        if self.rounds.keys() < {"ours", "baseline"}:
            return None
        return self.rate("ours") / self.rate("baseline")

    def work(self, side: str) -> float:
        """Return a side's median of processor milliseconds per answer, its database's included."""
        return median(self.works[side]) * 1000

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {"scenario": self.name, "ratio": self.ratio()} | {side: self._side(side) for side in self.rounds}

    def _side(self, side: str) -> dict[str, Any]:
        rounds = self.rounds[side]
        return {
            "per_second": round(self.rate(side), 1),
            "rounds": [round(each.rate, 1) for each in rounds],
            "p50_ms": round(median(each.percentile(0.5) for each in rounds), 2),
            "p99_ms": round(median(each.percentile(0.99) for each in rounds), 2),
            "processor_ms": round(self.work(side), 3),
            "client_us": round(median(each.client / max(each.answers, 1) for each in rounds) * 1e6, 1),
            "client_share": round(median(each.client / each.seconds for each in rounds), 3),
        }


def measure(
    name: str, title: str, make: Callable[[Target], Source], targets: Sequence[Target], rounds: int, seconds: float
) -> Result:
    """Warm each side up, then run `rounds` rounds of `seconds` on each in turn."""
    sources = {target.name: make(target) for target in targets}
    for target in targets:
        drive(target.port, sources[target.name], min(1.0, seconds))
    works: dict[str, list[float]] = {target.name: [] for target in targets}
    taken: dict[str, list[Round]] = {target.name: [] for target in targets}
    for n in range(rounds):
        # The side that goes first changes, so neither always finds the caches the other left.
        for target in targets if n % 2 == 0 else reversed(targets):
            before = spent(*target.pids)
            taken[target.name].append(drive(target.port, sources[target.name], seconds))
            works[target.name].append((spent(*target.pids) - before) / max(taken[target.name][-1].answers, 1))
    return Result(name, title, taken, works)
