"""Signing in and out."""

from dataclasses import dataclass, replace

from flask import Response, g, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import guessing, identity
from dougong.access.guessing import Guesser, Standing
from dougong.records import audit
from dougong.web import cookies, links
from dougong.web.answer import go
from dougong.web.entry import scene, screens, session_cookie
from dougong.web.routes import door, second
from dougong.web.words import words

#: What the door may be opened with a word about, by the query that says it.
NOTICES = {"left": "sign.left", "chosen": "sign.chosen", "refused": "sign.refused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """Everything the sign-in template shows."""

    next: str
    login: str = ""
    error: str = ""
    notice: str = ""
    keep: bool = False
    oidc: str = ""
    oidc_label: str = ""


def form() -> AnyResponse:
    """Show the door."""
    back = links.inside(request.args.get("next", links.HOME))
    if current_user.is_authenticated:
        return redirect(back)
    say = words(g.look.lang)
    told = next((key for name, key in NOTICES.items() if name in request.args),
                "sign.expired" if session_cookie() else "")
    return _page(SignInPage(next=back, notice=say(told) if told else ""))


def enter() -> AnyResponse:
    """Check name and password; where a second factor is asked for, it comes next."""
    runtime, login = screens().runtime, request.form.get("login", "").strip()
    back, keep = links.inside(request.form.get("next", links.HOME)), request.form.get("keep") == "yes"
    who = Guesser.of(login, request.remote_addr or "")
    before = guessing.standing(runtime.database, who, runtime.clock)
    if not before.left:
        return _page(SignInPage(next=back, login=login, keep=keep, error=wait(before)), 429)
    user = identity.known(runtime.database, login, request.form.get("password", ""), runtime.clock,
                          door.place())
    if user is None:
        guessing.failed(runtime.database, who, runtime.clock)
        after = guessing.standing(runtime.database, who, runtime.clock)
        error = words(g.look.lang)("sign.failed", n=after.left) if after.left else wait(after)
        return _page(SignInPage(next=back, login=login, keep=keep, error=error), 422)
    if before != guessing.FRESH:
        guessing.passed(runtime.database, who)
    return second.asked(user, back, keep=keep) or door.let_in(user, back, "password", keep=keep)


def leave() -> AnyResponse:
    """End the session."""
    identity.sign_out(screens().runtime.database, session_cookie())
    audit.told(scene().context, "sign_out", address=request.remote_addr)
    response = go(links.left())
    cookies.drop(response, screens().runtime.settings, cookies.session_name(screens().runtime.settings))
    return response


def wait(now: Standing) -> str:
    """Return how long somebody has to wait who has tried too often."""
    return words(g.look.lang)("sign.wait", minutes=now.minutes)


def _page(model: SignInPage, status: int = 200) -> Response:
    held = screens()
    if held.provider is not None:
        label = held.runtime.settings.oidc_label or words(g.look.lang)("sign.oidc")
        model = replace(model, oidc=links.oidc(model.next), oidc_label=label)
    return door.shown("sign_in", model, "sign.title", status)
