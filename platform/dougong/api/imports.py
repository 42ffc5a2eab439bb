"""/api/v1/imports: a file comes in, is foreseen, made, and taken back if need be; jobs do it."""

from typing import Any, Final

from flask import Response, request

from dougong.api import answers, parameters
from dougong.api.errors import TooLarge, WrongType
from dougong.api.problems import language
from dougong.api.reads import within
from dougong.api.shape import unknown
from dougong.api.writes import sent
from dougong.kernel.errors import FieldError, Malformed, Refused
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.kernel.pieces import pieces
from dougong.records.context import Context
from dougong.records.jobs import Job, Jobs
from dougong.records.runtime import Runtime
from dougong.records.transfer import asking, source
from dougong.records.transfer.importing import counted
from dougong.records.transfer.judging import VERDICTS
from dougong.records.transfer.refused import reason, refused_file
from dougong.records.transfer.sheet import cell_name
from dougong.records.transfer.taking import importable

#: Kinds of content a file may come as; what it is, is seen in it.
TYPES: Final = ("text/csv", "application/octet-stream",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
PAGE: Final = 200
_ASKED: Final = ("columns", "match", "mode", "conflicts", "decided", "cells")


def upload(context: Context, runtime: Runtime) -> Response:
    """Take the file in the body and answer how its columns are understood; 201."""
    found = parameters.known("object", "name", "encoding", "delimiter", "sheet")
    if "object" not in found:
        raise Malformed("parameter_missing", name="object")
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() not in TYPES:
        raise WrongType("content_type", expected=", ".join(TYPES))
    request.max_content_length = source.LARGEST
    if (request.content_length or 0) > source.LARGEST:
        raise TooLarge("body_too_large", max=source.LARGEST)
    jobs = runtime.jobs
    said = {name: found.get(name, "") for name in ("encoding", "delimiter", "sheet")}
    id = source.begin(context, jobs, importable(context, found["object"]), found.get("name", ""),
                      pieces(request.stream), said)
    response = answers.answer(seen(jobs, source.read(context, jobs, id)), 201)
    response.headers["Location"] = f"{answers.PREFIX}/imports/{id}"
    return response


def of_person(context: Context, runtime: Runtime) -> Response:
    """Return the caller's imports, the newest first."""
    parameters.known()
    jobs = runtime.jobs
    return answers.answer({"data": [seen(jobs, job) for job in jobs.of(context.actor.id, source.KIND)]})


def get(context: Context, runtime: Runtime, id: int) -> Response:
    """Return one import: how far it is and what came of it."""
    parameters.known()
    jobs = runtime.jobs
    return answers.answer(seen(jobs, source.read(context, jobs, within(id))))


def rows(context: Context, runtime: Runtime, id: int) -> Response:
    """Return what comes of each document, in the order of the file; `after` leads on, `verdict` narrows."""
    found = parameters.known("after", "verdict")
    after, verdict = whole_number(found.get("after", "0"), 9), found.get("verdict", "")
    if after is None:
        raise Malformed("query_value", name="after")
    if verdict and verdict not in VERDICTS:
        raise Malformed("query_value", name="verdict")
    jobs = runtime.jobs
    job = source.read(context, jobs, within(id))
    page = jobs.rows(job.id, after, PAGE, [verdict] if verdict else ())
    return answers.answer({"data": [_row(each) for each in page],
                           "after": page[-1]["row"] if len(page) == PAGE else None})


def refused(context: Context, runtime: Runtime, id: int) -> Response:
    """Return the rows that were refused as a CSV to mend and send again."""
    parameters.known()
    jobs = runtime.jobs
    job = source.read(context, jobs, within(id))
    response = Response(refused_file(jobs, job, language()), mimetype="text/csv")
    response.headers["Cache-Control"] = "no-store"
    return response


def ask(context: Context, runtime: Runtime, id: int, phase: str) -> Response:
    """Let the import be foreseen or made; 202, `GET` tells how it goes."""
    parameters.known()
    body = sent()
    errors = unknown(body, _ASKED) + _faults(body)
    if errors:
        raise Refused(errors=errors)
    jobs = runtime.jobs
    asking.ask(context, jobs, source.read(context, jobs, within(id)), phase, body)
    return answers.answer(seen(jobs, source.read(context, jobs, id)), 202)


def undo(context: Context, runtime: Runtime, id: int) -> Response:
    """Let what the import made be taken back; 202."""
    parameters.known()
    jobs = runtime.jobs
    asking.take_back(jobs, source.read(context, jobs, within(id)))
    return answers.answer(seen(jobs, source.read(context, jobs, id)), 202)


def cancel(context: Context, runtime: Runtime, id: int) -> Response:
    """Let the import stop at its next portion; what was made stays made."""
    parameters.known()
    jobs = runtime.jobs
    jobs.cancel(source.read(context, jobs, within(id)).id)
    return answers.answer(seen(jobs, source.read(context, jobs, id)), 202)


def seen(jobs: Jobs, job: Job) -> dict[str, Any]:
    """Return an import as the API shows it."""
    said, phase = job.said, job.said.get("phase", "draft")
    return {
        "id": job.id, "object": said["object"], "name": said["name"], "state": job.state, "phase": phase,
        "done": job.done, "created_at": job.created_at.isoformat(), "encoding": said.get("encoding", ""),
        "delimiter": said.get("delimiter", ""), "sheet": said.get("sheet", ""), "sheets": said.get("sheets", []),
        "headers": said.get("headers", []), "sample": said.get("sample", []), "columns": said.get("columns", []),
        "match": said.get("match", ""), "mode": said.get("mode", "all"), "conflicts": said.get("conflicts", ""),
        "counts": counted(jobs, job.id, made=phase == "run" and job.state == "done"), "problem": failed(job)}


def failed(job: Job) -> dict[str, str] | None:
    """Return why a job ended without being done, None for any other."""
    if job.state != "failed":
        return None
    return {"code": job.result["code"], "detail": say(job.result["code"], language(), **job.result["params"])}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    told = row["told"]
    return {"row": row["row"], "verdict": row["verdict"], "id": row["record_id"],
            "errors": [{"row": (each.get("at") or [row["row"]])[0], "cell": _cell(each), "pointer": each["pointer"],
                        "code": each["code"], "message": reason(each, language())} for each in told.get("errors", ())],
            "changes": told.get("changes", {})}


def _cell(fault: dict[str, Any]) -> str | None:
    """Return the cell a fault stands in, as a spreadsheet calls it."""
    row, at = fault.get("at") or (0, None)
    return None if at is None else cell_name(row, at)


def _faults(body: dict[str, Any]) -> list[FieldError]:
    errors = [FieldError(f"/{name}", "text") for name in ("match", "mode", "conflicts")
              if name in body and not isinstance(body[name], str)]
    columns, decided = body.get("columns", []), body.get("decided", {})
    if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
        errors.append(FieldError("/columns", "list"))
    if not isinstance(decided, dict) or not all(isinstance(each, str) for each in decided.values()):
        errors.append(FieldError("/decided", "object"))
    cells = body.get("cells", {})
    if not isinstance(cells, dict) or not all(isinstance(each, str) for each in cells.values()):
        errors.append(FieldError("/cells", "object"))
    return errors
