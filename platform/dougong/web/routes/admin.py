"""Pages for those who look after the definitions."""

from flask import Response

from dougong.kernel.errors import Missing
from dougong.web.admin import catalog_page, object_page
from dougong.web.answer import page
from dougong.web.entry import scene
from dougong.web.links import Paths
from dougong.web.scene import Scene


def catalog() -> Response:
    """Show packs and objects of the catalog that serves."""
    shown = administered()
    return page("catalog", catalog_page(shown), title=shown.say("admin.catalog"))


def described(name: str) -> Response:
    """Show fields and checks of an object, lines too."""
    shown = administered()
    model = object_page(shown, shown.context.object(name))
    return page("object", model, title=model.title, back=Paths().catalog)


def administered() -> Scene:
    """Return the scene of an administrator; for everybody else these pages do not exist."""
    shown = scene()
    if "admin" not in shown.context.actor.roles:
        raise Missing
    return shown
