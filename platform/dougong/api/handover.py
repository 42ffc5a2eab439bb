"""Hand-overs: what somebody has, giving it to others as a job, and what became of every item."""

from typing import Any

from flask import Response

from dougong.api import answers, parameters
from dougong.api.imports import failed
from dougong.api.reads import within
from dougong.api.shape import is_positive, unknown
from dougong.api.writes import sent
from dougong.kernel.errors import FieldError, Malformed, Missing, Refused
from dougong.kernel.number import whole_number
from dougong.records.acts.handover import LEFT, MOVED, begin, begun, items, movable, owned
from dougong.records.context import Context
from dougong.records.jobs import Job
from dougong.records.runtime import Runtime


def preview(context: Context) -> Response:
    """Return what is the user's whom `leaver` names, by object: records, and those in the bin."""
    leaver = whole_number(parameters.known("leaver").get("leaver", ""))
    _demand(context)
    if leaver is None:
        raise Malformed("query_lacks", name="leaver")
    return answers.answer({"data": [{"object": each.name, "live": each.live, "archived": each.archived}
                                    for each in owned(context, leaver)]})


def create(context: Context, runtime: Runtime) -> Response:
    """Give what is the user `leaver`'s to others, named by object in `to`, as a job; 202 with its address."""
    _demand(context)
    asked = sent()
    errors = list(unknown(asked, ("leaver", "to")))
    if not is_positive(asked.get("leaver")):
        errors.append(FieldError("/leaver", "assign_owner"))
    to: Any = asked.get("to")
    if not isinstance(to, dict) or not all(map(is_positive, to.values())):
        errors.append(FieldError("/to", "assign_owner"))
    if errors:
        raise Refused(errors=errors)
    jobs = runtime.jobs
    id = begin(context, jobs, asked["leaver"], to)
    response = answers.answer(_seen(begun(context, jobs, id)), 202)
    response.headers["Location"] = f"{answers.PREFIX}/handovers/{id}"
    return response


def get(context: Context, runtime: Runtime, id: int) -> Response:
    """Return one hand-over: how far it is, and how many items moved and stayed."""
    parameters.known()
    return answers.answer(_seen(begun(context, runtime.jobs, within(id))))


def cancel(context: Context, runtime: Runtime, id: int) -> Response:
    """Let the hand-over stop; what was moved stays moved."""
    parameters.known()
    jobs = runtime.jobs
    jobs.cancel(begun(context, jobs, within(id)).id)
    return answers.answer(_seen(begun(context, jobs, id)), 202)


def rows(context: Context, runtime: Runtime, id: int) -> Response:
    """Return what became of every item: move (to come), moved or left, and why."""
    parameters.known()
    jobs = runtime.jobs
    job = begun(context, jobs, within(id))
    return answers.answer({"data": [
        {"object": each.object, "id": each.id, "title": each.title, "to": each.to, "state": each.state,
         "code": each.why.get("code")} for each in items(jobs, job)]})


def _demand(context: Context) -> None:
    """Raise Missing for who may give nothing away: for them there are no hand-overs."""
    if not movable(context):
        raise Missing("address")


def _seen(job: Job) -> dict[str, Any]:
    return {"id": job.id, "leaver": job.said["leaver"], "to": job.said["to"], "state": job.state, "done": job.done,
            "total": job.total, "moved": job.result.get(MOVED), "left": job.result.get(LEFT),
            "created_at": job.created_at.isoformat(), "problem": failed(job)}
