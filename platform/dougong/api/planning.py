"""POST /api/v1/catalog/plan and /apply: definitions change from outside as they do from the command line."""

from typing import Any, Final, cast

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.problems import language
from dougong.api.writes import sent
from dougong.kernel.errors import FieldError, Refused
from dougong.records.context import Context
from dougong.records.definitions.planning import OPERATIONS, Agreed, Files, Wish, applied, planned, violations
from dougong.records.runtime import Runtime

_AGREED: Final = ("safe", "confirm", "destructive")


def plan(context: Context, runtime: Runtime) -> Response:
    """Return what the files and operations sent would change, step by step; for administrators."""
    body = told_body(context, {"files", "operations"})
    return answers.answer(planned(runtime, _wish(body)))


def apply(context: Context, runtime: Runtime) -> Response:
    """Carry out the plan whose digest is sent, if it is still the plan: 409 when it is another by now."""
    body = told_body(context, {"files", "operations", "digest", "agree"})
    digest, agreed = agreement(body)
    return answers.answer({"number": applied(runtime, context, _wish(body), digest, agreed)})


def count_violations(context: Context) -> Response:
    """Return how many live rows break a check or lack what is required, counted now; for administrators."""
    parameters.known()
    administered(context)
    return answers.answer({"data": violations(context)})


def agreement(body: dict[str, Any]) -> tuple[str, Agreed]:
    """Return the digest of the plan that was read, and what is agreed to; raises Refused."""
    digest, agreed = body.get("digest"), body.get("agree", "safe")
    if not isinstance(digest, str):
        raise Refused(errors=[FieldError("/digest", "text")])
    if agreed not in _AGREED:
        raise Refused(errors=[FieldError("/agree", "definition_agree")])
    return digest, agreed


def told_body(context: Context, names: set[str]) -> dict[str, Any]:
    """Return the body sent by an administrator, once it says nothing but `names`; raises Denied, Refused."""
    parameters.known()
    administered(context)
    body = sent()
    if unknown := sorted(body.keys() - names):
        raise Refused(errors=[FieldError(f"/{name}", "readonly") for name in unknown])
    return body


def _wish(body: dict[str, Any]) -> Wish:
    operations = body.get("operations", [])
    if not isinstance(operations, list) or len(operations) > OPERATIONS:
        raise Refused(errors=[FieldError("/operations", "definition_operations", {"max": OPERATIONS})])
    files = {} if operations and "files" not in body else _files(body)
    return Wish(files, operations, language())


def _files(body: dict[str, Any]) -> Files:
    files = body.get("files")
    if not isinstance(files, dict) or not all(text is None or isinstance(text, str) for text in files.values()):
        raise Refused(errors=[FieldError("/files", "definition_files")])
    return cast("Files", files)
