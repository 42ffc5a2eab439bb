"""The history of the definitions, for administrators: the list, one change, and the way back as a plan."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Conflict, Refused
from dougong.kernel.number import whole_number
from dougong.records.definitions import defined
from dougong.records.definitions.planning import Agreed
from dougong.records.named import titles
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.design.defined import change_page, history_page, way_back_page
from dougong.web.entry import screens
from dougong.web.record.fault import refusal_of
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene

_AGREED: Mapping[str, Agreed] = {"safe": "safe", "confirm": "confirm", "destructive": "destructive"}


def history() -> Response:
    """Show which catalogs were in force, newest first."""
    shown = administered()
    before = whole_number(request.args.get("before", ""), 9)
    found = defined.changed(shown.context.database, defined.LATEST if before is None else before)
    more = found[-1]["number"] if len(found) == defined.USUAL and found[-1]["number"] > 1 else 0
    return page("definitions", history_page(shown, found, _names(shown, found), more),
                title=shown.say("defined.title"))


def change(number: int) -> Response:
    """Show what one catalog changed."""
    shown = administered()
    found = defined.compared(shown.context.database, number)
    return page("definitions_change", change_page(shown, found, _names(shown, [found])),
                title=shown.say("defined.change", n=number), back=links.definitions())


def revert(number: int) -> AnyResponse:
    """Show the plan of taking a change back; carry it out once its digest is sent."""
    shown = administered()
    runtime = screens().runtime
    digest = request.form.get("digest", "")
    try:
        if digest:
            agreed = _AGREED.get(request.form.get("agree", ""), "safe")
            made = defined.revert(runtime, shown.context, number, digest, agreed)
            return go(links.definitions_of(made))
        return _plan(shown, number, defined.reverting(runtime, number, shown.lang))
    except (Refused, Conflict) as no:
        return _plan(shown, number, {}, refusal_of(shown, no), 409 if isinstance(no, Conflict) else 422)


def _plan(shown: Scene, number: int, plan: Mapping[str, Any], faults: Iterable[str] = (),
          status: int = 200) -> Response:
    return page("definitions_plan", way_back_page(shown, number, plan, faults),
                title=shown.say("defined.revert", n=number), back=links.definitions_of(number), status=status)


def _names(shown: Scene, entries: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    return titles(shown.context, "user", (each["by"]["user"] for each in entries))
