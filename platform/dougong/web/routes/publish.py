"""The plan of an administrator's draft: read, published as read, taken apart or discarded."""

from typing import Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Conflict, Refused
from dougong.kernel.number import whole_number
from dougong.records.definitions.planning import Agreed
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.design import choosing
from dougong.web.design.desk import (
    Desk,
    Operations,
    beside,
    desk_of,
    discarded,
    published,
    replaced,
    rewritten,
    taken_out,
    undone,
)
from dougong.web.design.plan_part import FILES, sql_of
from dougong.web.record.fault import refusal_of
from dougong.web.routes.admin import administered

#: Seconds for which a plan is shown as it was made; it is made anew before it is carried out.
AGED: Final = 30.0


def plan() -> Response:
    """Show what the draft would do."""
    return _page(desk_of(administered(), aged=AGED))


def act() -> AnyResponse:
    """Publish the draft, take over what was chosen about its steps, take one operation out of it (`_do`: drop:N), undo
    its last step and go back (`_at`), or discard it. What was chosen and not taken over yet is taken over instead of
    publishing: its plan is another."""
    desk = desk_of(administered(), aged=0)
    verb, _, place = request.form.get("_do", "").partition(":")
    said = choosing.chosen(desk.scene, desk.plan.get("steps", ()), desk.draft.operations, request.form)
    if verb in {"publish", "choose"} and said != desk.draft.operations:
        return _chosen(desk, said, verb)
    if verb == "publish":
        return _publish(desk)
    if verb == "undo":
        faults = undone(desk)
        return _page(desk, faults, 422) if faults else go(links.inside(request.form.get("_at", "")))
    if verb == "discard":
        discarded(desk)
        return go(links.Paths().catalog)
    if verb == "drop" and place == FILES:
        faults = replaced(desk, None)
        return _page(desk, faults, 422) if faults else go(links.Paths().plan)
    known = whole_number(place, 3) if verb == "drop" else None
    faults = taken_out(desk, known) if known is not None else ()
    return _page(desk, faults, 422) if faults else go(links.Paths().plan)


def export_sql() -> Response:
    """Return the SQL of the plan as a file, for the database in use."""
    desk = desk_of(administered(), aged=AGED)
    return Response(sql_of(desk.scene, desk.plan), mimetype="text/plain", headers={
        "Content-Disposition": f'attachment; filename="plan-{desk.plan.get("base", 0)}.sql"'})


def _chosen(desk: Desk, operations: Operations, verb: str) -> AnyResponse:
    faults = rewritten(desk, operations)
    if faults:
        return _page(desk, faults, 422)
    if verb == "choose":
        return go(links.Paths().plan)
    return _page(desk_of(administered(), aged=0), (desk.shown.say("design.chosen"),), 409)


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
