"""The page of a rule that hears messages from outside, for administrators."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.processes.rules import hooks
from dougong.web import links
from dougong.web.admin.hooks import hook_page
from dougong.web.answer import go, page
from dougong.web.entry import screens
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene


def one(name: str) -> Response:
    """Show where messages to a rule arrive, and the last ones."""
    return _page(administered(), name)


def act(name: str) -> AnyResponse:
    """Make a secret, with an address where there is none, and show it; or let nothing arrive any more."""
    shown, runtime, wanted = administered(), screens().runtime, request.form.get("_do", "")
    if wanted == "turn":
        return _page(shown, name, hooks.turn(runtime, shown.context, name))
    if wanted == "drop":
        hooks.drop(runtime, shown.context, name)
    return go(links.hook(name))


def _page(shown: Scene, name: str, secret: str = "") -> Response:
    runtime = screens().runtime
    found = hooks.one(runtime, shown.context, name)
    model = hook_page(shown, found, hooks.url(runtime, found), hooks.calls(runtime, found.rule), secret)
    response = page("hook", model, title=model.title)
    response.cache_control.no_store = True
    return response
