"""Values made up for fields: such as their type takes, and such as it refuses. The type itself is the judge, so what a
plugin brings is served too."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from dougong.catalog.model import Field
from dougong.fields.refusals import Unclear
from dougong.kernel.kinds import Kind


class Unfillable(Exception):
    """Nothing was found that the rules of an object accept; says what the best try is refused for."""


_OTHERS: Final[Mapping[Kind, tuple[Any, ...]]] = {
    Kind.NUMBER: (0, 1, 2, 10, 50, 100, 1000, "0.5", -1), Kind.FLAG: (True, False)}


def fitting(field: Field, number: int, today: date) -> Any:
    """Return the JSON form of a value the field takes, another for another number as far as there are others; None
    where nothing was found, and for what points to records."""
    return next((each for each in _candidates(field, number, today) if takes(field, each)), None)


def others(field: Field, number: int, today: date) -> Iterator[Any]:
    """Yield values to try where a rule refuses others, no value among them."""
    if field.type.kind in (Kind.DATE, Kind.MOMENT):
        tried: list[Any] = [_day(field, today + timedelta(days=days)) for days in (0, 1, -1, 30, 400, -29, -400)]
    elif options := field.type.choices(field):
        tried = [each.name for each in options]
    else:
        tried = list(_OTHERS.get(field.type.kind, (fitting(field, number, today),)))
    yield from (each for each in tried if takes(field, each))
    yield None


def unfit(field: Field) -> Any:
    """Return a JSON form the field's type refuses, None where it refuses nothing a person could type."""
    if field.type.targets(field) or field.type.kind is Kind.OPAQUE:
        return None
    tried = ("nonsense", "x" * (int(field.type.schema(field).get("maxLength", 200)) + 1))
    several = field.type.kind is Kind.SET
    return next(([each] if several else each for each in tried if not takes(field, [each] if several else each)), None)


def takes(field: Field, form: Any) -> bool:
    """Return whether the field's type reads a JSON form."""
    try:
        field.type.read(field, form)
    except Unclear:
        return False
    return form is not None


def same(field: Field, sent: Any, got: Any) -> bool:
    """Return whether two JSON forms say one value: "3" and "3.00", ticks in another order."""
    if sent is None or got is None:
        return sent is got
    if field.type.kind is Kind.SET:
        return sorted(map(str, sent)) == sorted(map(str, got))
    return bool(field.type.read(field, sent) == field.type.read(field, got))


def _candidates(field: Field, number: int, today: date) -> Iterator[Any]:
    options = [each.name for each in field.type.choices(field)]
    if options:
        chosen = options[number % len(options)]
        yield [chosen] if field.type.kind is Kind.SET else chosen
        return
    yield from _BY_KIND.get(field.type.kind, _opaque)(field, number, today)


def _numbers(_field: Field, number: int, _today: date) -> Iterator[Any]:
    yield from (number % 7 + 1, 1, 0, "0.5", -1, 100, 1000)


def _texts(field: Field, number: int, _today: date) -> Iterator[Any]:
    yield from (f"{field.name} {number}", f"T{number}", f"{number}@example.com", f"1{number:010}",
                f"https://example.com/{number}", f"{_letters(number):A>3}"[-3:],
                f"{2030 + number // 12}-{number % 12 + 1:02}", _letters(number), str(number), "A")


def _days(field: Field, number: int, today: date) -> Iterator[Any]:
    yield _day(field, today + timedelta(days=number % 5))


def _day(field: Field, day: date) -> str:
    return f"{day}T08:30:00Z" if field.type.kind is Kind.MOMENT else str(day)


def _flags(_field: Field, number: int, _today: date) -> Iterator[Any]:
    yield number % 2 == 0


def _times(_field: Field, number: int, _today: date) -> Iterator[Any]:
    yield f"{8 + number % 10:02}:30:00"


def _sets(_field: Field, number: int, _today: date) -> Iterator[Any]:
    yield [f"t{number}"]


def _opaque(_field: Field, number: int, _today: date) -> Iterator[Any]:
    yield {"number": number}


def _letters(number: int) -> str:
    """Return a number in letters: A to Z, then AA, as codes of few characters are written."""
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


_BY_KIND: Final = {Kind.NUMBER: _numbers, Kind.TEXT: _texts, Kind.DATE: _days, Kind.MOMENT: _days, Kind.FLAG: _flags,
                   Kind.TIME: _times, Kind.SET: _sets}
