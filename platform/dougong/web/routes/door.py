"""What pages for nobody in particular share: a form tied to the browser, and what ends in a session."""

import secrets
from typing import Any

from flask import Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import identity
from dougong.access.factor import Kept
from dougong.access.identity import Place, Way
from dougong.records.seeding.first_run import is_due
from dougong.web import cookies, forged, links
from dougong.web.answer import bare, go
from dougong.web.entry import screens, session_cookie
from dougong.web.pages import render
from dougong.web.words import words


def shown(template: str, model: Any, title: str, status: int = 200) -> Response:
    """Return a page before the door; a browser without a session gets something its form is tied to."""
    settings, value = screens().runtime.settings, ""
    if not g.csrf:
        value = secrets.token_urlsafe(24)
        g.csrf = forged.token_of(value, settings)
    response = Response(render(f"pages/{template}.html", bare(words(g.look.lang)(title)), model), status,
                        mimetype="text/html")
    if value:
        cookies.open_door(response, settings, value)
    response.cache_control.no_store = True
    return response


def let_in(user: int, back: str, way: Way, *, keep: bool = False) -> AnyResponse:
    """Return the way to the page somebody wanted, with a new session in place of whatever the browser held."""
    cookie = session_of(user, way, keep=keep)
    response = go(_first(cookie) if back == links.HOME else back)
    give(response, cookie, keep=keep)
    return response


def session_of(user: int, way: Way, *, keep: bool = False) -> str:
    """Return the cookie of a new session in the language chosen at this device; the one the browser held ends: a fixed
    session can never be ridden."""
    runtime = screens().runtime
    cookie = identity.open_session(runtime.database, user, runtime.clock, way, keep=keep, place=place())
    spoken = cookies.chosen(request, "language")
    if spoken:
        identity.speak(runtime.database, cookie, spoken)
    if session_cookie():
        identity.sign_out(runtime.database, session_cookie())
    return cookie


def give(response: AnyResponse, cookie: str, *, keep: bool = False) -> None:
    """Give the browser its session."""
    settings = screens().runtime.settings
    cookies.keep_session(response, settings, cookie, long=keep)
    if request.cookies.get(cookies.half_name(settings)):
        cookies.drop(response, settings, cookies.half_name(settings))


def place() -> Place:
    """Return where the request comes from."""
    return Place(request.user_agent.string, request.remote_addr or "")


def kept() -> Kept:
    """Return where second factors are."""
    runtime = screens().runtime
    return Kept(runtime.database, runtime.settings.secret_key, runtime.clock)


def _first(cookie: str) -> str:
    """Return where someone who has just come in is led: an administrator of a new installation to its first page."""
    runtime = screens().runtime
    found = identity.by_session(runtime.database, cookie, runtime.clock)
    due = found is not None and is_due(runtime.signed(found, "screen", ""))
    return links.Paths().first if due else links.HOME
