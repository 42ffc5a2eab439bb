"""What may stand where a kind is wanted: nulls anywhere, written-down dates as text, ids as numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from dougong.expressions.errors import ExpressionError, instead, suggestion
from dougong.expressions.tree import Bound, Constant, Items, Node, Path, Value
from dougong.kernel.kinds import Kind
from dougong.kernel.messages import Said

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
        raise ExpressionError("kind", "expr_wanted", node.column, _cure(node, kind), kind=a(node.kind), wanted=a(kind))
    return found


def united(left: Node, right: Node) -> tuple[Node, Node]:
    """Return both as nodes of one kind; raise ExpressionError when they have none in common."""
    if other := fitted(right, left.kind):
        return left, other
    if other := fitted(left, right.kind):
        return other, right
    raise ExpressionError("kind", "expr_apart", right.column, _cure(left, right.kind) or _cure(right, left.kind),
                          left=a(left.kind), right=a(right.kind))


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
            raise ExpressionError("target", "expr_target", other.column, one=symbol.target, other=target)


def a(kind: Kind) -> Said:
    """Return the kind as words of a sentence."""
    return Said(f"expr_kind_{kind.name.lower()}")


def _option(options: frozenset[str], path: tuple[str, ...], constant: Constant) -> None:
    value = constant.value
    if value not in options:
        raise ExpressionError("option", "expr_option", constant.column, suggestion(str(value), sorted(options)),
                              name=".".join(path), value=repr(value))


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


def _cure(node: Node, kind: Kind) -> Said | None:
    example = _INSTEAD.get((node.kind, kind))
    return instead(example) if example else None


_INSTEAD: Mapping[tuple[Kind, Kind], str] = {
    (Kind.NUMBER, Kind.SPAN): "days(n)",
    (Kind.MOMENT, Kind.DATE): "date_of(moment)",
    (Kind.TEXT, Kind.DATE): "'2024-12-31'",
    (Kind.TEXT, Kind.MOMENT): "'2024-12-31T08:00:00Z'",
    (Kind.NUMBER, Kind.TEXT): "text(n)",
    (Kind.TEXT, Kind.NUMBER): "number(t)",
    (Kind.NUMBER, Kind.FLAG): "n != 0",
    (Kind.LINK, Kind.FLAG): "`is not None`",
    (Kind.TEXT, Kind.FLAG): "`is not None`",
    (Kind.DATE, Kind.FLAG): "`is not None`",
}
