"""What a list takes of its columns, for its groups, its sum row and the rows that are ticked: the sums of amounts and
quantities, unless the address says otherwise (`_of=avg(amount),max(due),none(paid)`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from dougong.catalog.model import Field
from dougong.fields.exact import step
from dougong.fields.number import NumberType
from dougong.kernel.kinds import Kind
from dougong.records.lists.summary import MOST_OF, Amount, taken_of
from dougong.web.cell import shown
from dougong.web.known import value_of
from dougong.web.scene import Scene
from dougong.web.shell import Pick, pressed

#: The parameter of a list's address that says it, as a summary is asked; `none` leaves a column out.
PARAMETER: Final = "_of"
NONE: Final = "none"
#: In the order they are offered.
WAYS: Final = ("sum", "avg", "min", "max", "count")
#: Places an average is told with, as many as its field has: enough to be one, few enough to be read.
PLACES: Final = (2, 4)
#: Metres and pieces tell nothing when each is added up for itself, two currencies do.
UNIT: Final = "unit"
ADDED: Final = frozenset({"sum", "avg"})
#: By column, what is taken of it: one of WAYS.
Taking = Mapping[str, str]


class Sum(NamedTuple):
    """What was taken of one column: a line, or one per currency or unit; `way` says what it is where it is no sum."""

    lines: tuple[str, ...] = ()
    way: str = ""
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Chosen:
    """A column of the chooser, with what may be taken of it."""

    value: str
    label: str
    pressed: str
    ways: tuple[Pick, ...] = ()


def taking(fields: Sequence[Field], said: str) -> Taking:
    """Return what is taken of which column, in their order; what makes no sense of one is as if it were not said."""
    known = {field.name: field for field in fields}
    ways = {name: usual(field) for name, field in known.items()}
    for each in said.split(","):
        way, _, name = each.removesuffix(")").partition("(")
        if name in known and (way == NONE or way in taken_of(known[name])):
            ways[name] = way
    return dict([(name, way) for name, way in ways.items() if way != NONE][:MOST_OF - 1])


def usual(field: Field) -> str:
    """Return what is taken of a column where nobody says: the sum of what adds up to something."""
    return "sum" if field.type.totalled and "sum" in field.type.aggregates else NONE


def taken(takes: Taking) -> tuple[str, ...]:
    """Return what a summary is asked: the count, and what is taken of the columns."""
    return ("count()", *(f"{way}({name})" for name, way in takes.items()))


def sums(scene: Scene, fields: Sequence[Field], takes: Taking, of: Mapping[str, Any]) -> tuple[Sum, ...]:
    """Return per column what a summary found."""
    return tuple(_sum(scene, field, takes.get(field.name, NONE), of) for field in fields)


def offered(scene: Scene, field: Field, takes: Taking) -> tuple[Pick, ...]:
    """Return what may be taken of a column as choices of a form, none where there is nothing to take; the usual way
    sends nothing."""
    ways, now, first = taken_of(field), takes.get(field.name, NONE), usual(field)
    if not ways:
        return ()
    order = (NONE, *(way for way in WAYS if way in ways))
    return tuple(Pick("" if way == first else f"{way}({field.name})", word(scene, field, way),
                      pressed(held=way == now)) for way in order)


def word(scene: Scene, field: Field, way: str) -> str:
    """Return what a way of taking is called: the least of dates is the earliest."""
    dated = field.type.kind in {Kind.DATE, Kind.MOMENT, Kind.TIME} and way in {"min", "max"}
    return scene.say(f"take.{way}_date" if dated else f"take.{way}")


def _sum(scene: Scene, field: Field, way: str, of: Mapping[str, Any]) -> Sum:
    value = of.get(f"{way}({field.name})")
    if way == NONE or value is None:
        return Sum()
    numeric = field.type.align == "right"
    said = "" if way == "sum" else word(scene, field, way)
    if not isinstance(value, tuple):
        return Sum((_said(scene, field, way, value),), said, numeric)
    if len(value) > 1 and UNIT in field.options and way in ADDED:
        return Sum()
    if len(value) == 1:
        return Sum((_said(scene, field, way, value[0].value),), said, numeric)
    return Sum(tuple(_apart(scene, field, way, each) for each in value), said, numeric)


def _apart(scene: Scene, field: Field, way: str, amount: Amount) -> str:
    return f"{amount.title or amount.unit or '–'} {_said(scene, field, way, amount.value)}"


def _said(scene: Scene, field: Field, way: str, value: Any) -> str:
    if way == "count":
        return f"{int(value):,}"
    if way in {"min", "max"}:
        return shown(scene, field, value_of(field, value))
    return shown(scene, field, _rounded(field, Decimal(value)) if way == "avg" else Decimal(value))


def _rounded(field: Field, average: Decimal) -> Decimal:
    least, most = PLACES
    places = field.type.places(field) if isinstance(field.type, NumberType) else least
    return average.quantize(step(min(max(places, least), most)), ROUND_HALF_UP)
