"""Typed tree to SQL. Conditions come in two forms: *strict* ones are never null, *loose* ones may be null for false,
which is shorter and all that a WHERE, a CASE or an `and` asks for."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Text, and_, bindparam, false, literal, not_, null, or_, true, type_coerce

from dougong.expressions.arithmetic import DIGITS
from dougong.expressions.check import Checked
from dougong.expressions.errors import ExpressionError
from dougong.expressions.tree import (
    Aggregate,
    Apply,
    Arithmetic,
    Bound,
    Choice,
    Compare,
    Constant,
    IsNull,
    Items,
    Logic,
    Member,
    Negate,
    Node,
    Not,
    Path,
    Share,
    Shared,
)
from dougong.fields.base import Dialect
from dougong.kernel.kinds import Kind
from dougong.store.expression import postgresql, sqlite
from dougong.store.expression.calls import call, measure
from dougong.store.expression.compare import among, compared, gathered, guarded, within
from dougong.store.expression.digits import operated
from dougong.store.expression.rows import aggregate, unscaled
from dougong.store.expression.shared import shared
from dougong.store.expression.sql import FLAG, Columns, Sql, Written
from dougong.store.expression.values import NAMES, TYPES, raw


def translate(checked: Checked, dialect: Dialect, columns: Columns) -> Sql:
    """Return the expression over `columns`; a condition is true or false, never null.

    me.x, today(), now(), setting() and role() are parameters (`bounds.parameters` gives their values).
    A number is a decimal on PostgreSQL, an integer or a decimal text on SQLite. What has no SQL (old.x, a plugin's
    function without SQL, a path `columns` does not know) raises ExpressionError.
    """
    translator = Translator(dialect, columns, None)
    return translator.strict(checked.tree) if checked.kind is Kind.FLAG else translator.value(checked.tree)


def predicate(checked: Checked, dialect: Dialect, columns: Columns) -> Sql:
    """Return a condition for WHERE only, where null is as good as false: shorter, but not to be negated."""
    return Translator(dialect, columns, None).loose(checked.tree)


class Translator:
    """A translation over one record's columns; `owner` is that of the record whose line is looked at."""

    def __init__(self, dialect: Dialect, columns: Columns, owner: "Translator | None") -> None:
        self.dialect = dialect
        self.columns = columns
        self._owner = owner
        self.types = TYPES[dialect]

    def within(self, columns: Columns) -> "Translator":
        """Return the translation of what is said about a line of the record at hand."""
        return Translator(self.dialect, columns, self)

    def value(self, node: Node) -> Sql:
        """Return the node's value."""
        return _VALUES[type(node)](self, node)

    def strict(self, node: Node) -> Sql:
        """Return a condition that is true or false."""
        if isinstance(node, Choice | Path | Bound) or (isinstance(node, Apply) and node.function.returns == "same"):
            return Written("({0} IS TRUE)" if self.dialect == "postgresql" else "({0} IS 1)", FLAG, self.value(node))
        if isinstance(node, Constant):
            return true() if node.value else false()
        return self.value(node)

    def loose(self, node: Node) -> Sql:
        """Return a condition that is true, or false or null."""
        if isinstance(node, Logic):
            return _joined(node, [self.loose(part) for part in node.parts])
        if isinstance(node, Compare):
            return compared(node, self)
        if isinstance(node, Member) and isinstance(node.group, Items):
            return among(node, self)
        if isinstance(node, Member) and isinstance(node.group, Bound) and node.item.kind is Kind.LINK:
            return gathered(node, node.group, self)
        return self.strict(node)

    def stored(self, node: Node) -> Sql | None:
        """Return the column of a path as it is stored, None for any other node."""
        if not isinstance(node, Path):
            return None
        if node.root == "old":
            raise ExpressionError("not_sql", "expr_sql_unfit", node.column, name="`old`")
        columns, path = self.columns, node.path
        if node.root == "parent":
            columns, path = (self._owner.columns, path) if self._owner else (columns, ("parent", *path))
        try:
            column = columns.column(path)
        except LookupError:
            raise ExpressionError("not_sql", "expr_sql_path", node.column, name=".".join(path)) from None
        if node.kind is Kind.NUMBER and self.dialect == "sqlite":
            return type_coerce(column, BigInteger())
        return column if node.kind is Kind.SET else type_coerce(column, self.types[node.kind])


def _path(to: Translator, node: Path) -> Sql:
    stored = to.stored(node)
    assert stored is not None                # noqa: S101 - a path has a column
    return unscaled(stored, node, to) if node.kind is Kind.NUMBER else stored


def _constant(to: Translator, node: Constant) -> Sql:
    value, kind = node.value, node.kind
    if value is None:
        return null() if to.dialect == "sqlite" else Written(f"CAST(NULL AS {NAMES[kind]})", to.types[kind])
    if kind is Kind.FLAG:
        return true() if value else false()
    if to.dialect == "postgresql":
        return Written(f"CAST({{0}} AS {NAMES[kind]})", to.types[kind], literal(*_literal(node)))
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 2**63:
        return literal(int(value), BigInteger())
    return literal(raw(value, kind, to.dialect), to.types[kind])


def _bound(to: Translator, node: Bound) -> Sql:
    found = bindparam(node.name, type_=to.types[node.kind])
    if to.dialect == "sqlite":
        return found
    return Written(f"CAST({{0}} AS {NAMES[node.kind]})", to.types[node.kind], _as_text(found, node.kind))


def _negate(to: Translator, node: Negate) -> Sql:
    template = "dg_negate({0})" if to.dialect == "sqlite" and node.kind is Kind.NUMBER else "(- {0})"
    return Written(template, to.types[node.kind], to.value(node.operand))


def _arithmetic(to: Translator, node: Arithmetic) -> Sql:
    left, right = node.left, node.right
    if left.kind is Kind.SPAN and right.kind is not Kind.SPAN:
        left, right = right, left
    tables = sqlite if to.dialect == "sqlite" else postgresql
    one, other = to.value(left), to.value(right)          # what has no SQL tells so, whatever would be done with it
    found: Sql = Written(tables.ARITHMETIC[node.op, left.kind, right.kind], to.types[node.kind], one, other)
    if to.dialect == "postgresql" and node.kind is Kind.NUMBER and sum(operated(node)) > DIGITS:
        return Written(postgresql.FIT, to.types[node.kind], found)
    return found


def _negation(to: Translator, node: Not) -> Sql:
    return not_(to.strict(node.operand))


def _logic(to: Translator, node: Logic) -> Sql:
    return _joined(node, [to.strict(part) for part in node.parts])


def _compare(to: Translator, node: Compare) -> Sql:
    return guarded(compared(node, to), to, node.left, node.right)


def _member(to: Translator, node: Member) -> Sql:
    if not isinstance(node.group, Items):
        return within(node, to)
    return guarded(among(node, to), to, node.item)


def _null(to: Translator, node: IsNull) -> Sql:
    word = "IS NOT NULL" if node.negated else "IS NULL"
    operand = node.operand
    if operand.kind is Kind.SET:                # an empty set is as good as none
        lengths = (sqlite if to.dialect == "sqlite" else postgresql).LENGTHS
        return Written(f"({lengths[measure(operand)]} {'>' if node.negated else '='} 0)", FLAG, to.value(operand))
    stored = to.stored(operand)
    return Written(f"({{0}} {word})", FLAG, to.value(operand) if stored is None else stored)


def _choice(to: Translator, node: Choice) -> Sql:
    return Written("(CASE WHEN {0} THEN {1} ELSE {2} END)", to.types[node.kind], to.loose(node.test),
                   to.value(node.then), to.value(node.otherwise))


def _apply(to: Translator, node: Apply) -> Sql:
    return call(node, to)


def _aggregate(to: Translator, node: Aggregate) -> Sql:
    return aggregate(node, to)


def _joined(node: Logic, parts: list[Sql]) -> Sql:
    return and_(*parts) if node.op == "and" else or_(*parts)


def _literal(node: Constant) -> tuple[Any, Any]:
    """A set travels as text; what it is cast to stands beside it."""
    kind = Kind.TEXT if node.kind is Kind.SET else node.kind
    return raw(node.value, node.kind, "postgresql"), TYPES["postgresql"][kind]


def _as_text(found: Any, kind: Kind) -> Any:
    return bindparam(found.key, type_=Text()) if kind is Kind.SET else found


def _share(_to: Translator, node: Share) -> Sql:
    raise ExpressionError("not_sql", "expr_sql_share", node.column)


def _shared(to: Translator, node: Shared) -> Sql:
    return shared(node, to)


_VALUES: Mapping[type, Callable[[Translator, Any], Sql]] = {
    Constant: _constant, Path: _path, Bound: _bound, Negate: _negate,
    Not: _negation, Arithmetic: _arithmetic, Logic: _logic, Compare: _compare,
    Member: _member, IsNull: _null, Choice: _choice, Apply: _apply,
    Aggregate: _aggregate, Share: _share, Shared: _shared,
}
