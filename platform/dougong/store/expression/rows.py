"""Aggregates over lines: correlated sub-selects."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, not_, select

from dougong.expressions.errors import ExpressionError
from dougong.expressions.tree import Aggregate, Path
from dougong.kernel.kinds import Kind
from dougong.store.expression.digits import size
from dougong.store.expression.postgresql import FIT
from dougong.store.expression.sql import Rows, Sql, Translating, Written
from dougong.store.expression.values import TYPES

_POSTGRESQL: Mapping[str, str] = {
    "lines": "CAST(COUNT(*) AS NUMERIC)",
    "sum": "COALESCE(SUM({0}), 0)", "count": "CAST(COUNT({0}) AS NUMERIC)", "min": "MIN({0})", "max": "MAX({0})",
    "avg": "ROUND(DIV(SUM({0}) * 1e13, NULLIF(COUNT({0}), 0)) * 1e-13, 12)",
}
_SQLITE: Mapping[str, str] = {
    "lines": "COUNT(*)",
    "sum": "COALESCE(dg_sum({0}), 0)", "count": "COUNT({0})", "min": "MIN({0})", "max": "MAX({0})",
    "avg": "dg_avg({0})",
}


def aggregate(node: Aggregate, to: Translating) -> Sql:
    """Return the aggregate; any and all are strict conditions."""
    try:
        rows = to.columns.rows(node.rows)
    except LookupError:
        raise ExpressionError("not_sql", "expr_sql_lines", node.column, name=node.rows) from None
    inner = to.within(rows.columns)
    wheres: list[ColumnElement[bool]] = [rows.on]
    if node.condition is not None and not (node.name == "all" and node.path is None):
        wheres.append(inner.loose(node.condition))
    if node.name in {"any", "all"}:
        return _exists(node, rows, wheres, inner)
    return _gathered(node, rows, wheres, inner)


def _exists(node: Aggregate, rows: Rows, wheres: list[ColumnElement[bool]], inner: Translating) -> Sql:
    wanted = node.path or (node.condition if node.name == "all" else None)
    if wanted is not None:
        wheres.append(inner.loose(wanted) if node.name == "any" else not_(inner.strict(wanted)))
    found = _from(select(literal_column("1")), rows, wheres).exists()
    return found if node.name == "any" else not_(found)


def _gathered(node: Aggregate, rows: Rows, wheres: list[ColumnElement[bool]], inner: Translating) -> Sql:
    templates = _POSTGRESQL if inner.dialect == "postgresql" else _SQLITE
    kind = TYPES[inner.dialect][node.kind]
    if node.path is None:
        return _from(select(Written(templates["lines"], kind)), rows, wheres).scalar_subquery()
    stored = inner.stored(node.path) if node.name in {"min", "max", "count"} else None
    taken = inner.value(node.path) if stored is None else stored
    found: Sql = _from(select(Written(templates[node.name], kind, taken)), rows, wheres).scalar_subquery()
    if node.kind is Kind.NUMBER and isinstance(node.path, Path) and node.name in {"min", "max"}:
        return unscaled(found, node.path, inner)
    if inner.dialect == "postgresql" and sum(size(node)) > 28 and node.name in {"sum", "avg"}:
        return Written(FIT, kind, found)
    return found


def unscaled(stored: Sql, path: Path, to: Translating) -> Sql:
    """Return the number a stored column holds, as one that can be computed with."""
    kind = TYPES[to.dialect][Kind.NUMBER]
    if to.dialect == "sqlite":
        return Written(f"dg_unscaled({{0}}, {path.symbol.places})", kind, stored) if path.symbol.places else stored
    return stored if path.symbol.places else Written("CAST({0} AS NUMERIC)", kind, stored)


def _from(statement: Select[Any], rows: Rows, wheres: list[ColumnElement[bool]]) -> Select[Any]:
    return statement.select_from(rows.source).where(*wheres).correlate_except(rows.source)
