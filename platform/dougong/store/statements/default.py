"""Statements that give old records the default of a field, or tell which of them lack a value."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from dougong.catalog.model import Catalog, Field, Object
from dougong.store.query.paths import Ground
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import stored_bind


@dataclass(frozen=True, slots=True)
class Giving:
    """`lacking` reads the ids after :after whose record lacks the value, at most :limit (of a line: its owner's);
    `give` puts :value into those among the ids :after to :until that still do."""

    lacking: Statement
    give: Statement


def giving(ground: Ground, one: Object, field: Field) -> Giving:
    """Return the statements for a field of one column, the bin included."""
    table = ground.tables[one.name]
    key = table.c.parent if one.parent is not None else table.c.id
    column, = (table.c[each.name] for each in field.type.columns(field))
    lacking = select(key).distinct().where(key > bindparam("after"), column.is_(None)).order_by(key)
    within = update(table).where(key > bindparam("after"), key <= bindparam("until"), column.is_(None))
    return Giving(compile(lacking.limit(bindparam("limit")), ground.dialect),
                  compile(within.values({column.name: bindparam("value", type_=column.type)}), ground.dialect))


def stored(catalog: Catalog, ground: Ground, field: Field, value: Any) -> Any:
    """Return a value in the form its column holds."""
    bind = stored_bind(field, catalog, ground.dialect)
    return value if bind is None else bind(value)
