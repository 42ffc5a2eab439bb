"""An expression in words: what it asks or gives, told from its tree with the labels of what it names."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, Literal

from dougong.catalog.model import Catalog, Field, Object, Rollup
from dougong.catalog.phrase.calls import called
from dougong.catalog.phrase.names import named, quoted
from dougong.catalog.phrase.parts import (
    ALL,
    ANY,
    CHOICE,
    COMPARED,
    PRODUCT,
    SUM,
    WHOLE,
    Phrase,
    Place,
)
from dougong.expressions.errors import ExpressionError
from dougong.expressions.parse import parse
from dougong.expressions.tree import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    Constant,
    IsNull,
    Items,
    Logic,
    Member,
    Name,
    Negate,
    Node,
    Not,
)
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import enumerated, words

_SIGNS: Final = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "+": "+", "-": "−", "*": "×", "/": "÷"}
_IS: Final = {"==": "is", "!=": "is_not"}
_WHEN: Final = {**_IS, "<": "before", ">": "after", "<=": "until", ">=": "from"}
_DAYS: Final = frozenset({Kind.DATE, Kind.MOMENT, Kind.TIME})
_SPANS: Final = frozenset({"days", "workdays"})
_CLOCK: Final = frozenset({"today", "now"})
#: What is asked of no field: bound functions.
_ASKED: Final = frozenset({*_CLOCK, "setting", "role"})


def condition_phrase(catalog: Catalog, thing: Object, text: str, language: str, this: Object | None = None) -> str:
    """Return what a condition on records of `thing` asks, in words; one that cannot be read as it is written.

    `this` is the object of the record for whose sake others are looked through."""
    return _worded(Place(catalog, thing, language, this=this), text, _asked)


def value_phrase(catalog: Catalog, thing: Object, text: str, language: str, meant: Field | None = None,
                 this: Object | None = None) -> str:
    """Return what an expression gives, in words: for the field `meant`, whose options are called by their labels."""
    return _worded(Place(catalog, thing, language, meant, this), text, _phrase)


def rollup_phrase(catalog: Catalog, rollup: Rollup, language: str) -> str:
    """Return what a rollup takes of the records that point to its own, in words."""
    place = Place(catalog, catalog.objects[rollup.of], language)
    of, what = words(place.thing.plural, language) or words(place.thing.label, language), ""
    if rollup.value is not None:
        what = _worded(place, rollup.value.text, _phrase)
    if rollup.where is not None:
        of = place.say("phrase_lines_where", lines=of, where=_worded(place, rollup.where.text, _asked))
    return place.told(rollup.function, lines=of, what=what).text


def input_phrase(catalog: Catalog, thing: Object, name: str, language: str) -> Phrase:
    """Return what a single value is called that a condition on records of `thing` looks at, by the name
    `expressions.parts.inputs` gives it; with the field that shows it."""
    place, (first, _, rest) = Place(catalog, thing, language), name.partition(".")
    if first in _ASKED and (rest or first in _CLOCK):
        return _phrase(place, Call(first, (Constant(rest),) if rest else ()))
    return named(place, name.split("."))


def _worded(place: Place, text: str, tell: Callable[[Place, Node], Phrase]) -> str:
    try:
        return tell(place, parse(text).root).text
    except ExpressionError:
        return text


def _phrase(place: Place, node: Node) -> Phrase:
    """Return any part of an expression in words."""
    return _TELLS[type(node)](place, node)


def _asked(place: Place, node: Node) -> Phrase:
    """Return a part that holds or does not: a bare flag says that it is set."""
    found = _phrase(place, node)
    return _flag(place, found, "yes") if isinstance(node, Name) and found.kind is Kind.FLAG else found


def _flag(place: Place, found: Phrase, answer: Literal["yes", "no"]) -> Phrase:
    return Phrase(f"{found.text} = {place.told(answer).text}", COMPARED, Kind.FLAG)


def _constant(place: Place, node: Constant) -> Phrase:
    return quoted(place, node.value)


def _items(place: Place, node: Items) -> Phrase:
    return Phrase(enumerated((_phrase(place, each).text for each in node.items), place.language))


def _negate(place: Place, node: Negate) -> Phrase:
    found = _phrase(place, node.operand)
    return Phrase(f"−{place.within(found, PRODUCT)}", SUM, found.kind)


def _not(place: Place, node: Not) -> Phrase:
    found = _phrase(place, node.operand)
    if isinstance(node.operand, Name):
        return _flag(place, found, "no")
    return place.told("not", what=place.within(found, WHOLE + 1))


def _arithmetic(place: Place, node: Arithmetic) -> Phrase:
    left, right = _phrase(place, node.left), _phrase(place, node.right)
    if isinstance(node.right, Call) and node.right.name in _SPANS and node.op in "+-":
        word = "later" if node.op == "+" else "earlier"
        if isinstance(node.left, Call) and node.left.name in _CLOCK:
            return place.told(f"now_{word}", left.kind, span=right.text)
        return place.told(word, left.kind, span=right.text, what=place.within(left, SUM))
    if node.op == "-" and left.kind is Kind.DATE and right.kind is Kind.DATE:
        return place.told("days_from", Kind.NUMBER, one=right.text, other=left.text)
    level = SUM if node.op in "+-" else PRODUCT
    joined = f"{place.within(left, level)} {_SIGNS[node.op]} {place.within(right, level + (node.op in '-/'))}"
    return Phrase(joined, level, left.kind)


def _logic(place: Place, node: Logic) -> Phrase:
    level = ALL if node.op == "and" else ANY
    between = place.say(f"phrase_{node.op}")
    return Phrase(between.join(place.within(_asked(place, each), level + 1) for each in node.parts), level, Kind.FLAG)


def _compare(place: Place, node: Compare) -> Phrase:
    left, right = _phrase(place, node.left), _phrase(place, node.right)
    if isinstance(node.right, Constant) and isinstance(node.right.value, bool) and node.op in _IS:
        return _flag(place, left, "yes" if node.right.value is (node.op == "==") else "no")
    if isinstance(node.right, Constant):
        right = _phrase(place.meaning(left.field), node.right)
    elif isinstance(node.left, Constant):
        left = _phrase(place.meaning(right.field), node.left)
    one, other = place.within(left, SUM), place.within(right, SUM)
    kind = right.kind if isinstance(node.left, Constant) or left.kind is Kind.NULL else left.kind
    word = _WHEN.get(node.op) if kind in _DAYS else None if kind is Kind.NUMBER else _IS.get(node.op)
    if word is None:
        return Phrase(f"{one} {_SIGNS[node.op]} {other}", COMPARED, Kind.FLAG)
    return replace(place.told(word, Kind.FLAG, one=one, other=other), level=COMPARED)


def _member(place: Place, node: Member) -> Phrase:
    item, listed = _phrase(place, node.item), isinstance(node.group, Items)
    several = isinstance(node.group, Items) and len(node.group.items) > 1
    word = ("one_of" if several else "is") if listed else "among"
    word = {"one_of": "none_of", "is": "is_not", "among": "not_among"}[word] if node.negated else word
    group = _phrase(place.meaning(item.field), node.group)
    if not listed and isinstance(node.item, Constant):
        item = _phrase(place.meaning(group.field), node.item)
    return replace(place.told(word, Kind.FLAG, one=place.within(item, SUM), other=group.text), level=COMPARED)


def _null(place: Place, node: IsNull) -> Phrase:
    what = place.within(_phrase(place, node.operand), SUM)
    return replace(place.told("filled" if node.negated else "empty", Kind.FLAG, what=what), level=COMPARED)


def _choice(place: Place, node: Choice) -> Phrase:
    then, otherwise = _phrase(place, node.then), _phrase(place, node.otherwise)
    other = otherwise.text if isinstance(node.otherwise, Choice) else place.within(otherwise, SUM)
    told = place.told("choice", then.kind, test=place.within(_asked(place, node.test), ANY),
                      then=place.within(then, SUM), otherwise=other)
    return replace(told, level=CHOICE)


def _call(place: Place, node: Call) -> Phrase:
    return called(place, node, _phrase, _asked)


_TELLS: Final[Mapping[type, Callable[[Place, Any], Phrase]]] = {
    Constant: _constant, Items: _items, Name: lambda place, node: named(place, node.path), Negate: _negate, Not: _not,
    Arithmetic: _arithmetic, Logic: _logic, Compare: _compare, Member: _member, IsNull: _null, Choice: _choice,
    Call: _call,
}
