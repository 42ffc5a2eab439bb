"""The pages of webhooks, for administrators."""

from typing import Any, Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Refused
from dougong.processes.effects import listing, webhooks
from dougong.processes.effects.listing import Asked
from dougong.processes.effects.webhooks import Webhook
from dougong.processes.rules import hooks
from dougong.web import links
from dougong.web.admin.webhooks import hook_page, hooks_page, said_of
from dougong.web.answer import go, page
from dougong.web.entry import screens
from dougong.web.record.fault import says_of
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene

#: Messages the page of one shows.
SENT: Final = 10


def show() -> Response:
    """Show all webhooks."""
    shown = administered()
    every = webhooks.every(screens().runtime, shown.context)
    heard = hooks.hooks(screens().runtime, shown.context)
    return page("webhooks", hooks_page(shown, every, heard), title=shown.say("webhooks.title"))


def blank() -> Response:
    """Show the form of a new one."""
    shown = administered()
    return page("webhook", hook_page(shown, {"events": webhooks.EVENTS}), title=shown.say("webhooks.new"))


def add() -> Response:
    """Add one and show it with its secret."""
    shown, said = administered(), _said()
    try:
        id, secret = webhooks.add(screens().runtime, shown.context, said)
    except Refused as no:
        model = hook_page(shown, said, errors=_errors(shown, no))
        return page("webhook", model, title=shown.say("webhooks.new"), status=422)
    return _page(shown, webhooks.one(screens().runtime, shown.context, id), secret)


def one(number: int) -> Response:
    """Show one."""
    shown = administered()
    return _page(shown, webhooks.one(screens().runtime, shown.context, number))


def act(number: int) -> AnyResponse:
    """Do with one what a button of its page says."""
    shown, runtime, wanted = administered(), screens().runtime, request.form.get("_do", "")
    found = webhooks.one(runtime, shown.context, number)
    if wanted == "turn":
        return _page(shown, found, webhooks.turn(runtime, shown.context, number))
    if wanted == "test":
        webhooks.test(runtime, shown.context, number)
    elif wanted == "drop":
        webhooks.drop(runtime, shown.context, number)
        return go(links.Paths().webhooks)
    elif wanted == "save":
        try:
            webhooks.change(runtime, shown.context, number, _said())
        except Refused as no:
            model = hook_page(shown, _said(), found, errors=_errors(shown, no))
            return page("webhook", model, title=found.name, status=422)
    return go(links.webhook(number))


def _page(shown: Scene, found: Webhook, secret: str = "") -> Response:
    sent = listing.found(screens().runtime.database, Asked(target=found.target, limit=SENT))
    response = page("webhook", hook_page(shown, said_of(found), found, secret=secret, sent=sent), title=found.name)
    response.cache_control.no_store = True
    return response


def _said() -> dict[str, Any]:
    form = request.form
    return {"name": form.get("name", ""), "url": form.get("url", ""), "objects": form.getlist("objects"),
            "events": form.getlist("events"), "active": "active" in form}


def _errors(shown: Scene, no: Refused) -> dict[str, str]:
    return {pointer.strip("/"): " ".join(texts) for pointer, texts in says_of(shown, no.errors).items()}
