"""From a path of names to columns: follows links by left joins, each joined once; the caller has vetted the names."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select

from dougong.catalog.model import Catalog, Expression, Field, Object, Rollup
from dougong.expressions.check import Checked
from dougong.fields.base import Dialect
from dougong.store.expression import predicate, translate
from dougong.store.statements_rollup import stored_form, taken
from dougong.store.tables import Tables

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What statements are built from: one catalog, its tables, one database's dialect. `anew`: what moves with other
    records is computed from them, not read from its column."""

    catalog: Catalog
    tables: Tables
    dialect: Dialect
    anew: bool = False


class Source:
    """One object's table in a statement and what is joined to it, by path of links; expressions ask it for columns.

    `expressions` gathers what was translated: their parameters have to be bound when the statement runs. With `anew`
    the record's own stored formulas over rollups are computed, not read.
    """

    def __init__(self, ground: Ground, object: Object, name: str = "t", expressions: list[Checked] | None = None, *,
                 anew: bool = False) -> None:
        self.ground = ground
        self.object = object
        self.dialect: Dialect = ground.dialect
        self.expressions: list[Checked] = [] if expressions is None else expressions
        self.table: FromClause = ground.tables[object.name].alias(name)
        self.joined: FromClause = self.table
        self._name = name
        self._anew = anew
        self._at: dict[Path, tuple[FromClause, Object]] = {(): (self.table, object)}

    def at(self, links: Path) -> tuple[FromClause, Object]:
        """Return the table and object a path of links leads to, joining what is not joined yet."""
        if links not in self._at:
            table, object = self.at(links[:-1])
            field = known(object, links[-1])
            target = self.ground.catalog.objects[field.type.targets(field)[0]]
            joined = self.ground.tables[target.name].alias("_".join((self._name, *links)))
            self.joined = self.joined.outerjoin(joined, table.c[field.name] == joined.c.id)
            self._at[links] = joined, target
        return self._at[links]

    def field(self, path: Path) -> Field:
        """Return the field at the end of `path`."""
        return known(self.at(path[:-1])[1], path[-1])

    def columns(self, path: Path) -> tuple[ColumnElement[Any], ...]:
        """Return the columns of a field as they are stored; a virtual one as it would be, ids of a join as an array."""
        table, object = self.at(path[:-1])
        field = known(object, path[-1])
        if field.type.storage == "join":
            return (self._ids(table, object, field),)
        computed = field.virtual or (field.moves and self.ground.anew)
        if field.formula is not None and (computed or (field.moves and self._anew and table is self.table)):
            return (self._virtual(field, field.formula, path[:-1]),)
        if field.rollup is not None and computed:
            return (self.rolled(object, field, field.rollup, table.c.id, path[:-1]),)
        return tuple(table.c[column.name] for column in field.type.columns(field))

    def condition(self, expression: Expression) -> ColumnElement[bool]:
        """Return an expression as a condition for WHERE."""
        self.expressions.append(expression.checked)
        return predicate(expression.checked, self.dialect, self)

    def column(self, path: Path) -> ColumnElement[Any]:
        """Return the one column of a path, for expressions; LookupError where there is none."""
        columns = self.columns(path)
        if len(columns) != 1:
            raise LookupError(path)
        if self.field(path).type.storage == "join" and self.dialect == "postgresql":
            return func.to_jsonb(columns[0])
        return columns[0]

    def rows(self, name: str, links: Path = ()) -> "LinesSource":
        """Return the lines called `name`, for expressions; LookupError where there are none."""
        table, object = self.at(links)
        field = known(object, name)
        if field.type.storage != "lines":
            raise LookupError(name)
        lines = Source(self.ground, self.ground.catalog.objects[field.type.targets(field)[0]],
                       "_".join((self._name, *links, name)), self.expressions)
        return LinesSource(lines, lines.table.c.parent == table.c.id)

    def _virtual(self, field: Field, formula: Expression, links: Path) -> ColumnElement[Any]:
        """Return a virtual formula in the form its field would be stored in, rounded half-up to its places."""
        self.expressions.append(formula.checked)
        return stored_form(field, translate(formula.checked, self.dialect, _Beneath(self, links) if links else self),
                           self.dialect)

    def rolled(self, object: Object, field: Field, rollup: Rollup, id: ColumnElement[Any],
               links: Path = ()) -> ColumnElement[Any]:
        """Return what a rollup of the record `id` of `object` says now, in the form its field is stored in."""
        pointing = Source(self.ground, self.ground.catalog.objects[rollup.of],
                          "_".join((self._name, *links, field.name)), self.expressions)
        return taken(pointing, object, field, rollup, id)

    def _ids(self, table: FromClause, object: Object, field: Field) -> ColumnElement[Any]:
        join = self.ground.tables.joins[object.name, field.name].alias(f"{self._name}_join_{field.name}")
        chosen = select(join.c.target_id).where(join.c.owner_id == table.c.id).order_by(join.c.target_id)
        if self.dialect == "postgresql":
            return func.array(chosen.scalar_subquery())
        ids = chosen.correlate(table).subquery()
        return select(func.json_group_array(ids.c.target_id)).scalar_subquery()


@dataclass(frozen=True, slots=True)
class LinesSource:
    """The lines of a record as expressions see them."""

    columns: Source
    on: ColumnElement[bool]

    @property
    def source(self) -> FromClause:
        """Return the table of the lines with what was joined to it."""
        return self.columns.joined


@dataclass(frozen=True, slots=True)
class _Beneath:
    """The columns of a record at the end of links: what its own virtual formulas speak of."""

    source: Source
    links: Path

    def column(self, path: Path) -> ColumnElement[Any]:
        """Return the column of a path that begins at the links' end."""
        return self.source.column((*self.links, *path))

    def rows(self, name: str) -> LinesSource:
        """Return lines of the record at the links' end."""
        return self.source.rows(name, self.links)


def known(object: Object, name: str) -> Field:
    """Return the field called `name`; LookupError when there is none."""
    field = object.field(name)
    if field is None:
        raise LookupError(f"{object.name} has no field {name}")
    return field
