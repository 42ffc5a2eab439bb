"""GET /api/v1/catalog/history, /{number}, POST /{number}/revert: how the definitions came to be what they are."""

from typing import Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.planning import agreement, told_body
from dougong.api.problems import language
from dougong.kernel.errors import Denied, Malformed
from dougong.records import defined
from dougong.records.context import Context
from dougong.records.runtime import Runtime

MOST: Final = 100


def history(context: Context) -> Response:
    """Return which catalogs were in force, newest first: number, moment, who, which definitions changed."""
    _administers(context)
    found = parameters.known("before", "limit")
    before, limit = _number(found, "before", defined.LATEST), _number(found, "limit", defined.USUAL)
    if not 1 <= limit <= MOST:
        raise Malformed("query_limit", name="limit", most=MOST)
    return answers.answer({"data": defined.changed(context.database, before, limit)})


def compared(context: Context, number: int) -> Response:
    """Return what led to a catalog, definition by definition; `since` names another to compare with."""
    _administers(context)
    found = parameters.known("since")
    since = _number(found, "since", -1)
    return answers.answer(defined.compared(context.database, number, since if since >= 0 else None))


def revert(context: Context, runtime: Runtime, number: int) -> Response:
    """Return the plan of taking a change back; with the digest of that plan, carry it out."""
    _administers(context)
    body = told_body(context, {"digest", "agree"})
    if "digest" not in body:
        return answers.answer(defined.reverting(runtime, number, language()))
    digest, agreed = agreement(body)
    return answers.answer({"number": defined.revert(runtime, context, number, digest, agreed)})


def _administers(context: Context) -> None:
    if "admin" not in context.actor.roles:
        raise Denied


def _number(found: dict[str, str], name: str, usual: int) -> int:
    text = found.get(name)
    if text is None:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Malformed("query_number", name=name)
    return int(text)
