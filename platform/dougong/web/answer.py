"""A view model becomes a response: the shell around it, the template, the status."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any

from flask import Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.web import gaps, links, shell
from dougong.web.around import around, drawn, opened, same
from dougong.web.around import said as around_said
from dougong.web.entry import scene, screens
from dougong.web.gaps import gap
from dougong.web.pages import render
from dougong.web.scene import Scene
from dougong.web.shell import Shell
from dougong.web.words import words

#: What a redirect may say was done; the page that follows tells it once.
DONE = frozenset({"created", "saved", "archived", "restored", "assigned", "merged", "view_kept", "view_dropped",
                  "account_password", "account_session", "account_key", "account_second", "account_notices",
                  "person_invited", "person_active", "person_disabled", "person_factor", "person_session"})


def page(template: str, model: Any, *, title: str, current: str = "", back: str = "", status: int = 200) -> Response:
    """Return a whole page for the person signed in; `current` is the object whose list is marked in the navigation."""
    around = inner(scene(), title=title, current=current, back=back)
    return Response(render(f"pages/{template}.html", around, model), status, mimetype="text/html")


def kept(template: str, key: Hashable, model: Callable[[], Any], said: Mapping[str, str], *, title: str,
         current: str) -> Response:
    """Return a whole page of which all that is equal for requests with the same `key` was drawn before: `model` is
    asked for it the first time, every time when the key is None. Its gaps are filled with what is `said`."""
    shown = scene()
    frame = drawn(shown, screens().frames)

    def draw() -> gaps.Kept:
        shell = replace(frame.shell, csrf=gap("csrf"), here=gap("here"), title=title, flashes=_flashes(shown.lang),
                        around=opened(frame))
        return gaps.kept(render(f"pages/{template}.html", shell, model()))
    found: gaps.Kept = draw() if key is None else screens().pages.get((template, same(shown), key), draw)
    return Response(found.filled({**around_said(frame, shown, current), **said}), mimetype="text/html")


def fragment(template: str, model: Any) -> Response:
    """Return a part of a page."""
    return Response(render(f"fragments/{template}.html", _within(scene()), model), mimetype="text/html")


def go(href: str) -> AnyResponse:
    """Return a redirect after a write, so that reloading does not send it again."""
    return redirect(href, 303)


def bare(title: str) -> Shell:
    """Return the shell of a page for nobody: language and look, no navigation."""
    lang, theme = g.look.lang, g.look.theme
    here = links.inside(request.args.get("next", links.HOME)) if request.endpoint == "web.sign_in" else request.path
    here = links.sign_in(here) if request.endpoint == "web.sign_in" else here
    return Shell(lang=lang, theme=theme, density=g.look.density, csrf=g.csrf, here=here, title=title,
                 languages=shell.tongues(lang))


def inner(shown: Scene, *, title: str = "", current: str = "", back: str = "") -> Shell:
    """Return the shell of a whole page for someone signed in."""
    kept = drawn(shown, screens().frames)
    return replace(kept.shell, csrf=shown.csrf, here=shown.here, title=title, back=back, flashes=_flashes(shown.lang),
                   around=around(kept, shown, current))


def _within(shown: Scene) -> Shell:
    """Return the shell of a part of a page, which has no frame."""
    return replace(drawn(shown, screens().frames).shell, csrf=shown.csrf, here=shown.here)


def _flashes(lang: str) -> tuple[str, ...]:
    done = request.args.get("done", "")
    return (words(lang)(f"done.{done}"),) if done in DONE else ()
