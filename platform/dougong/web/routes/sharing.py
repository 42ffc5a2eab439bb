"""Sharing a record, and giving it to somebody else."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access.policy import Verb
from dougong.catalog.model import Object
from dougong.kernel.errors import Denied, FieldError, Refused
from dougong.records import reading
from dougong.records.acts.shares import shares
from dougong.records.named import heading
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.admin.people import person_input, picked
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene
from dougong.web.record.fault import faults_of
from dougong.web.record.goes_along import choices, chosen
from dougong.web.record.inputs import Choice, Input
from dougong.web.record.sharing import Form, sharing_page
from dougong.web.routes.records import whole
from dougong.web.scene import Scene

ASKED: tuple[Verb, ...] = ("share", "update")
#: With whom something is shared where nobody was chosen.
NOBODY = "role/"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPage:
    """To whom a record shall be given."""

    title: str
    record: str
    record_href: str
    href: str
    now: str
    input: Input
    along: tuple[Choice, ...] = ()
    faults: tuple[str, ...] = ()


def show(name: str, number: int) -> Response:
    """Show with whom a record is shared."""
    return _shown(scene(), whole(scene(), name), number)


def share(name: str, number: int) -> AnyResponse:
    """Share a record with whoever was chosen, or no longer with whom is named."""
    shown, thing = scene(), whole(scene(), name)
    ended = request.form.get("end", "")
    values: dict[str, Any] = {"whom": ended, "verb": "none"} if ended else wished(shown)
    try:
        applied(Change(object=thing.name, verb="share", id=number, values=values))
    except Refused as refused:
        return _shown(shown, thing, number, refused)
    return go(links.act(thing.name, number, "share"))


def asked(name: str, number: int) -> Response:
    """Ask to whom a record shall be given."""
    return _asked(scene(), whole(scene(), name), number)


def assign(name: str, number: int) -> AnyResponse:
    """Give a record to whoever was chosen."""
    shown, thing = scene(), whole(scene(), name)
    try:
        owner = picked(shown, "owner", request.form)
        if owner is None:
            raise Refused(errors=[FieldError("/owner", "assign_nobody")])
        applied(Change(object=thing.name, verb="assign", id=number, owner=owner,
                       values={"along": chosen(request.form)}))
    except Refused as refused:
        return _asked(shown, thing, number, refused)
    seen = reading.permitted(shown.context, name, number, ("read",))
    return go(links.record(name, number, [("done", "assigned")]) if seen else
              links.list_of(name, [("done", "assigned")]))


def wished(shown: Scene) -> dict[str, Any]:
    """Return what was chosen: with whom something is shared, for what, until when."""
    return {"whom": _whom(shown), "verb": request.form.get("verb", "read"), "until": request.form.get("until") or None}


def _whom(shown: Scene) -> str:
    for kind in ("user", "unit"):
        if found := picked(shown, kind, request.form, kind):
            return f"{kind}/{found}"
    return f"{NOBODY}{request.form.get('role', '')}"


def _shown(shown: Scene, thing: Object, number: int, refused: Refused | None = None) -> Response:
    context = shown.context
    record = reading.read(context, thing.name, number)
    may = reading.permitted(context, thing.name, number, ASKED)
    faults = tuple(each.text for each in faults_of(shown, thing, refused.errors)) if refused else ()
    model = sharing_page(shown, thing, record, shares(context, thing.name, number),
                         Form(may=may, sent=request.form, faults=faults))
    return page("sharing", model, title=model.title, current=thing.name, back=model.record_href,
                status=422 if refused else 200)


def _asked(shown: Scene, thing: Object, number: int, refused: Refused | None = None) -> Response:
    record = reading.read(shown.context, thing.name, number, titles=True)
    if "assign" not in reading.permitted(shown.context, thing.name, number, ("assign",)):
        raise Denied("denied_record")
    title = heading(record)
    model = AssignPage(
        title=shown.say("assign.title", what=title), record=title, record_href=links.record(thing.name, number),
        href=links.act(thing.name, number, "assign"), now=record.get("_titles", {}).get("owner", ""),
        input=person_input(shown, "owner", shown.say("assign.owner"), request.form),
        along=choices(shown, thing, [number], request.form),
        faults=tuple(each.text for each in faults_of(shown, thing, refused.errors)) if refused else ())
    return page("assign", model, title=model.title, current=thing.name, back=model.record_href,
                status=422 if refused else 200)
