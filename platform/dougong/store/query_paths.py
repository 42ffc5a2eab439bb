"""From a path of names to columns: follows links by left joins, each joined once; the caller has vetted the names."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select

from dougong.catalog.model import Catalog, Field, Object
from dougong.fields.base import Dialect
from dougong.store.tables import Tables

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What statements are built from: one catalog, its tables, one database's dialect."""

    catalog: Catalog
    tables: Tables
    dialect: Dialect


class Source:
    """One object's table in a statement and what is joined to it, by path of links."""

    def __init__(self, ground: Ground, object: Object) -> None:
        self.ground = ground
        self.object = object
        self.dialect: Dialect = ground.dialect
        self.table: FromClause = ground.tables[object.name].alias("t")
        self.joined: FromClause = self.table
        self._at: dict[Path, tuple[FromClause, Object]] = {(): (self.table, object)}

    def at(self, links: Path) -> tuple[FromClause, Object]:
        """Return the table and object a path of links leads to, joining what is not joined yet."""
        if links not in self._at:
            table, object = self.at(links[:-1])
            field = known(object, links[-1])
            target = self.ground.catalog.objects[field.type.targets(field)[0]]
            joined = self.ground.tables[target.name].alias("_".join(("t", *links)))
            self.joined = self.joined.outerjoin(joined, table.c[field.name] == joined.c.id)
            self._at[links] = joined, target
        return self._at[links]

    def field(self, path: Path) -> Field:
        """Return the field at the end of `path`."""
        return known(self.at(path[:-1])[1], path[-1])

    def columns(self, path: Path) -> tuple[ColumnElement[Any], ...]:
        """Return the columns of a stored field; the ids of a join table come as one array."""
        table, object = self.at(path[:-1])
        field = known(object, path[-1])
        if field.type.storage == "join":
            return (self._ids(table, object, field),)
        return tuple(table.c[column.name] for column in field.type.columns(field))

    def _ids(self, table: FromClause, object: Object, field: Field) -> ColumnElement[Any]:
        join = self.ground.tables.joins[object.name, field.name]
        chosen = select(join.c.target_id).where(join.c.owner_id == table.c.id).order_by(join.c.target_id)
        if self.dialect == "postgresql":
            return func.array(chosen.scalar_subquery())
        ids = chosen.correlate(table).subquery()
        return select(func.json_group_array(ids.c.target_id)).scalar_subquery()


def known(object: Object, name: str) -> Field:
    """Return the field called `name`; LookupError is our fault, since whoever asks has vetted the name."""
    field = object.field(name)
    if field is None:
        raise LookupError(f"{object.name} has no field {name}")
    return field
