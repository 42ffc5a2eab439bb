"""Who is at the screen: flask-login over our own sessions, and the scene of the request."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from flask import Flask, Request, Response, current_app, g, redirect, request
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import identity
from dougong.access.identity import Identity
from dougong.kernel.errors import Denied
from dougong.records.cache import Recent
from dougong.records.files.keep import MEGABYTE
from dougong.records.runtime import Runtime
from dougong.records.transfer.source import LARGEST
from dougong.records.writing.change import Change
from dougong.records.writing.outcome import Outcome
from dougong.records.writing.unit import UnitOfWork
from dougong.spi import Panel
from dougong.web import cookies, forged, links
from dougong.web.admin import seeing
from dougong.web.errors import Forged
from dougong.web.listing.tabs import Counts
from dougong.web.provider import Provider
from dougong.web.scene import Scene

#: Largest form kept in memory: 200 lines of 20 columns with long texts stay far below.
MOST_FORM = 8 * 1024 * 1024
#: Where files with records are sent: they may be larger than anything else.
UPLOAD = "web.upload"
#: Drafts of definitions of which the outcome is kept: compiling takes a second, a catalog a dozen megabytes.
DRAFTS: Final = 3
#: Pages kept drawn; each is some fifty thousand characters.
PAGES: Final = 128
#: Layouts of lists remembered.
LAYOUTS: Final = 512
#: Where files are sent to be kept: as large as one may be, and a form.
SENDING = frozenset({"web.attach", "web.replace_file", "web.send_file", "web.create", "web.save"})
#: Methods by which a session's use is written down; a GET writes nothing.
WRITING = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Screens:
    """What the routes need of the process: the runtime, panels of plugins, who else vouches for people, what views
    counted lately, what drafts of definitions would make, the frames of pages that were drawn, pages of which only what
    a request says is missing, and how lists are laid out."""

    runtime: Runtime
    panels: Sequence[Panel] = ()
    provider: Provider | None = None
    counts: Counts = field(default_factory=Counts)
    foreseen: Recent = field(default_factory=lambda: Recent(DRAFTS))
    frames: Recent = field(default_factory=lambda: Recent(256))
    pages: Recent = field(default_factory=lambda: Recent(PAGES))
    layouts: Recent = field(default_factory=lambda: Recent(LAYOUTS))


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login publishes no types
    """Someone signed in, as flask-login knows them."""

    def __init__(self, found: Identity) -> None:
        self.identity = found

    def get_id(self) -> str:
        """Return the user's id."""
        return str(self.identity.actor.id)


class People(LoginManager):  # type: ignore[misc]  # flask-login publishes no types
    """flask-login over our cookie alone: it need not ask each request for a session of its own, which nobody has."""

    def _load_user(self) -> None:
        self._update_request_context_with_user(_load(request))


def screens() -> Screens:
    """Return what the routes need of this application."""
    return cast(Screens, current_app.extensions["dougong-web"])


def attach(app: Flask) -> None:
    """Let flask-login find people by our cookie; it keeps no session of its own."""
    manager = People()
    app.login_manager = manager             # type: ignore[attr-defined]  # init_app looks after cookies we do not have
    manager.unauthorized_handler(_ask_to_sign_in)


def prepare() -> None:
    """Before every screen: read the look, refuse forged requests, build the scene of someone signed in."""
    request.max_form_memory_size = MOST_FORM
    settings = screens().runtime.settings
    if request.endpoint == UPLOAD:
        request.max_content_length = LARGEST + MOST_FORM
    elif request.endpoint in SENDING:
        request.max_content_length = settings.file_mb * MEGABYTE + MOST_FORM
    g.correlation = g.get("correlation") or uuid.uuid4().hex[:12]
    found = visitor()
    g.look = cookies.look(request, found.actor.language if found else None)
    g.csrf = (found.csrf or "") if found else forged.door_token(request, settings)
    if forged.is_forged(request, settings, g.csrf):
        raise Forged
    g.scene = _scene(found) if found else None
    if g.scene and g.scene.seeing and request.method in WRITING and request.endpoint not in seeing.ALLOWED:
        raise Denied("denied_seeing")
    if found:
        who = "screen", found.actor.id
        screens().runtime.budgets.enter(who)
        g.held = who
    if found and found.touch_due and request.method in WRITING:
        identity.touch(screens().runtime.database, session_cookie(), screens().runtime.clock)


def finish() -> None:
    """After every screen, however it ended: whoever asked has room for one more."""
    who = g.pop("held", None)
    if who is not None:
        screens().runtime.budgets.leave(who)


def visitor() -> Identity | None:
    """Return who is signed in, None for nobody."""
    return cast(Identity, current_user.identity) if current_user.is_authenticated else None


def scene() -> Scene:
    """Return the scene of this request; only routes behind the door call it."""
    return cast(Scene, g.scene)


def unit() -> UnitOfWork:
    """Return the writer of this request."""
    return screens().runtime.unit(scene().context)


def applied(change: Change) -> Outcome:
    """Return what came of a change made from a screen."""
    return unit().apply(change)


def session_cookie() -> str:
    """Return the value of the session's cookie, "" where there is none."""
    return request.cookies.get(cookies.session_name(screens().runtime.settings), "")


def here(asked: Request) -> str:
    """Return the address of a page as a link inside the site."""
    query = asked.query_string.decode("ascii", "replace")
    return links.inside(f"{asked.path}?{query}" if query else asked.path)


def _scene(found: Identity) -> Scene:
    runtime = screens().runtime
    own = runtime.signed(found, "screen", g.correlation)
    context = seeing.seen_as(request, runtime, own)
    return Scene(context=context, look=g.look, csrf=g.csrf, here=here(request),
                 seeing="" if context is own else context.actor.name)


def _load(asked: Request) -> Visitor | None:
    runtime = screens().runtime
    cookie = asked.cookies.get(cookies.session_name(runtime.settings))
    found = identity.by_session(runtime.database, cookie, runtime.clock) if cookie else None
    return Visitor(found) if found else None


def _ask_to_sign_in() -> AnyResponse:
    """Send someone to the door and back; a fragment tells the page's script to reload instead."""
    if "X-Dougong-Fragment" in request.headers or "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": links.sign_in(links.HOME)})
    back = here(request) if request.method == "GET" else links.HOME
    return redirect(links.sign_in(back))
