"""Refusals as programs meet them: RFC 9457 problem details. docs/reference/problems.md lists every kind."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from flask import Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from dougong.api.body import LARGEST
from dougong.api.errors import Broken, TooLarge, WrongMethod, status_of
from dougong.api.language import DEFAULT, asked
from dougong.kernel.errors import (
    AppError,
    Conflict,
    Denied,
    Exhausted,
    FieldError,
    Malformed,
    Missing,
    Unauthenticated,
    Unavailable,
)
from dougong.kernel.messages import say
from dougong.kernel.saying import fault_said
from dougong.records import outage

TYPE = "application/problem+json"
BASE = "https://dougong.dev/problems/"
#: What a clash tells of a field, its value now and the one that was sent; and what stands in the way, by name.
TOLD = ("theirs", "yours", "records")
#: What an address of running something on a record names.
_ACTS: Final = frozenset({"transition", "button"})

_LOG = logging.getLogger(__name__)


def language() -> str:
    """Return the language to answer in: the one asked for, else the signed-in person's, else English."""
    return asked(request.headers.get("Accept-Language", "")) or g.get("language") or DEFAULT


def answer(error: AppError) -> Response:
    """Return the problem an error is, with the headers its status calls for."""
    body = describe(error, language())
    if why := _why(error):
        body["why"] = why
    response = Response(orjson.dumps(body), body["status"], content_type=TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Vary"] = "Authorization, Accept-Language"
    for name, value in _headers(error).items():
        response.headers[name] = value
    return response


def describe(error: AppError, language: str) -> dict[str, Any]:
    """Return the body of a problem. `type` and `title` belong to the kind, `code` and `detail` to this occurrence."""
    status, kind = status_of(error)
    body: dict[str, Any] = {
        "type": f"{BASE}{kind}",
        "title": say(f"problem_{kind.replace('-', '_')}", language),
        "status": status,
        "code": error.code,
        "detail": say(error.code, language, **error.params),
        "instance": f"urn:dougong:{correlation()}",
    }
    if error.errors:
        body["errors"] = faults(error.errors, language)
    if isinstance(error, Conflict) and error.current is not None:
        body["current"] = error.current
    return body


def faults(errors: tuple[FieldError, ...], language: str) -> list[dict[str, Any]]:
    """Return refused values (or warnings) as programs read them: where, which code, and the words for people."""
    return [{"pointer": each.pointer, "code": each.code, "message": fault_said(each, language),
             **{name: each.params[name] for name in TOLD if name in each.params}} for each in errors]


def of_http(error: HTTPException) -> AppError:
    """Return what Flask or Werkzeug raised as an error of ours."""
    if isinstance(error, MethodNotAllowed):
        return WrongMethod(tuple(sorted(error.valid_methods or ())))
    if isinstance(error, RequestEntityTooLarge):
        return TooLarge("body_too_large", max=LARGEST)
    code = error.code or 500
    if code == 404:
        return Missing("address")
    if code in {408, 503}:
        return Unavailable()
    return Malformed("request") if 400 <= code < 500 else broken(error)


def broken(error: BaseException) -> AppError:
    """Return what trouble of the database is to the caller; anything else is a fault of ours, logged under the
    request's id, which is all that is told."""
    if (trouble := outage.told(error)) is not None:
        _LOG.warning("%s %s: %s", request.method, request.path, error)
        return trouble
    incident = correlation()
    _LOG.error("incident %s: %s %s", incident, request.method, request.path, exc_info=error)
    return Broken(incident=incident)


def correlation() -> str:
    """Return this request's id, random: the history's `correlation`, a problem's `instance`, the log's incident."""
    found: str | None = g.get("correlation")
    if found is None:
        found = g.correlation = secrets.token_hex(8)
    return found


def _why(error: AppError) -> str:
    """Return where it is told why something is refused: beside the record, or of the object; "" where nothing is."""
    asked = request.view_args or {}
    object, id = asked.get("object") or error.params.get("object"), asked.get("id")
    told = isinstance(error, Denied) or (isinstance(error, Conflict) and not _ACTS.isdisjoint(asked))
    if not told or not object:
        return ""
    root = "/".join(request.path.split("/", 3)[:3])             # of this version: /api/v1
    return f"{root}/{object}/{id}?explain=1" if id is not None else \
        f"{root}/me/access?{urlencode({'object': object})}"


def _headers(error: AppError) -> Mapping[str, str]:
    if isinstance(error, WrongMethod):
        return {"Allow": error.params["allowed"]}
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer realm="dougong"'}
    if isinstance(error, Unavailable):
        return {"Retry-After": "1"}
    if isinstance(error, Exhausted):
        return {"Retry-After": str(error.params["seconds"])}
    return {}
