"""Deep pages: page 1 and page 200 of the same thousand rows, among ten thousand and among a million."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any
from urllib.parse import quote

from tests.bench.client import BadAnswer, ask, drive
from tests.bench.cluster import settle
from tests.bench.scenarios import Plain, Target
from tests.bench.seed import lots, multiply
from tests.bench.sides import post

LIMIT = 1.3
"""The slowest of the four may take this much of the quickest."""

_PAGES, _SIZE = 200, 5


@dataclass(frozen=True, slots=True)
class Pages:
    """Milliseconds (median of rounds of medians) by object and page."""

    times: Mapping[str, float]

    def ratio(self) -> float:
        """Return the slowest over the quickest."""
        return max(self.times.values()) / min(self.times.values())

    def within(self, leeway: float) -> bool:
        """Return whether the ratio stays within `leeway` times its limit."""
        return self.ratio() <= LIMIT * leeway

    def lines(self) -> list[str]:
        """Return what to print."""
        shown = ", ".join(f"{name} {ms:.2f} ms" for name, ms in self.times.items())
        return [f"pages of 5, one client: {shown}; slowest/quickest {self.ratio():.2f} (limit {LIMIT})"]


def measure(target: Target, sizes: Mapping[str, int], rounds: int, seconds: float) -> Pages:
    """Fill each object with its rows, then time page 1 and page 200 of lot 7 in each, in interleaved rounds."""
    requests: dict[str, bytes] = {}
    for obj, rows in sizes.items():
        post(target, obj, {"name": "part", "lot": 1, "due": "2019-12-31"})
        multiply(target.uri, obj, lots(rows), rows)
    settle(target.uri)
    for obj, rows in sizes.items():
        first = f"{obj}?lot=7&sort=due,id&limit={_SIZE}"
        requests[f"1 of {rows:,}"] = target.request("GET", first)
        requests[f"{_PAGES} of {rows:,}"] = target.request("GET", _last(target, first))
    taken: dict[str, list[float]] = {name: [] for name in requests}
    for _ in range(rounds + 1):
        for name, request in requests.items():
            answers = drive(target.port, Plain(200, partial(bytes, request)), seconds, connections=1)
            taken[name].append(answers.percentile(0.5))
    return Pages({name: median(times[1:]) for name, times in taken.items()})


def _last(target: Target, first: str) -> str:
    """Walk the cursors from page 1 and return the path of page 200, the last; check that it is."""
    seen: set[int] = set()
    path = first
    after: str | None = None
    for page in range(_PAGES):
        path = first if after is None else f"{first}&cursor={quote(after)}"
        status, _, content = ask(target.port, target.request("GET", path))
        answer: dict[str, Any] = json.loads(content)
        if status != 200 or len(answer["data"]) != _SIZE:
            raise BadAnswer(f"page {page + 1} of {first}: {status} {content[:500].decode(errors='replace')}")
        seen.update(record["id"] for record in answer["data"])
        after = answer.get("next")
    if len(seen) != _PAGES * _SIZE or after is not None:
        raise BadAnswer(f"{first}: {len(seen)} different rows in {_PAGES} pages")
    return path
