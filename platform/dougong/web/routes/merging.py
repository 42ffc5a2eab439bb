"""Two records that become one."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Object
from dougong.kernel.errors import AppError, Conflict, Denied, FieldError, Missing, Refused
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.records import reading
from dougong.records.acts.merging import mergeable
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.admin.people import picked
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene
from dougong.web.pointed import with_titles
from dougong.web.record.fault import faults_of
from dougong.web.record.merging import OTHER, TAKE, choose_page, differing, merge_page
from dougong.web.routes.records import whole
from dougong.web.scene import Scene


def show(name: str, number: int) -> Response:
    """Show the record beside the one `with` names, or ask for that."""
    shown, thing = scene(), whole(scene(), name)
    other = picked(shown, "with", request.args, thing.name)
    if other is None or other == number:
        unclear = (say("merge_from", shown.lang),) if request.args.get("with") else ()
        return _chosen(shown, thing, number, unclear)
    return _beside(shown, thing, number, other)


def merge(name: str, number: int) -> AnyResponse:
    """Let the other record become one with this one, with the values chosen."""
    shown, thing = scene(), whole(scene(), name)
    other = whole_number(request.form.get("from", ""))
    if other is None:
        raise Missing
    stays, goes = _both(shown, thing, number, other)
    values = {field.name: goes.get(field.name) for field in differing(shown, thing, stays, goes)
              if request.form.get(f"{TAKE}{field.name}") == OTHER}
    try:
        applied(Change(object=thing.name, verb="merge", id=number, values={"from": other, "values": values}))
    except (Refused, Conflict) as refused:
        return _beside(shown, thing, number, other, refused)
    return go(links.record(name, number, [("done", "merged")]))


def _chosen(shown: Scene, thing: Object, number: int, faults: tuple[str, ...]) -> Response:
    model = choose_page(shown, thing, _one(shown, thing, number), request.args, faults)
    return page("merge", model, title=model.title, current=thing.name, back=model.record_href,
                status=422 if faults else 200)


def _beside(shown: Scene, thing: Object, number: int, other: int, refused: AppError | None = None) -> Response:
    stays, goes = _both(shown, thing, number, other)
    faults: tuple[str, ...] = ()
    if refused is not None:
        errors = refused.errors or (FieldError("", refused.code, _named(shown, refused.params)),)
        faults = tuple(each.text for each in faults_of(shown, thing, errors))
    model = merge_page(shown, thing, stays, goes, request.form, faults)
    return page("merge", model, title=model.title, current=thing.name, back=model.record_href,
                status=422 if faults else 200)


def _both(shown: Scene, thing: Object, stays: int, goes: int) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return _one(shown, thing, stays), _one(shown, thing, goes)


def _one(shown: Scene, thing: Object, number: int) -> Mapping[str, Any]:
    """Return a record as it may be read by somebody who may merge it."""
    if not mergeable(shown.context.actor.policy, thing):
        raise Denied
    record = reading.read(shown.context, thing.name, number, titles=True)
    if {"update", "archive"} - reading.permitted(shown.context, thing.name, number, ("update", "archive")):
        raise Denied("denied_record")
    return with_titles(shown, shown.fields(thing), [record])[0]


def _named(shown: Scene, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters of a refusal with objects by their labels."""
    named = shown.context.catalog.objects.get(str(params.get("object")))
    return {**params, "object": shown.label(named)} if named is not None else params
