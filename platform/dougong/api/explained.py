"""`?explain=1` on a record or a list: the reasons in the place of what they are about."""

from typing import Any

from flask import Response, request

from dougong.api import answers
from dougong.api.problems import language
from dougong.processes.rules.considered import Considered, considered
from dougong.records.context import Context
from dougong.records.explained import explain_list, explain_record
from dougong.records.query import Query


def record(context: Context, object: str, id: int) -> Response:
    """Return what the caller may do with a record and why, and why rules did or did not fire; raises Missing as reading
    it does."""
    found = explain_record(context, context, object, id, language())
    return answers.answer({**found, "rules": [_told(each) for each in considered(
        context, context.object(object), id, language())]})


def _told(found: Considered) -> dict[str, Any]:
    return {"rule": found.rule, "label": found.label, "fired": found.fired, "verdict": found.verdict,
            "text": found.text, "conditions": [{"text": part.text, "holds": part.holds, "values": dict(part.seen)}
                                               for part in found.parts],
            "version": found.version, "at": found.at.isoformat().replace("+00:00", "Z"), "actor": found.actor,
            "door": found.door, "cause": found.cause}


def listed(context: Context, query: Query) -> Response:
    """Return why a list shows what it shows."""
    response = answers.answer(explain_list(context, context, query, language()))
    response.headers["Link"] = f'<{request.path}>; rel="first"'
    return response
