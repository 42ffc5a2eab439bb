"""Files as people make them, and what a test says to an import."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from dougong.ext import runner
from tests.journeys.api.conftest import Api

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(*rows: Sequence[Any], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def upload(api: Api, object: str, content: bytes, kind: str = CSV, **said: str) -> Any:
    """Send a file that must be taken and return the import."""
    query = "&".join(f"{name}={value}" for name, value in {"object": object, **said}.items())
    answer = api.raw("POST", f"/imports?{query}", content, kind)
    assert answer.status_code == 201, answer.json
    return answer.json


def done(api: Api, id: int, phase: str, **said: Any) -> Any:
    """Ask for a phase, do the job, and return the import as it is then."""
    answer = api("POST", f"/imports/{id}/{phase}", None if phase == "undo" else said)
    assert answer.status_code == 202, answer.json
    while runner(api.runtime).step():
        pass
    return api("GET", f"/imports/{id}").json


def brought(api: Api, object: str, content: bytes, kind: str = CSV, **said: Any) -> Any:
    """Import a file, skipping what is refused, and return the import."""
    return done(api, upload(api, object, content, kind)["id"], "run", **{"mode": "skip", **said})


def counts(found: Any) -> dict[str, int]:
    assert found["problem"] is None, found["problem"]
    return {word: count for word, count in found["counts"].items() if count}


def rows(api: Api, id: int, verdict: str = "") -> list[Any]:
    return list(api("GET", f"/imports/{id}/rows" + (f"?verdict={verdict}" if verdict else "")).json["data"])
