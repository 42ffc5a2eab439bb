"""The plan of an administrator's draft: read, published as read, taken apart or discarded."""

from typing import Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Conflict, Refused
from dougong.records.planning import Agreed
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.design import FILES
from dougong.web.desk import Desk, beside, desk_of, discarded, published, replaced, taken_out
from dougong.web.fault import refusal_of
from dougong.web.routes.admin import administered

#: Seconds for which a plan is shown as it was made; it is made anew before it is carried out.
AGED: Final = 30.0


def plan() -> Response:
    """Show what the draft would do."""
    return _page(desk_of(administered(), aged=AGED))


def act() -> AnyResponse:
    """Publish the draft, take one operation out of it (`_do`: drop:N), or discard it."""
    desk = desk_of(administered(), aged=0)
    verb, _, place = request.form.get("_do", "").partition(":")
    if verb == "publish":
        return _publish(desk)
    if verb == "discard":
        discarded(desk)
        return go(links.Paths().catalog)
    if verb == "drop" and place == FILES:
        faults = replaced(desk, None)
        return _page(desk, faults, 422) if faults else go(links.Paths().plan)
    known = verb == "drop" and place.isascii() and place.isdigit() and len(place) < 4
    faults = taken_out(desk, int(place)) if known else ()
    return _page(desk, faults, 422) if faults else go(links.Paths().plan)


def _publish(desk: Desk) -> AnyResponse:
    shown = desk.shown
    steps = desk.plan.get("steps", ())
    read = set(request.form.getlist("ack"))
    if any(step["safety"] in {"confirm", "destructive"} and str(n) not in read for n, step in enumerate(steps)):
        return _page(desk, (shown.say("design.unread"),), 422)
    agreed: Agreed = "destructive" if any(step["safety"] == "destructive" for step in steps) else "confirm"
    try:
        number = published(desk, request.form.get("digest", ""), agreed)
    except (Conflict, Refused) as no:
        stale = isinstance(no, Conflict)
        words = (shown.say("design.stale"),) if stale else tuple(refusal_of(shown, no))
        return _page(desk_of(administered(), aged=0), words, 409 if stale else 422)
    return go(links.definitions_of(number))


def _page(desk: Desk, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    return page("design_plan", beside(desk, faults), title=desk.shown.say("design.plan"),
                back=links.Paths().catalog, status=status)
