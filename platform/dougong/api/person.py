"""Who the token belongs to."""

from flask import Response

from dougong.api import answers, parameters
from dougong.records.context import Context


def me(context: Context) -> Response:
    """Return the signed-in person: id, name, language and roles."""
    parameters.known()
    actor = context.actor
    return answers.answer(
        {"id": actor.id, "name": actor.name, "language": actor.language, "roles": sorted(actor.roles)})
