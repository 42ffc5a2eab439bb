"""Importing by hand: a file comes in, its columns are named, what would come of it is looked at, and it is made."""

from typing import Any, Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.kernel.pieces import pieces
from dougong.records.jobs import Job
from dougong.records.transfer import asking, source
from dougong.records.transfer.refused import refused_file
from dougong.records.transfer.taking import importable
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import scene, screens
from dougong.web.importing.columns import columns_page
from dougong.web.importing.look import look_page
from dougong.web.importing.start import start_page
from dougong.web.importing.wait import wait_page

#: Seconds after which the page of a job under way is asked for again.
AGAIN: Final = "2"
_GOING: Final = ("waiting", "running")


def start(name: str) -> Response:
    """Show where to choose a file."""
    return _start(name)


def upload(name: str) -> AnyResponse:
    """Take a file and go on to its columns, or say why it cannot be read."""
    shown, thing = scene(), importable(scene().context, name)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _start(name, shown.say("import.choose"))
    try:
        id = source.begin(shown.context, screens().runtime.jobs, thing, file.filename, pieces(file.stream), {})
    except AppError as error:
        return _start(name, say(error.code, shown.lang, **error.params))
    return go(links.job("imports", id))


def show(number: int) -> Response:
    """Show the step an import is at."""
    job = _job(number)
    if job.state in _GOING:
        model: Any = wait_page(scene(), job)
        answer = page("import_wait", model, title=model.title, current=job.said["object"])
        answer.headers["Refresh"] = AGAIN
        return answer
    looked = job.said.get("phase") and (job.state == "done" or (job.said["phase"] == "run" and job.state == "failed"))
    if not looked or request.args.get("step") == "columns" or job.said["phase"] == "undo":
        return _columns(job)
    model = look_page(scene(), screens().runtime.jobs, job, request.args.get("show", ""),
                      whole_number(request.args.get("after", ""), 9) or 0)
    return page("import_look", model, title=model.title, current=job.said["object"])


def look(number: int) -> AnyResponse:
    """Read the file again, in the encoding, with the delimiter or from the sheet that was chosen."""
    job = _job(number)
    said = {name: request.form.get(name, "") for name in ("encoding", "delimiter", "sheet")}
    try:
        source.look(scene().context, screens().runtime.jobs, job.id, {**job.said, **said})
    except AppError as error:
        return _columns(job, say(error.code, scene().lang, **error.params))
    return go(links.job("imports", number, pairs=[("step", "columns")]))


def check(number: int) -> AnyResponse:
    """Let what would come of the file be foreseen: with these columns, or again with cells mended."""
    job = _job(number)
    if "column0" not in request.form:
        return _ask(job, "check", _mended(job))
    paths = [request.form.get(f"column{at}", "") for at, _ in enumerate(job.said["headers"])]
    return _ask(job, "check", {"columns": paths, "match": request.form.get("match", "")})


def run(number: int) -> AnyResponse:
    """Let the file be imported."""
    return _ask(_job(number), "run", _mended(_job(number)))


def _mended(job: Job) -> dict[str, Any]:
    """Return what the preview's form says: the mode, whose value counts by row, and what was typed over cells."""
    form = request.form
    decided = {name.removeprefix("row"): text for name, text in form.items() if name.startswith("row")}
    typed = {name.removeprefix("cell."): text.strip() for name, text in form.items() if name.startswith("cell.")
             if text.strip() != form.get(f"was.{name.removeprefix('cell.')}", "").strip()}
    chosen = {name.removeprefix("use."): text for name, text in form.items() if name.startswith("use.")}
    return {"mode": "skip" if form.get("mode") == "skip" else "all", "cells": {**typed, **chosen},
            "decided": {**job.said.get("decided", {}), **decided}}


def undo(number: int) -> AnyResponse:
    """Let what was imported be taken back."""
    asking.take_back(screens().runtime.jobs, _job(number))
    return go(links.job("imports", number))


def cancel(number: int) -> AnyResponse:
    """Let an import stop."""
    screens().runtime.jobs.cancel(_job(number).id)
    return go(links.job("imports", number))


def refused(number: int) -> Response:
    """Give the rows that were refused, to mend and send again."""
    job = _job(number)
    response = Response(refused_file(screens().runtime.jobs, job, scene().lang), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{job.said["object"]}-{job.id}.csv"'
    return response


def object_of(number: int) -> str:
    """Return the object whose records an import writes; raises Missing for none of one's own."""
    return str(_job(number).said["object"])


def _start(name: str, problem: str = "") -> Response:
    shown, thing = scene(), importable(scene().context, name)
    model = start_page(shown, thing, screens().runtime.jobs.of(shown.context.actor.id, source.KIND), problem)
    return page("import_start", model, title=model.title, current=name, back=links.list_of(name),
                status=422 if problem else 200)


def _columns(job: Job, problem: str = "") -> Response:
    model = columns_page(scene(), job, problem)
    return page("import_columns", model, title=model.title, current=job.said["object"],
                status=422 if problem else 200)


def _ask(job: Job, phase: str, said: dict[str, Any]) -> AnyResponse:
    try:
        asking.ask(scene().context, screens().runtime.jobs, job, phase, said)
    except AppError as error:
        return _columns(job, say(error.code, scene().lang, **error.params))
    return go(links.job("imports", job.id))


def _job(number: int) -> Job:
    return source.read(scene().context, screens().runtime.jobs, number)
