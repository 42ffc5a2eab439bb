"""/api/v1/exports: a job makes a table of what a list shows, and gives it when it is done."""

from typing import Any, Final
from urllib.parse import parse_qsl

from flask import Response, request

from dougong.api import answers, parameters
from dougong.api.imports import failed
from dougong.api.problems import language
from dougong.api.reads import within
from dougong.api.shape import unknown
from dougong.api.writes import sent
from dougong.kernel.errors import Conflict, FieldError, Refused
from dougong.records import audit
from dougong.records.context import Context
from dougong.records.jobs import Job
from dougong.records.lists.query import query_of
from dougong.records.runtime import Runtime
from dougong.records.transfer import exporting
from dougong.records.transfer.taking import taking

MIMETYPES: Final = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def create(context: Context, runtime: Runtime) -> Response:
    """Let a table be made of the records of `object` that `query` (as in a list's address) asks for; 202."""
    parameters.known()
    body = sent()
    errors = unknown(body, ("object", "query", "fields", "format", "identity")) + _faults(body)
    if errors:
        raise Refused(errors=errors)
    object = context.object(body["object"])
    taking(context, object.name)
    pairs = parse_qsl(body.get("query", ""), keep_blank_values=True)
    query = query_of(context, object, pairs)
    names = tuple(body.get("fields") or query.fields or exporting.usual(context, object))
    names = (*exporting.IDENTITY, *names) if body.get("identity") else names
    exporting.columns(context, object, names, language())
    jobs = runtime.jobs
    said = exporting.said([pair for pair in pairs if pair[0] not in ("fields", "limit", "cursor", "count")], names,
                          body.get("format", "xlsx"), language(), object.name)
    id = jobs.add(exporting.KIND, context.actor.id, said)
    audit.told(context, "export", {"fields": names, "format": body.get("format", "xlsx"), "job": id,
                                   "query": body.get("query", "")}, object=object.name, address=request.remote_addr)
    response = answers.answer(seen(exporting.read(context, jobs, id)), 202)
    response.headers["Location"] = f"{answers.PREFIX}/exports/{id}"
    return response


def get(context: Context, runtime: Runtime, id: int) -> Response:
    """Return one export: how far it is."""
    parameters.known()
    return answers.answer(seen(exporting.read(context, runtime.jobs, within(id))))


def cancel(context: Context, runtime: Runtime, id: int) -> Response:
    """Let the export stop; nothing is left of its table."""
    parameters.known()
    jobs = runtime.jobs
    jobs.cancel(exporting.read(context, jobs, within(id)).id)
    return answers.answer(seen(exporting.read(context, jobs, id)), 202)


def file(context: Context, runtime: Runtime, id: int) -> Response:
    """Return the file of an export that is done; 409 before."""
    parameters.known()
    jobs = runtime.jobs
    job = exporting.read(context, jobs, within(id))
    if job.state != "done":
        raise Conflict("export_not_done")
    response = Response(jobs.file(job.id), mimetype=MIMETYPES[job.said["format"]])
    response.headers["Content-Disposition"] = f'attachment; filename="{job.said["name"]}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def seen(job: Job) -> dict[str, Any]:
    """Return an export as the API shows it."""
    return {"id": job.id, "object": job.said["object"], "format": job.said["format"], "state": job.state,
            "done": job.done, "total": job.total, "rows": job.result.get("rows"), "bytes": job.result.get("bytes"),
            "created_at": job.created_at.isoformat(), "problem": failed(job)}


def _faults(body: dict[str, Any]) -> list[FieldError]:
    errors = [FieldError(f"/{name}", "text") for name in ("object", "query")
              if not isinstance(body.get(name, "" if name == "query" else None), str)]
    fields = body.get("fields", [])
    if not isinstance(fields, list) or not all(isinstance(each, str) for each in fields):
        errors.append(FieldError("/fields", "list"))
    if body.get("format", "xlsx") not in exporting.FORMATS:
        errors.append(FieldError("/format", "import_choice"))
    if not isinstance(body.get("identity", False), bool):
        errors.append(FieldError("/identity", "flag"))
    return errors


