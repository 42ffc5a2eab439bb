"""How long a number can get: where 28 digits are certainly enough, PostgreSQL is spared the rounding to 28."""

from decimal import Decimal

from dougong.expressions.arithmetic import DIGITS, PLACES
from dougong.expressions.scope import Symbol
from dougong.expressions.tree import Aggregate, Apply, Arithmetic, Bound, Choice, Constant, Negate, Node, Path
from dougong.kernel.kinds import Kind

#: Digits before the point, digits after it.
Size = tuple[int, int]

STORED = 18                 # digits of a stored decimal
INTEGER = 19                # digits of a 64-bit integer
ROWS = 9                    # digits of the largest count of lines
_GIVES: dict[str, Size] = {"number": (18, PLACES), "len": (10, 0), "hours_between": (8, PLACES)}
_SMALL: Size = (5, 0)       # years, months, days
_UNKNOWN: Size = (DIGITS, DIGITS)


def size(node: Node) -> Size:
    """Return the most digits the number can have, before and after the point."""
    if isinstance(node, Constant):
        return _written(node.value) if isinstance(node.value, Decimal) else (1, 0)
    if isinstance(node, Path):
        return _stored(node.symbol)
    if isinstance(node, Bound):
        return _UNKNOWN
    if isinstance(node, Negate):
        return size(node.operand)
    if isinstance(node, Choice):
        return _widest(node.then, node.otherwise)
    if isinstance(node, Arithmetic):
        return _within(operated(node))
    if isinstance(node, Aggregate):
        return _within(_gathered(node))
    return _applied(node) if isinstance(node, Apply) else _UNKNOWN


def operated(node: Arithmetic) -> Size:
    """Return the size of the exact result, before it is brought to 28 digits."""
    if node.left.kind is not Kind.NUMBER:
        return _SMALL[0] + 3, 0
    (left, left_places), (right, right_places) = size(node.left), size(node.right)
    if node.op == "*":
        return left + right, left_places + right_places
    if node.op == "/":
        least = node.right.value if isinstance(node.right, Constant) else None
        shift = -least.adjusted() if isinstance(least, Decimal) and least else right_places
        return max(left + shift, 1), PLACES
    return max(left, right) + 1, max(left_places, right_places)


def _written(value: Decimal) -> Size:
    exponent = value.as_tuple().exponent
    return max(value.adjusted() + 1, 1), max(-exponent, 0) if isinstance(exponent, int) else 0


def _stored(symbol: Symbol) -> Size:
    return (STORED - symbol.places, symbol.places) if symbol.places else (INTEGER, 0)


def _widest(*nodes: Node) -> Size:
    sizes = [size(node) for node in nodes]
    return max(whole for whole, _ in sizes), max(places for _, places in sizes)


def _within(found: Size) -> Size:
    return min(found[0], DIGITS), found[1]


def _gathered(node: Aggregate) -> Size:
    if node.path is None or node.name == "count":
        return ROWS, 0
    whole, places = size(node.path)
    if node.name in {"min", "max"}:
        return whole, places
    return whole + ROWS, PLACES if node.name == "avg" else places


def _applied(node: Apply) -> Size:
    name = node.function.name
    if name in {"abs", "min", "max", "coalesce", "mod"}:
        return _widest(*node.args)
    if name in {"round", "floor", "ceil"}:
        places = node.args[1] if len(node.args) > 1 else None
        return size(node.args[0])[0] + 1, int(str(places.value)) if isinstance(places, Constant) else 0
    if node.function.sql != "store":
        return _UNKNOWN
    return _GIVES.get(name, _SMALL)
