"""Values of one type as values of another: what a field that changes its type makes of every value it holds.

Both sides are asked in the types' own words (reading, writing, rounding), so both databases agree to the letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal

from dougong.catalog.model import Field
from dougong.fields.base import Dialect, FieldType
from dougong.fields.refusals import Unclear
from dougong.kernel.kinds import Kind
from dougong.kernel.spelling import spelled
from dougong.store.change.former import Held
from dougong.store.sql import DIALECTS

#: kept: nothing is missing. cut: a part is. lost: the new type has no place for it, the new value is null.
Fate = Literal["kept", "cut", "lost"]
#: From one stored form to the other, never called with None.
Conversion = Callable[[Any], tuple[Any, Fate]]
#: From the stored form and the one it was converted from, either of which may be None.
Restoration = Callable[[Any, Any], tuple[Any, Fate]]
#: From a value to a value and whether something was cut; raises Unclear or ValueError where nothing fits.
_Turn = Callable[["_Pair", Any], tuple[Any, bool]]


@dataclass(frozen=True, slots=True)
class _Pair:
    old: Held
    new: Field
    zone: tzinfo


def same_storage(old: Held, new: Field) -> bool:
    """Return whether what is stored means the same under the new definition, so that no value has to be touched."""
    if old.type.storage != new.type.storage:
        return False
    if old.type.storage == "join":
        return True
    there, here = old.type.columns(old.spec), new.type.columns(new)
    return len(there) == len(here) and old.type.kind is new.type.kind and \
        old.type.places(old.spec) == new.type.places(new) and \
        all(a.type is b.type or a.type.compile(each) == b.type.compile(each)
            for a, b in zip(there, here, strict=True) for each in DIALECTS.values())


def may_turn(old: FieldType, new: FieldType) -> bool:
    """Return whether values of one type can be read as values of another at all."""
    return (old.kind, new.kind) in _TURNS and old.storage == new.storage == "columns"


def conversion(old: Held, new: Field, dialect: Dialect, zone: tzinfo) -> Conversion | None:
    """Return what turns a stored value into the new stored form, and tells its fate; None where it makes no sense.

    Days become moments, and moments days, in `zone`.
    """
    turn = _TURNS.get((old.type.kind, new.type.kind))
    if turn is None or old.type.storage != "columns" or not new.stored or len(old.columns) != 1:
        return None
    if len(new.type.columns(new)) != 1:
        return None
    pair = _Pair(old, new, zone)
    result, bind = old.type.result(old.spec, dialect), new.type.bind(new, dialect)

    def convert(stored: Any) -> tuple[Any, Fate]:
        value = stored if result is None else result(stored)
        try:
            made, cut = turn(pair, value)
        except (Unclear, ValueError, OverflowError):
            return None, "lost"
        if made is None:
            return None, "lost"
        return (made if bind is None else bind(made)), "cut" if cut else "kept"

    return convert


def restoring(old: Held, former: Held, new: Field, dialect: Dialect, zone: tzinfo) -> Restoration | None:
    """Return what takes a conversion back: a value that is still what `former` was turned into becomes again what it
    was, one that was written since is converted. None where nothing can be taken back."""
    back = conversion(old, new, dialect, zone)
    forth = conversion(former, as_field(old), dialect, zone)
    if back is None or forth is None or not same_storage(former, new):
        return None

    def restore(stored: Any, kept: Any) -> tuple[Any, Fate]:
        if kept is not None and forth(kept)[0] == stored:
            return kept, "kept"
        return (None, "kept") if stored is None else back(stored)

    return restore


def as_field(held: Held) -> Field:
    """Return what is held as a field that values can be turned into."""
    return Field(name=held.spec.name, label=held.spec.label, options=held.spec.options, uid=held.uid, type=held.type,
                 pack="")


def _rounded(pair: _Pair, value: Any) -> tuple[Any, bool]:
    settle = pair.new.type.settle(pair.new)
    made = value if settle is None else settle(Decimal(value))
    return made, made != value


def _said(pair: _Pair, value: Any) -> tuple[Any, bool]:
    """Texts of numbers, days, flags are their JSON form: what the API said before."""
    write = pair.old.type.to_json(pair.old.spec)
    form = value if write is None else write(value)
    return _fitted(pair.new, spelled(form))


def _listed(pair: _Pair, value: Any) -> tuple[Any, bool]:
    return _fitted(pair.new, ", ".join(value))


def _fitted(new: Field, text: str) -> tuple[Any, bool]:
    """A text that is too long loses its end, line breaks become blanks; an option may be meant by its label."""
    try:
        return new.type.read(new, text), False
    except Unclear as no:
        if no.code == "too_long":
            return new.type.read(new, text[:no.params["max"]]), True
        if no.code == "control":
            return _fitted(new, " ".join(text.split()))[0], True
        return new.type.read(new, new.type.parse(new, text)), False


def _understood(pair: _Pair, value: Any) -> tuple[Any, bool]:
    form = pair.new.type.parse(pair.new, value, None, pair.zone)
    return (None if form is None else pair.new.type.read(pair.new, form)), False


def _midnight(pair: _Pair, value: Any) -> tuple[Any, bool]:
    return datetime.combine(value, time(), pair.zone), False


def _day(pair: _Pair, value: Any) -> tuple[Any, bool]:
    local = value.astimezone(pair.zone)
    return local.date(), local.time() != time()


def _counted(pair: _Pair, value: Any) -> tuple[Any, bool]:
    settle = pair.new.type.settle(pair.new)
    return (int(value) if settle is None else settle(Decimal(int(value)))), False


def _flagged(pair: _Pair, value: Any) -> tuple[Any, bool]:
    if value not in {0, 1}:
        raise ValueError(value)
    return pair.new.type.read(pair.new, bool(value)), False


def _chosen(pair: _Pair, value: Any) -> tuple[Any, bool]:
    return pair.new.type.read(pair.new, list(value)), False


_TURNS: Final[Mapping[tuple[Kind, Kind], _Turn]] = {
    (Kind.NUMBER, Kind.NUMBER): _rounded,
    (Kind.NUMBER, Kind.TEXT): _said, (Kind.FLAG, Kind.TEXT): _said, (Kind.DATE, Kind.TEXT): _said,
    (Kind.MOMENT, Kind.TEXT): _said, (Kind.TIME, Kind.TEXT): _said, (Kind.TEXT, Kind.TEXT): _said,
    (Kind.SET, Kind.TEXT): _listed, (Kind.SET, Kind.SET): _chosen,
    (Kind.TEXT, Kind.NUMBER): _understood, (Kind.TEXT, Kind.FLAG): _understood, (Kind.TEXT, Kind.DATE): _understood,
    (Kind.TEXT, Kind.MOMENT): _understood, (Kind.TEXT, Kind.TIME): _understood, (Kind.TEXT, Kind.SET): _understood,
    (Kind.DATE, Kind.MOMENT): _midnight, (Kind.MOMENT, Kind.DATE): _day,
    (Kind.FLAG, Kind.NUMBER): _counted, (Kind.NUMBER, Kind.FLAG): _flagged,
    (Kind.LINK, Kind.NUMBER): _counted,
}
