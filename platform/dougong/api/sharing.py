"""POST: whose a record is, with whom it is shared, which other becomes one with it; GET: with whom, what goes along."""

from dataclasses import replace
from typing import Any

from flask import Response

from dougong.api import answers, conditions, parameters
from dougong.api.reads import within
from dougong.api.shape import is_positive, unknown
from dougong.api.writes import own, run, sent
from dougong.kernel.errors import FieldError, Refused
from dougong.records import reading
from dougong.records.acts.along import MOST, preview
from dougong.records.acts.shares import shares
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change


def share(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Share a record with a person, a unit or a role, or no longer; the record is the answer."""
    own(context.object(object))
    return _done(runtime, context, Change(object=object, verb="share", id=within(id), values=sent()))


def list_shares(context: Context, object: str, id: int) -> Response:
    """Return with whom a record is shared, the oldest share first."""
    parameters.known()
    own(context.object(object))
    return answers.answer({"data": [each.told() for each in shares(context, object, within(id))]})


def assign(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Let a record be another person's: {"owner": id}, and what goes along with it: {"along": ["object.field"]}."""
    own(context.object(object))
    asked: dict[str, Any] = sent()
    errors = list(unknown(asked, ("owner", "along")))
    named = asked.get("along", [])
    if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
        errors.append(FieldError("/along", "list"))
    if not is_positive(asked.get("owner")):
        errors.append(FieldError("/owner", "assign_owner"))
    if errors:
        raise Refused(errors=errors)
    return _done(runtime, context, Change(object=object, verb="assign", id=within(id), owner=asked["owner"],
                                          values={"along": named}))


def merge(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Let another record become one with this one: {"from": id, "values": what this one takes}."""
    own(context.object(object))
    asked: dict[str, Any] = sent()
    if errors := unknown(asked, ("from", "values")):
        raise Refused(errors=errors)
    return _done(runtime, context, Change(object=object, verb="merge", id=within(id), values=asked))


def list_along(context: Context, object: str, id: int) -> Response:
    """Return what may go along when a record becomes another's, by the links asked for as `along`, with counts that
    end above 1,000."""
    parameters.known()
    thing, number = context.object(object), within(id)
    own(thing)
    reading.read(context, object, number)
    return answers.answer({"data": [
        {"name": each.name, "object": each.object.name, "field": each.field.name, "count": min(len(each.ids), MOST),
         "capped": len(each.ids) > MOST} for each in preview(context, thing, [number])]})


def _done(runtime: Runtime, context: Context, change: Change) -> Response:
    version = conditions.if_match()
    return run(runtime, context, replace(change, version=version, strict=version is not None, key=conditions.key()))
