"""Conditions of partial indexes: live rows, and what a unique's `where` says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Table, and_

from dougong.catalog.model import Expression
from dougong.fields.base import Dialect
from dougong.store.expression import translate
from dougong.store.sql import DIALECTS

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
        dialect: and_(*(alive[dialect],) if alive else (), translate(rule.checked, dialect, columns))
        for dialect in DIALECTS})


class OwnColumns:
    """The columns of one table, by name: all an index may speak of."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def column(self, path: tuple[str, ...]) -> ColumnElement[Any]:
        """Return the column of a field's own path; a path through a link is a KeyError the catalog's checks precede."""
        name, = path
        return self._table.c[name]

    def rows(self, name: str) -> Any:
        """Refuse: an index sees one row."""
        raise KeyError(name)
