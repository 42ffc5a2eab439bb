"""Why a record or a list is as it is, for oneself; administrators ask for others."""

from typing import Final

from flask import Response, request

from dougong.catalog.model import Object
from dougong.expressions.env import Env
from dougong.kernel.errors import Missing
from dougong.kernel.number import whole_number
from dougong.processes.rules.considered import considered
from dougong.processes.rules.pressable import pressable
from dougong.processes.workflow.explained import explained, locked
from dougong.records.context import Context
from dougong.records.lists.query import Query, query_of
from dougong.records.named import called
from dougong.records.reading import select
from dougong.records.reasons.explained import asking, explain_list, explain_record, looked_at
from dougong.web.answer import fragment, page
from dougong.web.entry import scene, screens
from dougong.web.listing.asked import conditions
from dougong.web.record.why import WhyPage, list_page, record_page
from dougong.web.record.why_cards import Card, button_cards, flow_cards, rule_cards
from dougong.web.routes.records import whole
from dougong.web.scene import Scene

_PEOPLE: Final = 500
#: Under which name an address says for whom is asked.
WHOM: Final = "_for"
#: Parameters that say how rows are shown, not which.
_SHOWING: Final = frozenset({"sort", "fields", "cursor", "limit", "count", "titles", "about", WHOM})


def record(name: str, number: int) -> Response:
    """Show why one may do what one may with a record; what is asked `about` comes first."""
    shown, thing = scene(), whole(scene(), name)
    person, asked = _person(shown), request.args.get("about", "")
    seen = looked_at(shown.context, person, thing, number)
    found = explain_record(shown.context, person, thing, number, seen, shown.lang)
    told = considered(shown.context, thing, number, shown.lang)
    goes_by = called(shown.context, [(name, number), *(("user", each.actor) for each in told if each.actor)])
    if (name, number) not in goes_by:
        raise Missing(object=name)
    names = {id: title for (object, id), title in goes_by.items() if object == "user"}
    cards = (*_flow(shown, person, thing, seen, asked),
             *button_cards(shown, thing, pressable(shown.context, person, thing, seen, shown.lang), asked),
             *rule_cards(shown, told, names))
    return _shown(record_page(shown, found, goes_by[name, number], _people(shown), cards, asked), name)


def _flow(shown: Scene, person: Context, thing: Object, record: Env, asked: str) -> tuple[Card, ...]:
    if thing.workflow is None:
        return ()
    return flow_cards(shown, thing, locked(shown.context, thing, record, shown.lang),
                      explained(shown.context, person, thing, record, shown.lang), asked)


def listed(name: str) -> Response:
    """Show why a list shows what it shows."""
    shown = scene()
    thing = shown.context.object(name)
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] not in _SHOWING]
    query = query_of(shown.context, thing, conditions(pairs))
    found = explain_list(shown.context, _person(shown), query, shown.lang)
    return _shown(list_page(shown, found, pairs, _people(shown)), name)


def _shown(model: WhyPage, current: str) -> Response:
    """Return the reasons as a page, for a script as what a drawer holds."""
    if "X-Dougong-Fragment" in request.headers:
        return fragment("why", model)
    return page("why", model, title=model.title, current=current)


def _person(shown: Scene) -> Context:
    return asking(screens().runtime, shown.context, whole_number(request.args.get(WHOM, "")))


def _people(shown: Scene) -> dict[int, str]:
    """Return whom may be asked for: administrators ask for everybody."""
    if not shown.context.actor.administers:
        return {}
    rows = select(shown.context, Query(object="user", fields=("id", "name"), sort=("name",), limit=_PEOPLE)).rows
    return {row["id"]: str(row["name"]) for row in rows}
