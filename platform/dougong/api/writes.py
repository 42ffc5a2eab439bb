"""POST, PATCH, DELETE: each becomes a Change for the unit of work."""

from dataclasses import replace
from typing import Any

from flask import Response, request

from dougong.api import answers, body, conditions, parameters
from dougong.api.errors import READ_ONLY, WrongMethod
from dougong.api.explained import foreseen_told
from dougong.api.reads import within
from dougong.catalog.model import Object
from dougong.kernel.errors import FieldError, Refused
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change, Verb
from dougong.records.writing.outcome import Outcome


def create(context: Context, runtime: Runtime, object: str) -> Response:
    """Make a record; 201 with its address, or 200 for a dry run."""
    own(context.object(object))
    values = sent()
    refuse_technical(values, "version")
    return run(runtime, context, Change(object=object, verb="create", values=values, key=conditions.key()))


def update(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Change the fields that are sent. If-Match is strict; `version` in the body lets disjoint edits merge."""
    own(context.object(object))
    values = sent()
    refuse_technical(values, "external_id")
    return run(runtime, context, updating(object, within(id), values))


def archive(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Put a record into the bin; 204."""
    own(context.object(object))
    apply(runtime, context, _moved(object, within(id), "archive"))
    return answers.nothing()


def restore(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Bring a record back from the bin."""
    own(context.object(object))
    return run(runtime, context, _moved(object, within(id), "restore"))


def own(object: Object) -> None:
    """Raise WrongMethod for an object nobody writes directly: lines are written through their record, and what
    steps of plugins keep is kept by them alone."""
    if not is_writable(object):
        raise WrongMethod(READ_ONLY)


def is_writable(object: Object) -> bool:
    """Return whether records of the object are made and changed through an address of their own."""
    return object.parent is None and object.access == "user"


def sent() -> dict[str, Any]:
    """Return the body as a JSON object; raises WrongType, TooLarge or Malformed."""
    body.check_type(request.headers.get("Content-Type", ""), request.headers.get("Content-Encoding", ""))
    return body.document(request.get_data(cache=False))


def refuse_technical(values: dict[str, Any], name: str) -> None:
    """Raise Refused when the body sets what this call cannot set."""
    if name in values:
        raise Refused(errors=[FieldError(f"/{name}", "readonly")])


def run(runtime: Runtime, context: Context, change: Change) -> Response:
    """Make the change, or only try it with `dry_run=1`, and return the record."""
    outcome = apply(runtime, context, change)
    more = {"_rules": foreseen_told(context, outcome)} if outcome.heard else {}
    return answers.changed(outcome, change.object, more)


def apply(runtime: Runtime, context: Context, change: Change) -> Outcome:
    """Make the change, or only try it with `dry_run=1`; the outcome of a trial made nothing."""
    dry = parameters.flag(parameters.known("dry_run"), "dry_run")
    unit = runtime.unit(context)
    return replace(unit.dry_run(change), created=False) if dry else unit.apply(change)


def updating(object: str, id: int, values: dict[str, Any]) -> Change:
    """Return the change of a record to `values`, on the version of If-Match or of the body."""
    strict = conditions.if_match()
    if strict is not None and values.pop("version", strict) != strict:
        raise Refused(errors=[FieldError("/version", "if_match_other")])
    return Change(object=object, verb="update", id=id, values=values, version=strict, strict=strict is not None,
                  key=conditions.key())


def _moved(object: str, id: int, verb: Verb) -> Change:
    version = conditions.if_match()
    return Change(object=object, verb=verb, id=id, version=version, strict=version is not None, key=conditions.key())
