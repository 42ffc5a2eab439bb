"""Signing in and out."""

import secrets
from dataclasses import dataclass

from flask import Response, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import guessing, identity
from dougong.access.guessing import Guesser, Standing
from dougong.records import audit
from dougong.records.first_run import is_due
from dougong.web import cookies, forged, links
from dougong.web.answer import bare, go
from dougong.web.entry import scene, screens, session_cookie
from dougong.web.pages import render
from dougong.web.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """Everything the sign-in template shows."""

    next: str
    login: str = ""
    error: str = ""
    notice: str = ""
    keep: bool = False


def form() -> AnyResponse:
    """Show the door, and give a browser without a session something its form is tied to."""
    back = links.inside(request.args.get("next", links.HOME))
    if current_user.is_authenticated:
        return redirect(back)
    say = words(g.look.lang)
    notice = say("sign.left") if "left" in request.args else say("sign.expired") if session_cookie() else ""
    if g.csrf:
        return _page(SignInPage(next=back, notice=notice))
    settings, value = screens().runtime.settings, secrets.token_urlsafe(24)
    g.csrf = forged.token_of(value, settings)
    response = _page(SignInPage(next=back, notice=notice))
    cookies.open_door(response, settings, value)
    return response


def enter() -> AnyResponse:
    """Check name and password; a new session takes the place of whatever the browser held."""
    runtime, login = screens().runtime, request.form.get("login", "").strip()
    back, keep = links.inside(request.form.get("next", links.HOME)), request.form.get("keep") == "yes"
    who = Guesser.of(login, request.remote_addr or "")
    before = guessing.standing(runtime.database, who, runtime.clock)
    if not before.left:
        return _page(SignInPage(next=back, login=login, keep=keep, error=_wait(before)), 429)
    cookie = identity.sign_in(runtime.database, login, request.form.get("password", ""), runtime.clock, keep=keep,
                              place=identity.Place(request.user_agent.string, request.remote_addr or ""))
    if cookie is None:
        guessing.failed(runtime.database, who, runtime.clock)
        after = guessing.standing(runtime.database, who, runtime.clock)
        error = words(g.look.lang)("sign.failed", n=after.left) if after.left else _wait(after)
        return _page(SignInPage(next=back, login=login, keep=keep, error=error), 422)
    if before != guessing.FRESH:
        guessing.passed(runtime.database, who)
    spoken = cookies.chosen(request, "language")
    if spoken:
        identity.speak(runtime.database, cookie, spoken)
    response = go(_first(cookie) if back == links.HOME else back)
    _end_old()
    cookies.keep_session(response, runtime.settings, cookie, long=keep)
    return response


def leave() -> AnyResponse:
    """End the session."""
    identity.sign_out(screens().runtime.database, session_cookie())
    audit.told(scene().context, "sign_out", address=request.remote_addr)
    response = go(links.left())
    cookies.drop(response, screens().runtime.settings, cookies.session_name(screens().runtime.settings))
    return response


def _first(cookie: str) -> str:
    """Return where someone who has just come in is led: an administrator of a new installation to its first page."""
    runtime = screens().runtime
    found = identity.by_session(runtime.database, cookie, runtime.clock)
    due = found is not None and is_due(runtime.signed(found, "screen", ""))
    return links.Paths().first if due else links.HOME


def _page(model: SignInPage, status: int = 200) -> Response:
    title = words(g.look.lang)("sign.title")
    return Response(render("pages/sign_in.html", bare(title), model), status, mimetype="text/html")


def _wait(now: Standing) -> str:
    return words(g.look.lang)("sign.wait", minutes=now.minutes)


def _end_old() -> None:
    """Signing in over a live session ends that one: a fixed session can never be ridden."""
    if session_cookie():
        identity.sign_out(screens().runtime.database, session_cookie())
