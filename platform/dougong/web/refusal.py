"""Errors on their way out: each becomes a page in words; a bug gets a reference that the log has too."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, SecurityError

from dougong.kernel.errors import AppError, Denied, Exhausted, Malformed, Missing
from dougong.records import audit, outage
from dougong.web import cookies, headers, links
from dougong.web.answer import bare, inner
from dougong.web.entry import screens, visitor
from dougong.web.errors import Forged, TooLarge, WrongMethod, fault_page
from dougong.web.pages import render
from dougong.web.shell import Shell

API = "/api/"
ADMIN = "/admin"
KINDS: dict[type[HTTPException], type[AppError]] = {RequestEntityTooLarge: TooLarge, MethodNotAllowed: WrongMethod}

_log = logging.getLogger(__name__)

Handler = Callable[[Any], Any]


def attach(app: Flask) -> None:
    """Answer every error outside the API with a page; inside it, leave the answer to who was there before."""
    earlier = {kind: app.error_handler_spec[None][None].get(kind) for kind in (AppError, HTTPException, Exception)}
    for kind in (AppError, HTTPException, Exception):
        app.register_error_handler(kind, _handler(earlier))


def _handler(earlier: dict[Any, Handler | None]) -> Handler:
    def answer(error: Exception) -> Any:
        if not request.path.startswith(API):
            return _page(error)
        found = next((handler for kind, handler in earlier.items() if isinstance(error, kind) and handler), None)
        if found is not None:
            return found(error)
        if isinstance(error, HTTPException):
            return error
        raise error
    return answer


def _page(error: Exception) -> Response:
    if isinstance(error, HTTPException):
        code = error.code or 500
        known = KINDS.get(type(error)) or (Missing if code == 404 else Malformed if code < 500 else None)
        error = known() if known else error
    error = outage.told(error) or error
    _account(error)
    reference = g.get("correlation") or uuid.uuid4().hex[:12]
    if not isinstance(error, AppError):
        _log.exception("%s %s failed (%s)", request.method, request.path, reference, exc_info=error)
    if "look" not in g:
        g.look, g.csrf, g.scene = cookies.look(request, None), "", None
    model = fault_page(error, g.look.lang, _back(), reference.upper(), _why())
    response = Response(render("pages/fault.html", _shell(model.title), model), model.status, mimetype="text/html")
    if isinstance(error, Exhausted):
        response.headers["Retry-After"] = str(error.params["seconds"])
    return headers.guard(response, https=screens().runtime.settings.https)


def _account(error: Exception) -> None:
    """Write down that somebody signed in was kept out; pages for administrators are the same to all others, whether
    there is such a page or not."""
    if not isinstance(error, Denied | Missing):
        return
    found = visitor() if isinstance(error, Forged) else None
    context = screens().runtime.signed(found, "screen", g.correlation) if found else \
        g.scene.context if g.get("scene") else None
    if context is None:
        return
    if isinstance(error, Missing) and request.path.startswith(ADMIN) and not context.actor.administers:
        error = Denied("denied")
    audit.denied(context, error, f"{request.method} {request.path}", request.remote_addr)


def _shell(title: str) -> Shell:
    return inner(g.scene, title=title, back=_back()) if g.get("scene") else bare(title)


def _why() -> str:
    """Return where it is told why what was asked of a record is refused; "" where it was of none."""
    name, number = ((request.view_args or {}).get(each) for each in ("name", "number"))
    if not g.get("scene") or not name or not number or not request.path.startswith(links.record(name, number)):
        return ""
    act = request.path.removeprefix(links.record(name, number)).strip("/")
    return links.why(name, number, "update" if act == "edit" else act.replace("/", " "))


def _back() -> str:
    """Return the page someone came from, when it was one of ours; of a request to a host that is not, none."""
    try:
        start = request.host_url
    except SecurityError:
        return ""
    came = request.referrer or ""
    return links.inside(f"/{came.removeprefix(start)}") if came.startswith(start) else ""
