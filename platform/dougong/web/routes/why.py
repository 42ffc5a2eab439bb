"""Why a record or a list is as it is, for oneself; administrators ask for others."""

from typing import Final

from flask import Response, request

from dougong.processes.rules.considered import considered
from dougong.records.context import Context
from dougong.records.explained import asking, explain_list, explain_record
from dougong.records.named import titles
from dougong.records.query import Query, query_of
from dougong.records.reading import read, select
from dougong.web.answer import page
from dougong.web.entry import scene, screens
from dougong.web.listing import conditions
from dougong.web.number import whole_number
from dougong.web.routes.records import whole
from dougong.web.scene import Scene
from dougong.web.why import list_page, record_page, rule_cards

_PEOPLE: Final = 500
#: Under which name an address says for whom is asked.
WHOM: Final = "_for"
#: Parameters that say how rows are shown, not which.
_SHOWING: Final = frozenset({"sort", "fields", "cursor", "limit", "count", "titles", WHOM})


def record(name: str, number: int) -> Response:
    """Show why one may do what one may with a record."""
    shown, thing = scene(), whole(scene(), name)
    found = explain_record(shown.context, _person(shown), thing.name, number, shown.lang)
    title = str(read(shown.context, thing.name, number).get("title") or f"#{number}")
    told = considered(shown.context, thing, number, shown.lang)
    names = titles(shown.context, "user", {each.actor for each in told if each.actor is not None})
    cards = rule_cards(shown, told, names)
    model = record_page(shown, found, title, _people(shown), cards)
    return page("why", model, title=shown.say("why.title"), current=name)


def listed(name: str) -> Response:
    """Show why a list shows what it shows."""
    shown = scene()
    thing = shown.context.object(name)
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] not in _SHOWING]
    query = query_of(shown.context, thing, conditions(pairs))
    found = explain_list(shown.context, _person(shown), query, shown.lang)
    return page("why", list_page(shown, found, pairs, _people(shown)), title=shown.say("why.title"), current=name)


def _person(shown: Scene) -> Context:
    return asking(screens().runtime, shown.context, whole_number(request.args.get(WHOM, "")))


def _people(shown: Scene) -> dict[int, str]:
    """Return whom may be asked for: administrators ask for everybody."""
    if "admin" not in shown.context.actor.roles:
        return {}
    rows = select(shown.context, Query(object="user", fields=("id", "name"), sort=("name",), limit=_PEOPLE)).rows
    return {row["id"]: str(row["name"]) for row in rows}
