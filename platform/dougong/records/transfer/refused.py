"""The rows of an import that need a person: each with its sentence, and as a file to mend and send again."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.kernel.labels import words
from dougong.kernel.messages import say
from dougong.records.jobs import Job, Jobs
from dougong.records.transfer.guarding import guarded
from dougong.records.transfer.judging import OPEN
from dougong.records.transfer.mapping import SAME_ROW
from dougong.records.transfer.sheet import column_name

PAGE: Final = 500


def sentence(job: Job, fault: Mapping[str, Any], language: str) -> str:
    """Return what is wrong with a value, with the row and the column it stands in."""
    return f"{place(job, fault, language)} {reason(fault, language)}".strip()


def reason(fault: Mapping[str, Any], language: str) -> str:
    """Return what is wrong with a value."""
    text = (fault.get("text") or {}).get(language)
    return text or say(fault["code"], language, **fault["params"])


def place(job: Job, fault: Mapping[str, Any], language: str) -> str:
    """Return the row of a fault, its column by letter and header, or the field it is about."""
    row, column = fault.get("at") or (0, None)
    if column is not None:
        headers = job.said["headers"]
        return say("import_place", language, row=row, column=column_name(column),
                   name=headers[column] if column < len(headers) else "")
    label = words(fault.get("label") or {}, language)
    return say("import_row_field", language, row=row, name=label) if label else say("import_row", language, row=row)


def refused_file(jobs: Jobs, job: Job, language: str) -> Iterator[bytes]:
    """Yield a CSV of the rows that were refused, as they stood, with why, and with what tells a second upload which
    rows they are: none of them is ever imported twice."""
    headers = [each for each in job.said["headers"] if each != SAME_ROW]
    own = job.said["headers"].index(SAME_ROW) if SAME_ROW in job.said["headers"] else None
    yield b"\xef\xbb\xbf" + _line([*headers, say("import_why", language), SAME_ROW])
    after = 0
    while rows := jobs.rows(job.id, after, PAGE, OPEN):
        after = rows[-1]["row"]
        for row in rows:
            why = "; ".join(dict.fromkeys(sentence(job, each, language) for each in row["told"].get("errors", ())))
            for at, (_, cells) in enumerate(row["cells"]):
                padded = [*cells, *[""] * (len(job.said["headers"]) - len(cells))][:len(job.said["headers"])]
                same = padded[own] if own is not None and padded[own] else f"{job.id}:{row['row']}"
                kept = [cell for place, cell in enumerate(padded) if place != own]
                yield _line([*kept, why if at == 0 else "", same])


def _line(cells: list[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerow([guarded(cell) for cell in cells])
    return written.getvalue().encode()
