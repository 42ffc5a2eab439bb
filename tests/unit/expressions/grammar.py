"""Texts of every kind, drawn by hypothesis: every node, function, kind and place of a null the language has."""

import random
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from dougong.expressions.functions import BUILTIN
from dougong.kernel.kinds import Kind
from tests.unit.expressions.world import LINE, ME, RECORD, SETTINGS

N, T, F, D, M, C, P, L, S = (Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.DATE, Kind.MOMENT, Kind.TIME, Kind.SPAN, Kind.LINK,
                             Kind.SET)
NUMBERS = ("0", "1", "2", "3", "7", "12", "100", "0.5", "2.5", "0.005", "1.005", "999999999999999999", "0.000001",
           "123456789012.345678", "3.3333333333", "0.1", "1e3", "28", "31", "99999999999999999999")
WORDS = ("''", "'a'", "'ab'", "'b'", "'采购'", "'𠮷'", "'12.5'", "' '", "'A'", "'x\\'y'", "'-'", "'\\u3000'")
DAYS = ("'2024-02-29'", "'2024-01-31'", "'0001-01-01'", "'9999-12-31'", "'2023-12-31'")
MOMENTS = ("'2024-02-29T23:59:59Z'", "'1970-01-01T00:00:00+00:00'", "'2024-06-30T16:00:00.000001Z'")
TIMES = ("'08:30'", "'23:59:59'", "'00:00'")
SAME = (N, T, D, M, C)


class Maker:
    """Draws texts; `line` while a line is looked at, `depth` how much deeper it may go."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.line = False

    def pick(self, choices: Any) -> Any:
        return self._dice.choice(choices)

    def chance(self, one_in: int) -> bool:
        return self._dice.randrange(one_in) == 0

    def text(self, kind: Kind, depth: int) -> str:
        """An expression of the kind, or now and then a null."""
        if self.chance(16):
            return "None"
        return self.solid(kind, depth)

    def solid(self, kind: Kind, depth: int) -> str:
        """An expression of the kind that is not a bare None."""
        return self.leaf(kind) if depth <= 0 or self.chance(5) else self.node(kind, depth)

    def node(self, kind: Kind, depth: int) -> str:
        """An expression of the kind that has parts."""
        makers = _MAKERS[kind]
        return self.pick(makers)(self, kind, depth - 1)

    def leaf(self, kind: Kind) -> str:
        if kind is P:
            return f"days({self.pick(('1', '30', 'n0', '-400', '4000000', '1.9') if not self.line else ('1', 'q'))})"
        names = self.names(kind)
        if self.chance(60) and not self.line and (old := [name for name in names
                                                       if name.isidentifier() and name != "me"]):
            return f"old.{self.pick(old)}"
        constants = {N: NUMBERS, T: WORDS, F: ("True", "False"), L: (), S: ()}.get(kind)
        if constants is None:               # dates written as text are dates only beside one
            constants = {D: ("today()", "date(2024, 2, 29)"), M: ("now()",), C: ()}[kind]
        return self.pick(constants) if constants and (not names or self.chance(3)) else self.pick(names)

    def names(self, kind: Kind) -> tuple[str, ...]:
        return _names(kind, self.line)

    def choice(self, kind: Kind, depth: int) -> str:
        then, otherwise = self.text(kind, depth), self.text(kind, depth)
        if then == otherwise == "None":
            otherwise = self.solid(kind, depth)
        return f"({then} if {self.text(F, depth)} else {otherwise})"

    def coalesce(self, kind: Kind, depth: int) -> str:
        more = ", ".join(self.text(kind, depth) for _ in range(self.pick((1, 1, 2))))
        return f"coalesce({self.solid(kind, depth)}, {more})" if self.chance(2) else \
            f"coalesce({more}, {self.solid(kind, depth)})"

    def extreme(self, kind: Kind, depth: int) -> str:
        more = ", ".join(self.text(kind, depth) for _ in range(self.pick((1, 1, 2))))
        return f"{self.pick(('min', 'max'))}({self.solid(kind, depth)}, {more})"

    def arithmetic(self, _kind: Kind, depth: int) -> str:
        return f"({self.text(N, depth)} {self.pick('++--**//')} {self.text(N, depth)})"

    def negate(self, kind: Kind, depth: int) -> str:
        if kind is P:                       # -None would be a number
            return f"(-{self.solid(kind, depth)})"
        return f"({self.pick('--+')}{self.text(kind, depth)})"

    def rounded(self, _kind: Kind, depth: int) -> str:
        return self.pick((f"round({self.text(N, depth)})",
                          f"round({self.text(N, depth)}, {self.pick(('0', '1', '2', '6', '12'))})"))

    def days_between(self, _kind: Kind, depth: int) -> str:
        return f"({self.solid(D, depth)} - {self.solid(D, depth)})"

    def length(self, _kind: Kind, depth: int) -> str:
        return f"len({self.text(T, depth) if self.chance(2) else self.solid(S, depth)})"

    def called(self, kind: Kind, depth: int) -> str:
        """A call of a function whose kinds are fixed."""
        name = self.pick(_FIXED[kind])
        kinds = [arg if isinstance(arg, Kind) else arg.kinds[0] for arg in BUILTIN[name].args]
        return f"{name}({', '.join(self.text(each, depth) for each in kinds)})"

    def made(self, _kind: Kind, depth: int) -> str:
        """A date of numbers that often are a day of the calendar."""
        if self.chance(3):
            return f"date({', '.join(self.text(N, depth) for _ in range(3))})"
        year, month = self.pick(("2024", "1", "year(today())")), self.pick(("2", "12", "13"))
        return f"date({year}, {month}, {self.pick(('29', '30', '31', '0'))})"

    def joined(self, _kind: Kind, depth: int) -> str:
        return f"concat({', '.join(self.text(T, depth) for _ in range(self.pick((1, 2, 3))))})"

    def as_text(self, _kind: Kind, depth: int) -> str:
        return f"text({self.text(self.pick((N, N, T, D, C, F)), depth)})"

    def shifted(self, kind: Kind, depth: int) -> str:
        moment, span = self.text(kind, depth), self.text(P, depth)
        if "None" in (moment, span):
            moment, span = self.solid(kind, depth), "None"
        return self.pick((f"({moment} + {span})", f"({moment} - {span})", f"({span} + {moment})"))

    def spans(self, kind: Kind, depth: int) -> str:
        return f"({self.solid(P, depth)} {self.pick('+-')} {self.solid(P, depth)})"

    def days(self, _kind: Kind, depth: int) -> str:
        return f"days({self.text(N, depth)})"

    def compared(self, _kind: Kind, depth: int) -> str:
        kind = self.pick((N, N, N, T, T, F, D, M, C, P, L))
        ops = ("==", "!=") if kind in (F, L) else ("==", "!=", "<", "<=", ">", ">=")
        left, right = self.solid(kind, depth), self.solid(kind, depth)
        written = {D: DAYS, M: MOMENTS, C: TIMES, L: ("1", "2")}.get(kind)
        if written and self.chance(3):
            right = self.pick(written)
        if kind is L and self.chance(3):
            left, right = self.pick(("l", "me.emp") if not self.line else ("me.emp", "me.emp")), "2"
        if kind is N and self.chance(2):            # a column against what is steady
            left = self.leaf(N)
            right = self.pick((*NUMBERS, "me.limit", "-1.005", "(me.limit / 3)"))
        if self.chance(2):
            left, right = right, left
        if self.chance(8) and kind in (N, T, D):
            return f"({left} {self.pick(ops)} {right} {self.pick(ops)} {self.solid(kind, depth)})"
        return f"({left} {self.pick(ops)} {right})"

    def option(self, _kind: Kind, depth: int) -> str:
        return self.pick(("(o == 'red')", "(o in ('red', 'green'))", "('green' != o)")) if not self.line else "f"

    def logic(self, _kind: Kind, depth: int) -> str:
        word = self.pick((" and ", " or "))
        return f"({word.join(self.text(F, depth) for _ in range(self.pick((2, 2, 3))))})"

    def negation(self, _kind: Kind, depth: int) -> str:
        return f"(not {self.text(F, depth)})"

    def is_null(self, _kind: Kind, depth: int) -> str:
        operand = self.text(self.pick((N, T, F, D, M, C, P, L, S)), depth)
        if self.chance(8) and not self.line:
            operand = "j"
        return f"({operand} {self.pick(('is None', 'is not None'))})"

    def member(self, _kind: Kind, depth: int) -> str:
        word = self.pick(("in", "not in"))
        if self.chance(2):
            return f"({self.pick((self.text(T, depth), *WORDS[1:6]))} {word} {self.set(depth)})"
        if self.chance(4) and not self.line:
            return f"({self.pick(('1', 'l', 'me.emp', 'None'))} {word} r)"
        kind = self.pick((N, N, T, D, M, C, L))
        constants = {N: NUMBERS, T: WORDS, D: DAYS, M: MOMENTS, C: TIMES, L: ("1", "2", "3")}[kind]
        chosen = [self.pick(constants) for _ in range(self.pick((1, 2, 3)))]
        item = self.text(kind, depth) if kind in (N, T) else self.solid(kind, depth)
        if item in constants and kind in (D, M, C, L):
            item = self.pick(self.names(kind) or ("me.emp",))
        return f"({item} {word} ({', '.join(chosen)},))"

    def set(self, depth: int) -> str:
        return "s" if depth <= 0 or self.chance(2) else f"({self.pick(('s', 'None'))} if {self.text(F, depth)} else s)"

    def sets(self, _kind: Kind, depth: int) -> str:
        return self.set(depth)

    def aggregated(self, kind: Kind, depth: int) -> str:
        """An aggregate of the lines; within a line there is none."""
        if self.line:
            return self.leaf(kind)
        self.line = True
        condition = "" if self.chance(2) else ", " + self.text(F, depth)
        self.line = False
        names = [path for path, symbol in LINE.items() if symbol.kind is kind]
        if kind is F:
            return self.pick((f"any(lines{condition})", f"all(lines.f{condition})", f"any(lines.f{condition})",
                              f"all(lines{condition or ', f'})"))
        if kind is N:
            name = self.pick(("sum", "min", "max", "avg", "count"))
            if name == "count":
                return f"count(lines{self.pick(('', *('.' + path for path in LINE)))}{condition})"
            return f"{name}(lines.{self.pick(names)}{condition})"
        return f"{self.pick(('min', 'max'))}(lines.{self.pick(names)}{condition})"


@cache
def _names(kind: Kind, line: bool) -> tuple[str, ...]:
    me = [path for path, symbol in ME.items() if symbol.kind is kind]
    if line:
        own = [path for path, symbol in LINE.items() if symbol.kind is kind]
        return (*own, *own, *me, *(f"parent.{path}" for path, symbol in RECORD.items()
                                   if symbol.kind is kind and path.count(".") < 2
                                   and symbol.target is None and symbol.options is None))
    own = [path for path, symbol in RECORD.items() if symbol.kind is kind and symbol.options is None
           and not (kind is S and symbol.target)]
    settings = [f"setting('{name}')" for name, symbol in SETTINGS.items() if symbol.kind is kind]
    roles = ["role('boss')", "role('clerk')"] if kind is F else []
    return (*own, *own, *me, *settings, *roles)


_FIXED = {
    N: ("abs", "floor", "ceil", "mod", "number", "year", "month", "day", "weekday", "hours_between"),
    T: ("lower", "upper", "trim", "left", "right", "mid", "replace"),
    F: ("contains", "starts_with", "ends_with"),
    D: ("date_of", "add_months", "month_start", "month_end"),
}
_SHARED = (Maker.choice, Maker.coalesce)
_MAKERS: dict[Kind, tuple[Callable[[Maker, Kind, int], str], ...]] = {
    N: (*_SHARED, Maker.extreme, Maker.arithmetic, Maker.arithmetic, Maker.arithmetic, Maker.arithmetic, Maker.negate,
        Maker.rounded, Maker.days_between, Maker.length, Maker.called, Maker.called, Maker.called, Maker.aggregated,
        Maker.aggregated),
    T: (*_SHARED, Maker.extreme, Maker.joined, Maker.as_text, Maker.called, Maker.called, Maker.called,
        Maker.aggregated),
    F: (*_SHARED, Maker.compared, Maker.compared, Maker.compared, Maker.compared, Maker.logic, Maker.negation,
        Maker.is_null, Maker.member, Maker.member, Maker.called, Maker.aggregated, Maker.option),
    D: (*_SHARED, Maker.extreme, Maker.shifted, Maker.shifted, Maker.called, Maker.called, Maker.made,
        Maker.aggregated),
    M: (*_SHARED, Maker.extreme, Maker.shifted, Maker.shifted, Maker.aggregated),
    C: (*_SHARED, Maker.extreme),
    P: (Maker.choice, Maker.spans, Maker.days, Maker.negate),
    L: _SHARED,
    S: (Maker.sets,),
}


def texts(count: int) -> st.SearchStrategy[list[str]]:
    """So many expressions of any kind. Hypothesis chooses the seed: drawing each word through it gives the same small
    expressions again and again."""
    return st.randoms(use_true_random=True).map(lambda dice: _texts(dice, count))


def _texts(dice: random.Random, count: int) -> list[str]:
    maker = Maker(dice)
    kinds = (*(N,) * 8, *(F,) * 10, *(T,) * 5, *(D,) * 4, M, M, C, L, S, P)
    return [maker.node(maker.pick(kinds), maker.pick((1, 2, 2, 3))) for _ in range(count)]
