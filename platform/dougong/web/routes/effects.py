"""The pages of effects, for administrators."""

from typing import Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Conflict
from dougong.processes.effects import listing
from dougong.records.lists.query import Query
from dougong.records.reading import select
from dougong.web import links
from dougong.web.admin.effects import asked_of, asks_of, effect_page, effects_page
from dougong.web.answer import go, page
from dougong.web.entry import screens
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene

_ACTS: Final = {"again": listing.again, "cancel": listing.cancel}
_ALL: Final = {"again": listing.again_dead, "cancel": listing.cancel_dead}


def show() -> Response:
    """Show effects, the newest first, as far as the filters let them through."""
    shown, database = administered(), screens().runtime.database
    asked = asked_of(request.args.to_dict(), shown.context.catalog)
    kinds = {kind for kind, _ in listing.states(database)}
    rows = listing.found(database, asked)
    model = effects_page(shown, asked, rows, kinds | {row.kind for row in rows}, listing.causes(database))
    return page("effects", model, title=shown.say("effects.title"))


def act_all() -> AnyResponse:
    """Try all that were given up again, or cancel them, as far as the filters let them through."""
    shown, runtime, wanted = administered(), screens().runtime, _ALL.get(request.form.get("_do", ""))
    asked = asked_of(request.form.to_dict(), shown.context.catalog)
    if wanted is not None:
        wanted(runtime.database, asked, runtime.clock)
    return go(links.effects(asks_of(asked, shown.context.catalog)))


def one(number: int) -> Response:
    """Show one effect."""
    shown = administered()
    found = listing.one(screens().runtime.database, number)
    response = page("effect", effect_page(shown, found, _who(shown, found.actor)), title=shown.say("effects.title"))
    response.cache_control.no_store = True
    return response


def act(number: int) -> AnyResponse:
    """Try an effect again, or cancel it; what somebody else was quicker with is shown as it is."""
    administered()
    runtime, wanted = screens().runtime, _ACTS.get(request.form.get("_do", ""))
    try:
        if wanted is not None:
            wanted(runtime.database, number, runtime.clock)
    except Conflict:
        pass
    return go(links.effect(number))


def _who(shown: Scene, actor: int | None) -> str:
    if actor is None:
        return ""
    rows = select(shown.context, Query(object="user", where=f"id == {actor}", fields=("name",), limit=1)).rows
    return str(rows[0]["name"]) if rows else f"#{actor}"
