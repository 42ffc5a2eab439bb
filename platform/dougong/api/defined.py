"""GET /api/v1/catalog/history, /{number}, POST /{number}/revert: how the definitions came to be what they are."""

from typing import Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.planning import agreement, told_body
from dougong.api.problems import language
from dougong.kernel.errors import Malformed
from dougong.records.context import Context
from dougong.records.definitions import defined
from dougong.records.runtime import Runtime

MOST: Final = 100


def history(context: Context) -> Response:
    """Return which catalogs were in force, newest first: number, moment, who, which definitions changed."""
    administered(context)
    found = parameters.known("before", "limit")
    before = parameters.number(found, "before", defined.LATEST, least=0)
    limit = parameters.number(found, "limit") or defined.USUAL
    if limit > MOST:
        raise Malformed("query_limit", name="limit", most=MOST)
    below = defined.LATEST if before is None else before
    return answers.answer({"data": defined.changed(context.database, below, limit)})


def compared(context: Context, number: int) -> Response:
    """Return what led to a catalog, definition by definition; `since` names another to compare with."""
    administered(context)
    found = parameters.known("since")
    since = parameters.number(found, "since", defined.LATEST, least=0)
    return answers.answer(defined.compared(context.database, number, since))


def revert(context: Context, runtime: Runtime, number: int) -> Response:
    """Return the plan of taking a change back; with the digest of that plan, carry it out."""
    administered(context)
    body = told_body(context, {"digest", "agree"})
    if "digest" not in body:
        return answers.answer(defined.reverting(runtime, number, language()))
    digest, agreed = agreement(body)
    return answers.answer({"number": defined.revert(runtime, context, number, digest, agreed)})
