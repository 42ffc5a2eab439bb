"""What a board says of time: how long a card has been in its column, whether that is too long, whether it is overdue;
and the percentage that belongs to a column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dougong.catalog.model import Field, Object, View
from dougong.kernel.kinds import Kind
from dougong.records.lists.stood import stood
from dougong.web.cell import Cell, cell
from dougong.web.known import known, value_of
from dougong.web.scene import Scene

#: Days in one column after which a card warns where the view says nothing.
STALE: Final = 14
#: Tones of states a record is through with (ui.md 7), whether by success or by refusal.
THROUGH: Final = frozenset({"pine", "cinnabar"})


@dataclass(frozen=True, slots=True)
class Lateness:
    """What tells the age of cards: `by` is the field of the columns, `state` says whether a record is through, `due` is
    the date it should be through by, `stale` the days after which a column warns (0: never)."""

    by: Field
    state: Field | None = None
    due: Field | None = None
    stale: int = STALE

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return what has to be read of a record."""
        return tuple(field for field in (self.state, self.due) if field is not None)


@dataclass(frozen=True, slots=True)
class Aged:
    """A card's age in words: the days it has stood, whether that is too long, what it is late with, and the state of
    one that is through, which has no age."""

    days: str = ""
    stale: bool = False
    late: str = ""
    ended: Cell | None = None


def told_by(scene: Scene, thing: Object, view: View | None, by: Field) -> Lateness:
    """Return what tells the age of the cards of a board by this field."""
    body: Mapping[str, Any] = view.body if view is not None else {}
    flow = thing.workflow
    state = scene.field(thing, flow.field) if flow is not None else by if known(by).toned else None
    due = scene.field(thing, str(body["due"])) if body.get("due") else None
    return Lateness(by, state, due, int(body.get("stale", STALE)))


def percent_of(scene: Scene, thing: Object, view: View | None, by: Field) -> Field | None:
    """Return the percentage that belongs to the columns: what the view names, else the one whose formula reads nothing
    but their field."""
    if view is not None and view.body.get("percent"):
        return scene.field(thing, str(view.body["percent"]))
    return next((field for field in scene.fields(thing) if field.type.key == "percent" and field.formula is not None
                 and field.formula.checked.paths == {(by.name,)} and not field.formula.checked.rows), None)


def since(scene: Scene, thing: Object, late: Lateness, ids: Sequence[int]) -> Mapping[int, date]:
    """Return the day each record came into its column, in the company's time."""
    found = stood(scene.context, thing, late.by, ids)
    return {id: at.astimezone(scene.zone).date() for id, at in found.items()}


def aged(scene: Scene, late: Lateness, record: Mapping[str, Any], came: date | None) -> Aged:
    """Return what a card says of time."""
    if late.state is not None and _through(late.state, record):
        return Aged(ended=cell(scene, late.state, record) if late.state is not late.by else None)
    today = scene.context.today
    by = scene.inside(scene.label(late.by))
    days = (today - came).days if came is not None else None
    told = "" if days is None else scene.say("board.days", n=days, by=by) if days > 0 else scene.say("board.today")
    stale = days is not None and 0 < late.stale < days
    return Aged(told, stale, _late(scene, late.due, record) if late.due is not None else "")


def _through(state: Field, record: Mapping[str, Any]) -> bool:
    option = known(state).options.get(str(record.get(state.name)))
    return option is not None and option.tone in THROUGH


def _late(scene: Scene, due: Field, record: Mapping[str, Any]) -> str:
    value = record.get(due.name)
    at = value_of(due, value) if value is not None else None
    day = at.astimezone(scene.zone).date() if due.type.kind is Kind.MOMENT and isinstance(at, datetime) else at
    if not isinstance(day, date) or day >= scene.context.today:
        return ""
    return scene.say("board.late", what=scene.label(due))
