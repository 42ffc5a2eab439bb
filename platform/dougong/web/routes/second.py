"""The second factor between password and session: asked for, or set up where the company demands one."""

from dataclasses import dataclass
from typing import Final

from flask import Response, g, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import factor, guessing, identity, passes
from dougong.access.guessing import Guesser
from dougong.access.passes import Holder
from dougong.records.demanded import is_demanded
from dougong.web import cookies, links
from dougong.web.answer import go
from dougong.web.entry import screens
from dougong.web.picture import picture
from dougong.web.routes import door
from dougong.web.words import words

#: A code is guessed apart from the password: whoever is asked for one knows that already.
_GUESSED: Final = "second "
#: Characters of what may be typed as a code.
LONGEST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPage:
    """Everything the page shows; `picture` and `secret` where a second factor has to be set up, `codes` once it is."""

    next: str
    keep: bool
    error: str = ""
    picture: Markup | None = None
    secret: str = ""
    codes: tuple[str, ...] = ()


def asked(user: int, back: str, *, keep: bool) -> AnyResponse | None:
    """Return the way to the second factor where one is asked for or demanded, else None."""
    runtime, held = screens().runtime, factor.factor_of(door.kept(), user)
    if held is None or not held.confirmed:
        if not is_demanded(runtime, identity.by_user(runtime.database, user)):
            return None
        factor.begin(door.kept(), user)
    response = go(links.second(back, keep=keep))
    cookies.go_half(response, runtime.settings, passes.issued(runtime.database, user, "second", runtime.clock))
    return response


def form() -> AnyResponse:
    """Ask for the code; where the factor is new, show what an app needs to know first."""
    found = _holder()
    return redirect(links.sign_in(links.HOME)) if found is None else _page(found)


def enter() -> AnyResponse:
    """Check the code and open the session."""
    found, runtime, code = _holder(), screens().runtime, request.form.get("code", "")[:LONGEST]
    if found is None:
        return go(links.sign_in(links.HOME))
    who = Guesser.of(f"{_GUESSED}{found.user}", request.remote_addr or "")
    before = guessing.standing(runtime.database, who, runtime.clock)
    if not before.left:
        return _page(found, words(g.look.lang)("sign.wait", minutes=before.minutes), 429)
    held = factor.factor_of(door.kept(), found.user)
    spares = factor.confirm(door.kept(), found.user, code) if held is not None and not held.confirmed else ()
    means = None if spares else factor.take(door.kept(), found.user, code)
    if not spares and means is None:
        guessing.failed(runtime.database, who, runtime.clock)
        identity.refused(runtime.database, found.user, runtime.clock, door.place())
        return _page(found, words(g.look.lang)("second.wrong"), 422)
    if before != guessing.FRESH:
        guessing.passed(runtime.database, who)
    if not passes.spend(runtime.database, _half(), "second", runtime.clock):
        return go(links.sign_in(links.HOME))
    back, keep = links.inside(request.form.get("next", links.HOME)), request.form.get("keep") == "yes"
    return _set_up(found, back, spares, keep=keep) if spares else \
        door.let_in(found.user, back, means or "second", keep=keep)


def _set_up(found: Holder, back: str, spares: tuple[str, ...], *, keep: bool) -> Response:
    """Show the recovery codes, this once; the session is open already."""
    cookie = door.session_of(found.user, "second", keep=keep)
    response = door.shown("second", SecondPage(next=back, keep=keep, codes=spares), "second.title")
    door.give(response, cookie, keep=keep)
    return response


def _page(found: Holder, error: str = "", status: int = 200) -> Response:
    given = request.form if request.method == "POST" else request.args
    back, keep = links.inside(given.get("next", links.HOME)), given.get("keep") == "yes"
    held = factor.factor_of(door.kept(), found.user)
    new = held is not None and not held.confirmed
    model = SecondPage(next=back, keep=keep, error=error, secret=held.secret if held and new else "",
                       picture=picture(held.uri(found.login, issuer()))
                       if held and new else None)
    return door.shown("second", model, "second.title", status)


def issuer() -> str:
    """Return what an app of codes calls this installation: the host people know it by."""
    return screens().runtime.settings.base_url.partition("//")[2]


def _half() -> str:
    return request.cookies.get(cookies.half_name(screens().runtime.settings), "")


def _holder() -> Holder | None:
    runtime = screens().runtime
    return passes.holder(runtime.database, _half(), "second", runtime.clock) if _half() else None
