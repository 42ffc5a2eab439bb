"""`?explain=1` on a record or a list: the reasons in the place of what they are about."""

from flask import Response, request

from dougong.api import answers
from dougong.api.problems import language
from dougong.records.context import Context
from dougong.records.explained import explain_list, explain_record
from dougong.records.query import Query


def record(context: Context, object: str, id: int) -> Response:
    """Return what the caller may do with a record and why; raises Missing as reading it does."""
    return answers.answer(explain_record(context, context, object, id, language()))


def listed(context: Context, query: Query) -> Response:
    """Return why a list shows what it shows."""
    response = answers.answer(explain_list(context, context, query, language()))
    response.headers["Link"] = f'<{request.path}>; rel="first"'
    return response
