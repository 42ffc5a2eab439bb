"""Tables as they were: what has not changed since a moment, and in the place of what has, rows that are given.

A ground whose tables are these makes any statement one about that moment. It binds :as_of and, for each object it
reads, the parameter `given_name` with the rows of records changed since, as `storage.add_rows` packs them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast

from sqlalchemy import CTE, BigInteger, ColumnElement, FromClause, Table, bindparam, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from dougong.catalog.model import Expression, Object
from dougong.store.query.paths import Ground, Source, known
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import decoder
from dougong.store.statements.reads import Selected
from dougong.store.statements.write import given_rows, slots_of, stored_fields
from dougong.store.tables import Made, Tables

GIVEN: Final = "given/"


def given_name(object: str, join: str = "") -> str:
    """Return the parameter with the rows of an object, or of one of its join tables."""
    return f"{GIVEN}{object}/{join}"


def given_names(statement: Statement) -> set[tuple[str, str]]:
    """Return (object, join field or "") of every table whose rows have to be given to a statement."""
    found = (name.removeprefix(GIVEN).split("/") for name in statement.names if name.startswith(GIVEN))
    return {(object, join) for object, join in found}


def past(ground: Ground) -> Ground:
    """Return the ground of statements about the moment :as_of."""
    return Ground(ground.catalog, _PastTables(ground), ground.dialect, anew=True)


def rolled_then(ground: Ground, object: Object, names: Iterable[str]) -> Selected:
    """Return what tells the rollups `names` of the records `:ids` at the moment: values by name, beside "id"."""
    source = Source(ground, object, "r")
    if ground.dialect == "postgresql":
        id: ColumnElement[int] = func.unnest(bindparam("ids", type_=ARRAY(BigInteger))).column_valued("x")
    else:
        id = func.json_each(bindparam("ids")).table_valued("value", name="x").c.value
    fields = [known(object, name) for name in names]
    columns = [source.rolled(object, field, field.rollup, id).label(field.name) for field in fields if field.rollup]
    query = select(id.label("id"), *columns)
    decode = decoder([("id", known(object, "id")), *((each.name, each) for each in fields)], ground.catalog,
                     ground.dialect, json=False)
    return Selected(compile(query, ground.dialect), decode, tuple(source.expressions))


def changed(source: Source, scope: Expression | None, most: int) -> Statement:
    """Return what finds the ids of records there were at :as_of and that have changed since, at most `most`; with a
    scope only of those in it now. What `source.expressions` need as parameters has to be bound, too."""
    table = source.table
    moment: ColumnElement[datetime] = bindparam("as_of")
    query = select(table.c.id).where(table.c.updated_at > moment, table.c.created_at <= moment)
    if scope is not None:
        query = query.where(source.allowed(scope))
    return compile(query.select_from(source.joined).order_by(table.c.id).limit(most), source.dialect)


class _PastTables(Tables):
    """Each object's table as it was, made when it is asked for; what keeps no history is as it is now."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._by_name = Made(lambda name: cast("Table", _table(ground, ground.catalog.objects[name])))
        self.joins = Made(lambda key: cast("Table", _join(ground, ground.catalog.objects[key[0]], key[1])))


def _table(ground: Ground, object: Object) -> FromClause:
    table = ground.tables[object.name]
    kept = _unchanged(ground, object)
    if kept is None:
        return table
    names = list(slots_of(stored_fields(object), ground))
    given = select(*(each.label(name) for name, each in zip(
        names, given_rows([table.c[name] for name in names], ground.dialect, given_name(object.name)), strict=True)))
    was = select(*(table.c[name] for name in names)).where(kept)
    return _anywhere(union_all(was, given).cte(f"{object.name}_then"))


def _join(ground: Ground, object: Object, field: str) -> FromClause:
    table, owners = ground.tables.joins[object.name, field], ground.tables[object.name]
    kept = _unchanged(ground, object)
    if kept is None:
        return table
    was = select(table.c.owner_id, table.c.target_id).where(table.c.owner_id.in_(select(owners.c.id).where(kept)))
    owner, target = given_rows([table.c.owner_id, table.c.target_id], ground.dialect, given_name(object.name, field))
    given = select(owner.label("owner_id"), target.label("target_id"))
    return _anywhere(union_all(was, given).cte(f"{table.name}_then"))


def _anywhere(then: CTE) -> FromClause:
    """Return what may stand under one name in several places of a statement, which a common table may not."""
    return select(then).subquery()


def _unchanged(ground: Ground, object: Object) -> ColumnElement[bool] | None:
    """Return the condition that a record, or a line's owner, is the same since :as_of; None where nobody can tell."""
    table = ground.tables[object.name]
    owner = object if object.parent is None else ground.catalog.objects[object.parent]
    if not owner.history:
        return None
    if owner is object:
        return table.c.updated_at <= bindparam("as_of")
    above = ground.tables[owner.name].alias("owner")
    return table.c.parent.in_(select(above.c.id).where(above.c.updated_at <= bindparam("as_of")))
