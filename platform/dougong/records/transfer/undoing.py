"""Undoing an import: what it made goes to the bin, what it changed gets its former values back, the last row first.

A record that somebody, or a rule, has changed since stays as it is and is counted; what rules made of it in the very
transaction of the import belongs to the import.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dougong.kernel.errors import AppError, Conflict
from dougong.records.asof.version import putting_back
from dougong.records.context import Context
from dougong.records.jobs import Job, Jobs, Stopped
from dougong.records.reading import read
from dougong.records.writing.change import Change
from dougong.records.writing.many import Beside, Made, Many, Overtaken
from dougong.store.session import Order
from dougong.store.statements.forms import sent_params

#: Rows undone in one transaction.
PORTION: Final = 100
LATEST: Final = 2**62

Row = Mapping[str, Any]


def undo(jobs: Jobs, job: Job, many: Many) -> Mapping[str, Any]:
    """Take back what the import made, and return how many records it was and how many were left."""
    before, done = LATEST, job.done
    while rows := jobs.rows_made(job.id, before, PORTION):
        asked = [_asked(many.context, job, row) for row in rows]
        _portion(jobs, job, many, rows, asked, done)
        before, done = rows[-1]["row"], done + len(rows)
    found = jobs.count(job.id, made=False)
    return {"phase": "undo", "undone": found.get("undone", 0), "left": found.get("left", 0)}


def _portion(jobs: Jobs, job: Job, many: Many, rows: Sequence[Row], asked: Sequence[Change | AppError],
             done: int) -> None:
    def beside(start: int, end: int) -> Beside:
        def written(made: Sequence[Made]) -> tuple[Order, list[Order]]:
            put = [(job.id, row["row"], _word(row, each), 0, row["record_id"], row["version"], None, None)
                   for row, each in zip(rows[start:end], made, strict=True)]
            return jobs.onward(job, done + start, done + end), [
                (jobs.statements.put_rows, sent_params(put, many.context.database.dialect))]
        return written
    try:
        many.make(asked, beside)
    except Overtaken:
        raise Stopped from None


def _asked(context: Context, job: Job, row: Row) -> Change | AppError:
    """Return the change that takes a row back; a refusal where there is nothing to take back."""
    object, id, version = job.said["object"], row["record_id"], row["version"]
    if row["verdict"] == "create":
        return Change(object=object, verb="archive", id=id, version=version, strict=True, cause=f"undo {job.id}")
    if row["verdict"] != "update":
        return Conflict("import_kept")
    try:
        if read(context, object, id)["version"] != version:
            return Conflict("import_kept")
        fields = [*row["told"].get("changes", {}), *row["told"].get("lines", ())]
        put = putting_back(context, object, id, row["told"].get("was", version - 1), fields)
    except AppError as error:
        return error
    return Change(object=object, verb="update", id=id, version=version, strict=True, values=put.values,
                  cause=f"undo {job.id}")


def _word(row: Row, made: Made) -> str:
    if row["verdict"] not in ("create", "update"):
        return str(row["verdict"])
    return "left" if made.draft is None else "undone"
