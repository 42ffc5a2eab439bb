"""What the run says: one table for people, one JSON file for programs."""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.rounds import Result

OUT = Path(__file__).parent / "out"
_ROW = "{:<28}{:>10}  {:<15}{:>10}  {:<15}{:>7}{:>9}{:>9}{:>8}"


def table(results: Iterable[Result]) -> Iterator[str]:
    """Yield the lines of the table: answers per second, their spread, the ratio, latencies, the client's share."""
    yield _ROW.format("per second", "ours", "min–max", "baseline", "min–max", "ratio", "p50 ms", "p99 ms", "client")
    yield "─" * 111
    for result in results:
        sides = result.plain()
        shown = sides.get("ours") or sides["baseline"]
        ratio = result.ratio()
        yield _ROW.format(
            result.title,
            *_rate(sides.get("ours")),
            *_rate(sides.get("baseline")),
            "–" if ratio is None else f"{ratio:.2f}",
            shown["p50_ms"],
            shown["p99_ms"],
            f"{shown['client_share']:.0%}",
        )


def save(values: dict[str, Any]) -> Path:
    """Write the run as JSON and return the file."""
    OUT.mkdir(exist_ok=True)
    at = datetime.now(UTC)
    file = OUT / f"{at:%Y%m%dT%H%M%SZ}.json"
    file.write_text(json.dumps({"at": at.isoformat(), "cores": os.cpu_count(), **values}, indent=2) + "\n")
    return file


def _rate(side: dict[str, Any] | None) -> Sequence[str]:
    if side is None:
        return "–", ""
    return f"{side['per_second']:,.0f}", f"{min(side['rounds']):,.0f}–{max(side['rounds']):,.0f}"
