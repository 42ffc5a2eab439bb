"""The functions expressions may call: one registry, read by the checker, the evaluators and the reference."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from dougong.expressions import arithmetic, dates, words, workdays
from dougong.kernel.kinds import Kind

#: What falls to a line of an amount of its owner: by the lines beside it, so no function of values alone.
SHARE = "share"
AGGREGATES = ("sum", "count", "min", "max", "avg", "any", "all")


@dataclass(frozen=True, slots=True)
class Arg:
    """What a function takes in one place: one of `kinds`. `many` repeats the last one (at least one), `optional`
    may be left out, `literal` must be written down."""

    kinds: tuple[Kind, ...]
    many: bool = False
    optional: bool = False
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function: `returns` a kind, or "same" as its arguments, which then agree. Null arguments give null (false where
    it returns a flag) without calling `python`, unless `nulls` lets them through.

    `sql` is a text per dialect with {0}, {1} for arguments ("store": the store has it), or None: then it cannot be
    used in a filter. `bound` functions get the environment first and take literals; `zoned` ones the zone last,
    `dated` ones the company's calendar before it.
    """

    name: str
    args: tuple[Kind | Arg, ...]
    returns: Kind | Literal["same"]
    python: Callable[..., Any]
    sql: Mapping[str, str] | Literal["store"] | None = None
    doc: str = ""
    nulls: bool = False
    bound: bool = False
    zoned: bool = False
    dated: bool = False

    def arg(self, index: int) -> Arg | None:
        """Return what stands in place `index` (from 0), None beyond the last."""
        last = self.args[-1] if self.args else None
        if index >= len(self.args) and not (isinstance(last, Arg) and last.many):
            return None
        found = self.args[min(index, len(self.args) - 1)]
        return found if isinstance(found, Arg) else Arg((found,))

    def least(self) -> int:
        """Return how many arguments there must be."""
        return sum(not (isinstance(arg, Arg) and arg.optional) for arg in self.args)


_NUMBER, _TEXT, _FLAG, _DATE, _MOMENT = Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.DATE, Kind.MOMENT
_ORDERED = (_NUMBER, _TEXT, _DATE, _MOMENT, Kind.TIME)
_WORD = Arg((_TEXT,), literal=True)


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


_ALL = (
    Function("abs", (_NUMBER,), _NUMBER, arithmetic.absolute, "store", "The number without its sign."),
    Function("round", (_NUMBER, Arg((_NUMBER,), optional=True, literal=True)), _NUMBER, arithmetic.rounded, "store",
             "The number rounded half-up to so many places (0 to 12, else 0): round(2.5) is 3, round(-2.5) -3."),
    Function("floor", (_NUMBER,), _NUMBER, arithmetic.floor, "store", "The largest whole number not above the number."),
    Function("ceil", (_NUMBER,), _NUMBER, arithmetic.ceiling, "store",
             "The smallest whole number not below the number."),
    Function("mod", (_NUMBER, _NUMBER), _NUMBER, arithmetic.mod, "store",
             "The remainder of a division, with the sign of the first number; null when the second is 0."),
    Function("min", (Arg(_ORDERED), Arg(_ORDERED, many=True)), "same", min, "store",
             "The smallest of two or more values; null when one of them is."),
    Function("max", (Arg(_ORDERED), Arg(_ORDERED, many=True)), "same", max, "store",
             "The largest of two or more values; null when one of them is."),
    Function("coalesce", (Arg((*_ORDERED, _FLAG, Kind.LINK)), Arg((*_ORDERED, _FLAG, Kind.LINK), many=True)), "same",
             _first, "store", "The first of the values that is not null.", nulls=True),
    Function("number", (_TEXT,), _NUMBER, words.as_number, "store",
             "The number a text shows (at most 18 digits, a point and 12 more), else null."),
    Function("text", (Arg((_NUMBER, _TEXT, _DATE, Kind.TIME, _FLAG)),), _TEXT, words.as_text, "store",
             "The value as text: 12.5, 2024-02-29, 08:30:00, true."),
    Function("len", (Arg((_TEXT, Kind.SET)),), _NUMBER, len, "store",
             "How many characters a text, or members a set, has; an empty set has 0."),
    Function("lower", (_TEXT,), _TEXT, words.lower, "store", "The text with A to Z in small letters."),
    Function("upper", (_TEXT,), _TEXT, words.upper, "store", "The text with a to z in capitals."),
    Function("trim", (_TEXT,), _TEXT, words.trim, "store",
             "The text without blanks at its ends, the full-width one included."),
    Function("concat", (Arg((_TEXT,), many=True),), _TEXT, words.concat, "store",
             "The texts joined; nulls are left out.", nulls=True),
    Function("contains", (_TEXT, _TEXT), _FLAG, words.contains, "store", "Whether the second text is in the first."),
    Function("starts_with", (_TEXT, _TEXT), _FLAG, str.startswith, "store", "Whether the text begins so."),
    Function("ends_with", (_TEXT, _TEXT), _FLAG, str.endswith, "store", "Whether the text ends so."),
    Function("left", (_TEXT, _NUMBER), _TEXT, words.left, "store", "The first so many characters."),
    Function("right", (_TEXT, _NUMBER), _TEXT, words.right, "store", "The last so many characters."),
    Function("mid", (_TEXT, _NUMBER, _NUMBER), _TEXT, words.middle, "store",
             "So many characters (third) from a position (second), which counts from 1."),
    Function("replace", (_TEXT, _TEXT, _TEXT), _TEXT, words.replace, "store",
             "The text with each occurrence of the second replaced by the third; null when it could pass 1,000,000"
             " characters."),
    Function("date", (_NUMBER, _NUMBER, _NUMBER), _DATE, dates.made, "store",
             "The date of a year, month and day; null when there is no such day."),
    Function("date_of", (_MOMENT,), _DATE, dates.date_of, "store", "The date of a moment in the company's time zone.",
             zoned=True),
    Function("year", (_DATE,), _NUMBER, lambda day: day.year, "store", "The year of a date."),
    Function("month", (_DATE,), _NUMBER, lambda day: day.month, "store", "The month of a date, 1 to 12."),
    Function("day", (_DATE,), _NUMBER, lambda day: day.day, "store", "The day of the month, 1 to 31."),
    Function("weekday", (_DATE,), _NUMBER, dates.weekday, "store", "1 for Monday to 7 for Sunday."),
    Function("days", (_NUMBER,), Kind.SPAN, dates.days, "store",
             "So many whole days, to add to or take from a date or moment."),
    Function("workdays", (_NUMBER,), Kind.WORKSPAN, workdays.workdays, None,
             "So many working days of the company's calendar, to add to or take from a date or moment.", zoned=True,
             dated=True),
    Function("add_months", (_DATE, _NUMBER), _DATE, dates.add_months, "store",
             "The same day so many months later, or the last day of a shorter month."),
    Function("month_start", (_DATE,), _DATE, dates.month_start, "store", "The first day of the date's month."),
    Function("month_end", (_DATE,), _DATE, dates.month_end, "store", "The last day of the date's month."),
    Function("hours_between", (_MOMENT, _MOMENT), _NUMBER, dates.hours_between, "store",
             "The hours from the second moment to the first, to 12 places."),
    Function("today", (), _DATE, lambda env: env.today, "store",
             "Today in the company's time zone, the same throughout one request.", bound=True),
    Function("now", (), _MOMENT, lambda env: env.now, "store", "The moment of the request.", bound=True),
    Function("setting", (_WORD,), "same", lambda env, name: env.settings.get(name), "store",
             "The value of a setting, as in `setting('order.quotation_days')`; `setting('company')` is the company, "
             "`setting('company.currency')` a field of it.", bound=True),
    Function("role", (_WORD,), _FLAG, lambda env, name: name in env.roles, "store",
             "Whether the person has the role.", bound=True),
)


def registry(functions: Iterable[Function]) -> Mapping[str, Function]:
    """Return the functions by name, read-only; ValueError when two share a name or one is called like an aggregate."""
    found: dict[str, Function] = {}
    for function in functions:
        if function.name in found or (function.name in AGGREGATES and function not in _ALL):
            raise ValueError(f"two functions are called {function.name}")
        found[function.name] = function
    return MappingProxyType(found)


BUILTIN: Mapping[str, Function] = registry(_ALL)
