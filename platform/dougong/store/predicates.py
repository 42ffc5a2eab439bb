"""Conditions of partial indexes: live rows, and what a unique's `where` says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Table, and_
from sqlalchemy.exc import CompileError

from dougong.catalog.model import Expression
from dougong.expressions.errors import ExpressionError
from dougong.fields.base import Dialect
from dougong.store.errors import Unindexable
from dougong.store.expression.translator import translate
from dougong.store.sql import DIALECTS

#: How the names of functions begin that are registered on SQLite (store/expression/functions.py).
_OURS = "dg_"

#: The condition for each database; empty where the index covers every row.
Condition = Mapping[Dialect, ColumnElement[bool]]
EVERYWHERE: Condition = MappingProxyType({})


def live(table: Table) -> Condition:
    """Return the condition that a row is not in the bin; line objects have no bin of their own."""
    if "archived_at" not in table.c:
        return EVERYWHERE
    return MappingProxyType(dict.fromkeys(DIALECTS, table.c.archived_at.is_(None)))


def where(rule: Expression | None, table: Table, alive: Condition) -> Condition:
    """Return `alive` narrowed by a unique's `where`, its constants written out since an index takes no parameters."""
    if rule is None:
        return alive
    columns = OwnColumns(table)
    return MappingProxyType({
        dialect: and_(*(alive[dialect],) if alive else (), _fixed(rule, dialect, columns)) for dialect in DIALECTS})


def _fixed(rule: Expression, dialect: Dialect, columns: "OwnColumns") -> ColumnElement[bool]:
    """Return the rule as a condition that holds or not for a row whoever asks and whenever; raise Unindexable."""
    if rule.checked.uses:
        why = "it looks at another record" if rule.checked.uses == {"link"} else "it depends on who asks, or when"
        raise Unindexable(f"{rule.text} cannot be the condition of a unique: {why}")
    try:
        clause = translate(rule.checked, dialect, columns)
        text = str(clause.compile(dialect=DIALECTS[dialect], compile_kwargs={"literal_binds": True}))
    except (ExpressionError, CompileError, KeyError) as error:
        raise Unindexable(f"{rule.text} cannot be the condition of a unique: {error}") from error
    if _OURS in text:
        raise Unindexable(f"{rule.text} cannot be the condition of a unique on SQLite, whose indexes call no functions "
                          "of ours: compare fields with constants")
    return clause


class OwnColumns:
    """The columns of one table, by name: all an index may speak of."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def column(self, path: tuple[str, ...]) -> ColumnElement[Any]:
        """Return the column of a field; a path through a link is a KeyError."""
        if len(path) != 1:
            raise KeyError(".".join(path))
        return self._table.c[path[0]]

    def rows(self, name: str) -> Any:
        """Refuse: an index sees one row."""
        raise KeyError(name)
