"""Comparisons. A column against what is the same for every record stays bare, so that an index can serve it; on SQLite
the other side is scaled like the column."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, false, literal

from dougong.expressions.arithmetic import WIDE, plain
from dougong.expressions.tree import Bound, Compare, Constant, Items, Member, Node, Path
from dougong.kernel.kinds import Kind
from dougong.store.expression.bounds import steady
from dougong.store.expression.sql import FLAG, Sql, Translating, Written

_SQL: Mapping[str, str] = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
#: Which whole number bounds the same values: x < 12.5 is x < 13, x <= 12.5 is x <= 12.
_ROUNDING: Mapping[str, str] = {"<": "up", ">=": "up", "<=": "down", ">": "down", "==": "exact"}
_LARGEST = 2**63 - 1


def compared(node: Compare, to: Translating) -> Sql:
    """Return the loose comparison: null when a side is."""
    if node.left.kind is not Kind.NUMBER:
        return _plain(node.op, node.left, node.right, to)
    if isinstance(node.left, Path) and steady(node.right):
        return _bare(node.op, node.left, node.right, to)
    if isinstance(node.right, Path) and steady(node.left):
        return _bare(_TURNED.get(node.op, node.op), node.right, node.left, to)
    if to.dialect == "sqlite" and not _alike(node.left, node.right):
        return Written(f"(dg_compare({{0}}, {{1}}) {_SQL[node.op]} 0)", FLAG, to.value(node.left), to.value(node.right))
    return _plain(node.op, node.left, node.right, to)


def guarded(condition: Sql, to: Translating, *nodes: Node) -> Sql:
    """Return the loose condition as a strict one; columns and parameters are asked for null beside it, not around it,
    which leaves the comparison to the index."""
    doubtful = [node for node in nodes if not isinstance(node, Constant | Items) or _null(node)]
    if not doubtful:
        return condition
    if all(isinstance(node, Path) or steady(node) for node in doubtful):
        asked = [Written("({0} IS NOT NULL)", FLAG, _side(node, to)) for node in doubtful]
        return and_(*asked, condition)
    return Written("COALESCE({0}, {1})", FLAG, condition, false())


def among(node: Member, to: Translating) -> Sql:
    """Return the loose membership of a value in a list of constants."""
    group = node.group
    values = [item.value for item in group.items if isinstance(item, Constant)] if isinstance(group, Items) else []
    item, members = _members(node.item, values, to)
    if not members:
        return Written("({0} IS NOT NULL)", FLAG, item) if node.negated else false()
    slots = ", ".join(f"{{{i}}}" for i in range(1, len(members) + 1))
    return Written(f"({{0}} {'NOT ' if node.negated else ''}IN ({slots}))", FLAG, item, *members)


def within(node: Member, to: Translating) -> Sql:
    """Return the strict membership of a value in a set; a set that is null has no members."""
    if isinstance(node.group, Bound) and node.item.kind is Kind.LINK:
        return guarded(gathered(node, node.group, to), to, node.item)
    item, group = to.value(node.item), to.value(node.group)
    if to.dialect == "sqlite":
        condition = "dg_has({1}, {0})"
    elif node.item.kind is Kind.LINK:
        return Written(f"(SELECT e.i IS NOT NULL AND {'NOT ' if node.negated else ''}COALESCE(e.i = ANY (e.g), {{2}})"
                       " FROM (SELECT {0} AS i, {1} AS g OFFSET 0) AS e)", FLAG, item, group, false())
    elif node.negated:
        condition = "(COALESCE({1}, '[]') @> TO_JSONB(CAST({0} AS TEXT)))"
    else:
        condition = "({1} @> TO_JSONB(CAST({0} AS TEXT)))"
    template = f"COALESCE(NOT {condition}, {{2}})" if node.negated else f"COALESCE({condition}, {{2}})"
    return Written(template, FLAG, item, group, false())


def gathered(node: Member, group: Bound, to: Translating) -> Sql:
    """Return the loose membership of a link in a set of ids that is the same for every record: an index serves it."""
    item, ids = _side(node.item, to), bindparam(group.name, type_=Text())
    if to.dialect == "sqlite":
        member = "({0} IN (SELECT value FROM json_each({1})))"
    else:
        member = "({0} = ANY (CAST(TRANSLATE({1}, '[]', '{{}}') AS BIGINT[])))"
    return Written(f"(NOT {member})" if node.negated else member, FLAG, item, ids)


def scaled(value: Decimal, places: int, rounding: str) -> int | None:
    """Return the constant as a column with so many places holds it, or the nearest bound; None when == finds none."""
    exact = value.scaleb(places, WIDE)
    near = int(exact.to_integral_value(ROUND_CEILING if rounding == "up" else ROUND_FLOOR))
    return None if rounding == "exact" and near != exact else max(min(near, _LARGEST), -_LARGEST)


def _plain(op: str, left: Node, right: Node, to: Translating) -> Sql:
    one, other = _side(left, to), _side(right, to)
    if left.kind is Kind.TEXT and to.dialect == "postgresql" and not isinstance(left, Path):
        return Written(f'({{0}} COLLATE "C" {_SQL[op]} {{1}})', FLAG, one, other)
    return Written(f"({{0}} {_SQL[op]} {{1}})", FLAG, one, other)


def _bare(op: str, path: Path, other: Node, to: Translating) -> Sql:
    """A column against a value that is steady."""
    places = path.symbol.places or 0
    if places and to.dialect == "postgresql":
        return _plain(op, path, other, to)
    column = _side(path, to)
    if isinstance(other, Constant) and isinstance(other.value, Decimal):
        bound = scaled(other.value, places, "exact" if op == "!=" else _ROUNDING[op])
        if bound is None:
            return false() if op == "==" else Written("({0} IS NOT NULL)", FLAG, column)
        return Written(f"({{0}} {_SQL[op]} {{1}})", FLAG, column, literal(bound, BigInteger()))
    if op == "!=" or to.dialect == "postgresql":
        return _uneven(op, path, other, to)
    bound_sql = Written(f"dg_scaled({{0}}, {places}, '{_ROUNDING[op]}')", BigInteger(), to.value(other))
    return Written(f"({{0}} {_SQL[op]} {{1}})", FLAG, column, bound_sql)


def _uneven(op: str, path: Path, other: Node, to: Translating) -> Sql:
    """What no index serves anyway, and whole numbers on PostgreSQL against a parameter."""
    if to.dialect == "sqlite":
        return Written(f"(dg_compare({{0}}, {{1}}) {_SQL[op]} 0)", FLAG, to.value(path), to.value(other))
    if op == "!=":
        return _plain(op, path, other, to)
    step = {"up": "CEIL(e.v)", "down": "FLOOR(e.v)", "exact": "e.v"}[_ROUNDING[op]]
    exact = f" WHEN e.v <> TRUNC(e.v) THEN CAST('-{_LARGEST + 1}' AS BIGINT)" if op == "==" else ""
    bound = Written(f"(SELECT CASE WHEN e.v > {_LARGEST} THEN {_LARGEST} WHEN e.v < -{_LARGEST} THEN -{_LARGEST}{exact}"
                    f" ELSE CAST({step} AS BIGINT) END FROM (SELECT {{0}} AS v OFFSET 0) AS e)", BigInteger(),
                    to.value(other))
    return Written(f"({{0}} {_SQL[op]} {{1}})", FLAG, _side(path, to), bound)


def _members(item: Node, values: list[Any], to: Translating) -> tuple[Sql, list[Sql]]:
    if item.kind is Kind.NUMBER and isinstance(item, Path) and not (to.dialect == "postgresql" and item.symbol.places):
        bounds = [scaled(value, item.symbol.places or 0, "exact") for value in values]
        return _side(item, to), [literal(bound, BigInteger()) for bound in bounds if bound is not None]
    if item.kind is Kind.NUMBER and to.dialect == "sqlite":
        return Written("dg_text({0})", Text(), to.value(item)), [literal(plain(value), Text()) for value in values]
    return _side(item, to), [to.value(Constant(value, kind=item.kind)) for value in values]


def _side(node: Node, to: Translating) -> Sql:
    stored = to.stored(node)
    return to.value(node) if stored is None else stored


def _alike(left: Node, right: Node) -> bool:
    return isinstance(left, Path) and isinstance(right, Path) and \
        (left.symbol.places or 0) == (right.symbol.places or 0)


def _null(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None
