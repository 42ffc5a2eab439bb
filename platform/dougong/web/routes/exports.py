"""What a list shows, as a file: at once when it is not much, else by a job with a page of its own."""

from dataclasses import dataclass, replace
from typing import Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Object
from dougong.kernel.errors import Conflict
from dougong.records import audit, reading
from dougong.records.jobs import Job
from dougong.records.lists.query import query_of
from dougong.records.transfer import exporting
from dougong.records.transfer.taking import taking
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import scene, screens
from dougong.web.importing.frame import failed
from dougong.web.listing.asked import conditions
from dougong.web.listing.filters import Pairs
from dougong.web.listing.laid import layout_of
from dougong.web.scene import Scene

TYPES: Final = {"csv": "text/csv",
                "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_ASKED: Final = frozenset({"format", "fields", "cursor", "limit", "count", "titles"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPage:
    """An export under way, done or failed."""

    title: str
    object: str
    list_href: str
    state: str
    done: str
    going: bool
    share: int
    cancel: str
    file: str
    problem: str


def export(name: str) -> AnyResponse:
    """Give the list as a file with its filters, order and columns, or begin the job that makes it."""
    shown, thing = scene(), scene().context.object(name)
    pairs = [(key, text) for key, text in request.form.items(multi=True) if not key.startswith("_")]
    return exported(shown, thing, pairs, request.form.get("format", ""))


def exported(shown: Scene, thing: Object, pairs: Pairs, wanted: str) -> AnyResponse:
    """Return the file of the records a list's parameters ask for, with its columns; or the way to its job."""
    shown = replace(shown, context=taking(shown.context, thing.name))
    layout = layout_of(shown, thing, pairs)
    names = [field.name for field in layout.rows.fields if field.type.storage != "lines"]
    asked = [pair for pair in conditions(pairs) if pair[0] not in _ASKED]
    query = query_of(shown.context, thing, asked)
    query = replace(query, sort=query.sort or layout.order)
    format = wanted if wanted in exporting.FORMATS else "xlsx"
    audit.told(shown.context, "export", {"fields": names, "format": format, "query": links.query(asked)},
               object=thing.name, address=request.remote_addr)
    chosen = exporting.columns(shown.context, thing, names, shown.lang)
    # a count is capped at ten thousand: beyond, a job makes the file (safety.md R21)
    counted = reading.select(shown.context, replace(query, fields=("id",), limit=1, count="capped"))
    if counted.capped:
        asked = [pair for pair in asked if pair[0] != "sort"] + ([("sort", ",".join(query.sort))] if query.sort else [])
        id = screens().runtime.jobs.add(exporting.KIND, shown.context.actor.id, exporting.said(
            asked, names, format, shown.lang, thing.name))
        return go(links.job("exports", id))
    table = exporting.export(shown.context, query, chosen, shown.lang)
    return _file(Response(exporting.streamed(table, format), mimetype=TYPES[format]), f"{thing.name}.{format}")


def show(number: int) -> Response:
    """Show how far an export is, and its file once it is there."""
    shown, job = scene(), _job(number)
    thing = shown.context.object(job.said["object"])
    going = job.state in ("waiting", "running")
    model = ExportPage(
        title=shown.say("export.title"), object=shown.plural(thing), list_href=links.list_of(thing.name),
        state=shown.say(f"import.state_{job.state}"), going=going, problem=failed(shown, job),
        done=shown.say("export.rows_done", n=f"{job.done:,}", of=f"{job.total or 0:,}"),
        share=min(100, job.done * 100 // job.total) if job.total else 0,
        cancel=links.job("exports", number, "cancel") if going else "",
        file=links.job("exports", number, "file") if job.state == "done" else "")
    answer = page("export", model, title=model.title, current=thing.name)
    if going:
        answer.headers["Refresh"] = "2"
    return answer


def file(number: int) -> Response:
    """Give the file of an export that is done."""
    job = _job(number)
    if job.state != "done":
        raise Conflict("export_not_done")
    return _file(Response(screens().runtime.jobs.file(job.id), mimetype=TYPES[job.said["format"]]), job.said["name"])


def cancel(number: int) -> AnyResponse:
    """Let an export stop; nothing is left of its file."""
    screens().runtime.jobs.cancel(_job(number).id)
    return go(links.job("exports", number))


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _job(number: int) -> Job:
    return exporting.read(scene().context, screens().runtime.jobs, number)
