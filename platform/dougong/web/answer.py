"""A view model becomes a response: the shell around it, the template, the status."""

from typing import Any

from flask import Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.web import links, shell
from dougong.web.entry import scene
from dougong.web.home import shown_first
from dougong.web.pages import render
from dougong.web.scene import Scene
from dougong.web.shell import Keys, Shell
from dougong.web.words import words

#: What a redirect may say was done; the page that follows tells it once.
DONE = frozenset({"created", "saved", "archived", "restored", "view_kept", "view_dropped"})
_KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("Ctrl K",), "keys.palette"), (("N",), "keys.new"), (("E",), "keys.edit"), (("J", "K"), "keys.move"),
    (("Enter",), "keys.open"), (("F",), "keys.filter"), (("C",), "keys.columns"), (("X", "Shift X"), "keys.select"),
    (("F2",), "keys.edit_cell"), (("1", "9"), "keys.views"), (("Ctrl S",), "keys.save"),
    (("F8", "Shift F8"), "keys.errors"), (("Alt ↓",), "keys.pick"), (("F2",), "keys.pick_list"),
    (("Ctrl D",), "keys.same"), (("Alt ↑", "Alt ↓"), "keys.line_move"), (("Ctrl ↵",), "keys.line_new"),
    (("Ctrl Del",), "keys.line_remove"), ((".",), "keys.acts"), (("?",), "keys.all"))


def page(template: str, model: Any, *, title: str, current: str = "", back: str = "", status: int = 200) -> Response:
    """Return a whole page for the person signed in; `current` is the object whose list is marked in the navigation."""
    around = inner(scene(), title=title, current=current, back=back)
    return Response(render(f"pages/{template}.html", around, model), status, mimetype="text/html")


def fragment(template: str, model: Any) -> Response:
    """Return a part of a page."""
    return Response(render(f"fragments/{template}.html", inner(scene()), model), mimetype="text/html")


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
    """Return the shell for someone signed in."""
    lang, look, actor, catalog = shown.lang, shown.look, shown.context.actor, shown.context.catalog
    readable = [name for name, thing in catalog.objects.items() if shown.may(thing, "read")]
    making = [thing for thing in shown_first(shown) if shown.may(thing, "create")]
    return Shell(
        lang=lang, theme=look.theme, density=look.density, csrf=shown.csrf, here=shown.here, title=title, back=back,
        company=shown.context.company,
        person=shell.person(actor.name, str(actor.me.get("login", "")), actor.id), admin="admin" in actor.roles,
        at_home=request.path == links.HOME, groups=shell.groups(catalog, readable, lang, current),
        creatable=shell.creatable(making, lang), flashes=_flashes(lang), languages=shell.tongues(lang),
        themes=shell.themes(lang, look.theme), densities=shell.densities(lang, look.density), keys=_keys(lang))


def _keys(lang: str) -> tuple[Keys, ...]:
    say = words(lang)
    return tuple(Keys(keys, say(name)) for keys, name in _KEYS)


def _flashes(lang: str) -> tuple[str, ...]:
    done = request.args.get("done", "")
    return (words(lang)(f"done.{done}"),) if done in DONE else ()
