"""Pages for those who look after the definitions."""

from flask import Response

from dougong.kernel.errors import Missing
from dougong.web.admin.held import catalog_page
from dougong.web.answer import page
from dougong.web.design.desk import desk_of
from dougong.web.entry import scene
from dougong.web.scene import Scene


def catalog() -> Response:
    """Show packs and objects of the catalog that serves, with what the person's draft adds."""
    shown = administered()
    desk = desk_of(shown)
    model = catalog_page(desk.scene, shown.context.catalog, desk.draft.size)
    return page("catalog", model, title=shown.say("admin.catalog"))


def administered() -> Scene:
    """Return the scene of an administrator; for everybody else these pages do not exist."""
    shown = scene()
    if not shown.context.actor.administers:
        raise Missing
    return shown
