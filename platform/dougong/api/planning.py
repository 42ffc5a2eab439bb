"""POST /api/v1/catalog/plan and /apply: definitions change from outside as they do from the command line."""

from typing import Any, Final, cast

from flask import Response

from dougong.api import answers, parameters
from dougong.api.writes import sent
from dougong.kernel.errors import Denied, FieldError, Refused
from dougong.records.context import Context
from dougong.records.planning import Files, applied, planned, violations
from dougong.records.runtime import Runtime

_AGREED: Final = ("safe", "confirm", "destructive")


def plan(context: Context, runtime: Runtime) -> Response:
    """Return what the files sent would change, step by step; for administrators."""
    body = _body(context, {"files"})
    return answers.answer(planned(runtime, _files(body)))


def apply(context: Context, runtime: Runtime) -> Response:
    """Carry out the plan whose digest is sent, if it is still the plan: 409 when it is another by now."""
    body = _body(context, {"files", "digest", "agree"})
    digest, agreed = body.get("digest"), body.get("agree", "safe")
    if not isinstance(digest, str):
        raise Refused(errors=[FieldError("/digest", "text")])
    if agreed not in _AGREED:
        raise Refused(errors=[FieldError("/agree", "definition_agree")])
    return answers.answer({"number": applied(runtime, context, _files(body), digest, agreed)})


def count_violations(context: Context) -> Response:
    """Return how many live rows break a check or lack what is required, counted now; for administrators."""
    parameters.known()
    if "admin" not in context.actor.roles:
        raise Denied
    return answers.answer({"data": violations(context)})


def _body(context: Context, names: set[str]) -> dict[str, Any]:
    parameters.known()
    if "admin" not in context.actor.roles:
        raise Denied
    body = sent()
    if unknown := sorted(body.keys() - names):
        raise Refused(errors=[FieldError(f"/{name}", "readonly") for name in unknown])
    return body


def _files(body: dict[str, Any]) -> Files:
    files = body.get("files")
    if not isinstance(files, dict) or not all(text is None or isinstance(text, str) for text in files.values()):
        raise Refused(errors=[FieldError("/files", "definition_files")])
    return cast("Files", files)
