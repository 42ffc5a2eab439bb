"""Handing over what a person has, for whoever may give records away."""

from collections.abc import Iterator, Sequence
from itertools import islice

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Conflict, FieldError, Missing, Refused
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.records import reading
from dougong.records.acts.handover import KIND, LEFT, Item, begin, begun, items, movable, owned
from dougong.records.jobs import Job, Jobs
from dougong.records.named import titles
from dougong.records.transfer import csv_out
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.admin.handover import SHOWN, Begun, Leaver, called, handed_page, handover_page, reason
from dougong.web.admin.people import picked
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene, screens
from dougong.web.scene import Scene


def show() -> Response:
    """Show what somebody has, where they are named, and ask who takes it."""
    shown = _giver()
    leaver = picked(shown, "leaver", request.args)
    unclear = bool(request.args.get("leaver")) and leaver is None
    return _page(shown, leaver, [say("assign_nobody", shown.lang)] if unclear else [])


def start() -> AnyResponse:
    """Begin to hand over what was ticked."""
    shown, leaver = _giver(), whole_number(request.form.get("leaver.id", ""))
    if leaver is None:
        raise Missing
    general = picked(shown, "to", request.form)
    to = {name: user for name in request.form.getlist("object")
          if (user := picked(shown, f"to.{name}", request.form) or general) is not None}
    try:
        if len(to) < len(request.form.getlist("object")):
            raise Refused(errors=[FieldError("/to", "assign_nobody")])
        number = begin(shown.context, screens().runtime.jobs, leaver, to)
    except Refused as refused:
        return _page(shown, leaver, sorted({say(each.code, shown.lang, **each.params) for each in refused.errors}))
    return go(links.job("handovers", number))


def handed(number: int) -> Response:
    """Show how far a hand-over is, and what came of it."""
    shown, job = _giver(), _job(number)
    stayed = list(islice((each for each in items(screens().runtime.jobs, job) if each.state == LEFT), SHOWN))
    owns = sum(each.live + each.archived for each in owned(shown.context, job.said["leaver"]))
    model = handed_page(shown, job, stayed, owns, _name(shown, job.said["leaver"]))
    answer = page("handed", model, title=model.title, back=links.HANDOVER)
    if model.going:
        answer.headers["Refresh"] = "2"
    return answer


def report(number: int) -> Response:
    """Give what became of every item as a file."""
    shown, job = _giver(), _job(number)
    if job.state in ("waiting", "running"):
        raise Conflict("handover_not_done")
    heads = [shown.say(f"handover.head_{each}") for each in ("object", "id", "title", "to", "state", "why")]
    response = Response(csv_out.lines(heads, _rows(shown, screens().runtime.jobs, job)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="handover-{job.id}.csv"'
    return response


def cancel(number: int) -> AnyResponse:
    """Let a hand-over stop; what was moved stays moved."""
    _giver()
    screens().runtime.jobs.cancel(_job(number).id)
    return go(links.job("handovers", number))


def disable(number: int) -> AnyResponse:
    """Let the leaver sign in no longer, once nothing is left that is theirs."""
    shown, job = _giver(), _job(number)
    if owned(shown.context, job.said["leaver"]):
        raise Conflict("handover_left")
    user = reading.read(shown.context, "user", job.said["leaver"])
    applied(Change(object="user", verb="update", id=user["id"], version=user["version"],
                   values={"status": "disabled"}))
    return go(links.record("user", user["id"], [("done", "saved")]))


def _page(shown: Scene, leaver: int | None, faults: Sequence[str]) -> Response:
    last = screens().runtime.jobs.of(shown.context.actor.id, KIND, 5)
    earlier = [Begun(_name(shown, job.said["leaver"]), links.job("handovers", job.id),
                     shown.say(f"import.state_{job.state}")) for job in last]
    sent = request.form if request.method == "POST" else request.args
    model = handover_page(shown, Leaver(leaver, _name(shown, leaver)) if leaver else None,
                          owned(shown.context, leaver) if leaver else (), earlier,
                          sent={name: sent.getlist(name) for name in sent}, faults=faults)
    return page("handover", model, title=model.title, status=422 if faults else 200)


def _rows(shown: Scene, jobs: Jobs, job: Job) -> Iterator[Sequence[object]]:
    names: dict[int, str] = {}
    for each in items(jobs, job):
        if each.to not in names:
            names[each.to] = _name(shown, each.to)
        yield (*_told(shown, each), names[each.to], shown.say(f"handover.state_{each.state}"), reason(shown, each))


def _told(shown: Scene, item: Item) -> tuple[str, int, str]:
    return called(shown, item.object), item.id, item.title


def _giver() -> Scene:
    """Return the scene of somebody who may give records away; for everybody else these pages do not exist."""
    shown = scene()
    if not movable(shown.context):
        raise Missing
    return shown


def _name(shown: Scene, user: int) -> str:
    return titles(shown.context, "user", [user]).get(user) or f"#{user}"


def _job(number: int) -> Job:
    return begun(scene().context, screens().runtime.jobs, number)
