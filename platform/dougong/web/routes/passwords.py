"""Choosing a password of one's own: by the link of an invitation or of a reset; asking for the latter."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import forgotten, passes
from dougong.access.passes import CHOOSING, Purpose
from dougong.kernel.errors import NOTHING, Missing, Refused
from dougong.kernel.messages import say
from dougong.web import links
from dougong.web.answer import go
from dougong.web.entry import screens
from dougong.web.routes import door
from dougong.web.words import words

#: Characters of a name or address, at most.
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgotPage:
    """The question who it is, or once that was answered, what has been done."""

    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """Everything the page shows; `errors` are texts by the input they belong to."""

    action: str
    login: str
    errors: Mapping[str, str] = field(default_factory=lambda: NOTHING)


def forgot() -> Response:
    """Ask who it is."""
    return door.shown("forgot", ForgotPage(), "forgot.title")


def send() -> Response:
    """Send a link, and say the same whether there was anybody to send it to."""
    runtime, asked = screens().runtime, request.form.get("login", "").strip()[:LONGEST]
    if asked:
        forgotten.forgot(runtime.database, asked, request.remote_addr or "", runtime.settings.base_url, runtime.clock)
    return door.shown("forgot", ForgotPage(done=True), "forgot.title")


def choose(purpose: str, secret: str) -> Response:
    """Show the form for a password; looking at it spends nothing."""
    return _page(purpose, secret)


def put(purpose: str, secret: str) -> AnyResponse:
    """Keep the password; whoever was signed in is out, and signs in with it."""
    runtime, new = screens().runtime, request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _page(purpose, secret, {"again": words(g.look.lang)("account.again_wrong")})
    try:
        passes.choose_password(runtime.database, secret, _purpose(purpose), new, runtime.clock)
    except Refused as no:
        return _page(purpose, secret, {each.pointer.strip("/"): say(each.code, g.look.lang, **each.params)
                                       for each in no.errors})
    return go(links.chosen())


def _page(purpose: str, secret: str, errors: Mapping[str, str] = NOTHING) -> Response:
    runtime = screens().runtime
    found = passes.holder(runtime.database, secret, _purpose(purpose), runtime.clock)
    if found is None:
        raise Missing("pass_over")
    return door.shown("choose", ChoosePage(action=request.path, login=found.login, errors=errors), "choose.title",
                      422 if errors else 200)


def _purpose(purpose: str) -> Purpose:
    if purpose not in CHOOSING:
        raise Missing("pass_over")
    return purpose
