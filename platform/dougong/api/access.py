"""GET /api/v1/me/access: what one may do, and why; administrators ask of others, too."""

from flask import Response

from dougong.api import answers, parameters
from dougong.api.problems import language
from dougong.kernel.errors import Malformed
from dougong.records.context import Context
from dougong.records.reasons.entitled import entitled
from dougong.records.reasons.explained import asking
from dougong.records.runtime import Runtime


def access(context: Context, runtime: Runtime) -> Response:
    """Return what the person, or `user`, may do: with every object, with `object`, or with its record `id`."""
    asked = parameters.known("user", "object", "id")
    user, id = (parameters.number(asked, name) for name in ("user", "id"))
    if id is not None and "object" not in asked:
        raise Malformed("query_lacks", name="object")
    return answers.answer(entitled(context, asking(runtime, context, user), asked.get("object"), id, language()))
