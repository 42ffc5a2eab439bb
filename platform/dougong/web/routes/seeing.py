"""Seeing the screens as somebody else, for administrators."""

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import identity
from dougong.kernel.errors import Missing, Unauthenticated
from dougong.kernel.number import whole_number
from dougong.records import audit
from dougong.web import links
from dougong.web.admin import seeing
from dougong.web.answer import go
from dougong.web.entry import screens
from dougong.web.routes.admin import administered


def begin() -> AnyResponse:
    """See the screens as the `user` from the next page on; raises Missing for nobody active."""
    shown, runtime, text = administered(), screens().runtime, request.form.get("user", "")
    user = whole_number(text)
    if user is None:
        raise Missing(user=text)
    try:
        found = identity.by_user(runtime.database, user)
    except Unauthenticated:
        raise Missing(user=text) from None
    audit.told(shown.context, "seen_as", object="user", id=found.actor.id, address=request.remote_addr)
    response = go(links.inside(request.form.get("back", links.HOME)))
    seeing.begin(response, runtime, request, found.actor.id)
    return response


def end() -> AnyResponse:
    """See the screens as oneself again."""
    response = go(links.inside(request.form.get("back", links.HOME)))
    seeing.end(response, screens().runtime.settings)
    return response
