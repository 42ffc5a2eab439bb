"""What may stand where a kind is wanted: nulls anywhere, written-down dates as text, ids as numbers."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from dougong.expressions.errors import ExpressionError, suggestion
from dougong.expressions.tree import Bound, Constant, Items, Node, Path, Value
from dougong.kernel.kinds import Kind

LARGEST = 2**63                 # ids are smaller


def fitted(node: Node, kind: Kind) -> Node | None:
    """Return the node as one of `kind`, or None when it cannot be one."""
    if node.kind is kind:
        return node
    if node.kind is Kind.NULL and not isinstance(node, Items):
        return replace(node, kind=kind)
    if isinstance(node, Items) and kind is Kind.SET:
        return _set(node)
    if isinstance(node, Constant) and (value := _value(node.value, kind)) is not None:
        return Constant(value, column=node.column, kind=kind)
    return None


def wanted(node: Node, kind: Kind) -> Node:
    """Return the node as one of `kind`; raise ExpressionError when it cannot be one."""
    found = fitted(node, kind)
    if found is None:
        raise ExpressionError("kind", f"this is {a(node.kind)}, {a(kind)} is wanted", node.column, _hint(node, kind))
    return found


def united(left: Node, right: Node) -> tuple[Node, Node]:
    """Return both as nodes of one kind; raise ExpressionError when they have none in common."""
    if other := fitted(right, left.kind):
        return left, other
    if other := fitted(left, right.kind):
        return other, right
    raise ExpressionError("kind", f"{a(left.kind)} and {a(right.kind)} do not go together", right.column,
                          _hint(left, right.kind) or _hint(right, left.kind))


def meet(left: Node, right: Node) -> None:
    """Raise ExpressionError when two nodes of one kind can never be equal: an option the choice does not have, links
    to different objects."""
    for one, other in ((left, right), (right, left)):
        symbol = one.symbol if isinstance(one, Path | Bound) else None
        if symbol is None:
            continue
        if symbol.options is not None and isinstance(other, Constant) and other.value is not None:
            _option(symbol.options, symbol.path, other)
        target = getattr(getattr(other, "symbol", None), "target", None)
        if symbol.target is not None and target is not None and symbol.target != target:
            raise ExpressionError("target", f"a {symbol.target} is never a {target}", other.column)


def a(kind: Kind) -> str:
    """Return the kind as words of a sentence."""
    return {Kind.NULL: "null", Kind.ROWS: "lines", Kind.OPAQUE: "something not computed with"}.get(
        kind, f"a {kind.value}")


def _option(options: frozenset[str], path: tuple[str, ...], constant: Constant) -> None:
    value = constant.value
    if value not in options:
        raise ExpressionError("option", f"{'.'.join(path)} is never {value!r}", constant.column,
                              suggestion(str(value), sorted(options)))


def _set(node: Items) -> Node | None:
    members = [item.value for item in node.items if isinstance(item, Constant) and isinstance(item.value, str)]
    if len(members) != len(node.items):
        return None
    return Constant(tuple(members), column=node.column, kind=Kind.SET)


def _value(value: Value, kind: Kind) -> Value:
    if kind is Kind.LINK and isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < LARGEST:
        return int(value)
    if not isinstance(value, str):
        return None
    try:
        if kind is Kind.DATE:
            return date.fromisoformat(value)
        if kind is Kind.TIME:
            return time.fromisoformat(value).replace(tzinfo=None, microsecond=0)
        if kind is Kind.MOMENT:
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return None


def _hint(node: Node, kind: Kind) -> str:
    return {
        (Kind.NUMBER, Kind.SPAN): "write days(n)",
        (Kind.MOMENT, Kind.DATE): "write date_of(moment)",
        (Kind.TEXT, Kind.DATE): "dates are written '2024-12-31'",
        (Kind.TEXT, Kind.MOMENT): "moments are written '2024-12-31T08:00:00Z'",
        (Kind.NUMBER, Kind.TEXT): "write text(n)",
        (Kind.TEXT, Kind.NUMBER): "write number(t)",
        (Kind.NUMBER, Kind.FLAG): "write n != 0",
        (Kind.LINK, Kind.FLAG): "write `is not None`",
        (Kind.TEXT, Kind.FLAG): "write `is not None`",
        (Kind.DATE, Kind.FLAG): "write `is not None`",
    }.get((node.kind, kind), "")
