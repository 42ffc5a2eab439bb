"""What the run says: one table for people, one JSON file for programs."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.rounds import Result

OUT = Path(__file__).parent / "out"
_ROW = "{:<26}{:>7}  {:<13}{:>9}  {:<13}{:>6}{:>9}{:>9}{:>15}{:>8}"


def head() -> tuple[str, str]:
    """Return the head of the table."""
    return (
        _ROW.format(
            "per second", "ours", "min–max", "baseline", "min–max", "ratio", "p50 ms", "p99 ms", "cpu ms", "client"
        ),
        "─" * 117,
    )


def row(result: Result) -> str:
    """Return a row: medians per second and their spread, the ratio, ours' latencies, each side's processor time per
    answer (server and database), the client's share of a core.
    """
    sides = result.plain()
    shown = sides.get("ours") or sides["baseline"]
    ratio = result.ratio()
    return _ROW.format(
        result.title,
        *_rate(sides.get("ours")),
        *_rate(sides.get("baseline")),
        "–" if ratio is None else f"{ratio:.2f}",
        shown["p50_ms"],
        shown["p99_ms"],
        "/".join(f"{sides[side]['processor_ms']:.2f}" for side in ("ours", "baseline") if side in sides),
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
