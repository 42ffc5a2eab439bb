"""From a path of names to columns: follows links by left joins, each joined once; the caller has vetted the names."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, select

from dougong.catalog.model import Catalog, Expression, Field, Object, Rollup
from dougong.expressions.check import Checked
from dougong.fields.base import Dialect
from dougong.store.expression.translator import predicate, translate
from dougong.store.statements.rollup import stored_form, taken
from dougong.store.tables import Tables

Path = tuple[str, ...]
#: Returns what a record of an object must satisfy, a line's owner in its place; None is every record.
Limits = Callable[[Object], Expression | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """What statements are built from: one catalog, its tables, one database's dialect. `anew`: what moves with other
    records is computed from them, not read from its column. `limits` says what a record must satisfy for whom it is
    read for (None: they see all): behind a link to any other record there is nothing."""

    catalog: Catalog
    tables: Tables
    dialect: Dialect
    anew: bool = False
    limits: Limits | None = None


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
        self._at: dict[tuple[Path, Path], tuple[FromClause, Object]] = {((), ()): (self.table, object)}

    def at(self, links: Path, beyond: Path = ()) -> tuple[FromClause, Object]:
        """Return the table and object a path of links leads to, joining what is not joined yet. `beyond` are links
        that a definition follows from there: they lead to every record, the others to those that may be seen."""
        if self.ground.limits is None:
            links, beyond = (*links, *beyond), ()
        key = links, beyond
        if key not in self._at:
            table, object = self.at(links, beyond[:-1]) if beyond else self.at(links[:-1])
            field = known(object, (*links, *beyond)[-1])
            target = self.ground.catalog.objects[field.type.targets(field)[0]]
            name = "_".join((self._name, *links, *(("", *beyond) if beyond else ())))
            self._at[key] = self._join(table.c[field.name], target, name, whole=bool(beyond)), target
        return self._at[key]

    def _join(self, column: ColumnElement[Any], target: Object, name: str, *, whole: bool) -> FromClause:
        """Join the record a column points to, as far as it may be seen, or the `whole` of them."""
        rule = None if whole or self.ground.limits is None else self.ground.limits(target)
        if rule is None:
            joined: FromClause = self.ground.tables[target.name].alias(name)
            self.joined = self.joined.outerjoin(joined, column == joined.c.id)
            return joined
        inner = Source(replace(self.ground, limits=None), target, name, self.expressions)
        seen = inner.allowed(rule)                   # first: it may join more
        self.joined = self.joined.outerjoin(inner.joined, and_(column == inner.table.c.id, seen))
        return inner.table

    def field(self, path: Path) -> Field:
        """Return the field at the end of `path`."""
        return known(self.at(path[:-1])[1], path[-1])

    def columns(self, path: Path) -> tuple[ColumnElement[Any], ...]:
        """Return the columns of a field as they are stored; a virtual one as it would be, ids of a join as an array."""
        return self._columns(path[-1], path[:-1], ())

    def _columns(self, name: str, links: Path, beyond: Path) -> tuple[ColumnElement[Any], ...]:
        table, object = self.at(links, beyond)
        field = known(object, name)
        if field.type.storage == "join":
            return (self._ids(table, object, field),)
        computed = field.virtual or (field.moves and self.ground.anew)
        if field.formula is not None and (computed or (field.moves and self._anew and table is self.table)):
            return (self._virtual(field, field.formula, links, beyond),)
        if field.rollup is not None and computed:
            return (self.rolled(object, field, field.rollup, table.c.id, (*links, *beyond)),)
        return tuple(table.c[column.name] for column in field.type.columns(field))

    def allowed(self, rule: Expression) -> ColumnElement[bool]:
        """Return what a policy says of rows as a condition for WHERE: of a line, what it says of its owner. It looks
        at every record, seen or not."""
        self.expressions.append(rule.checked)
        beyond = () if self.object.parent is None else ("parent",)
        return predicate(rule.checked, self.dialect, _Beneath(self, (), beyond))

    def own_limit(self) -> Expression | None:
        """Return what the record itself must satisfy to be seen, as said; None for nothing."""
        return None if self.ground.limits is None else self.ground.limits(self.object)

    def limited(self) -> list[ColumnElement[bool]]:
        """Return what the record itself must satisfy to be seen, if anything."""
        rule = self.own_limit()
        return [] if rule is None else [self.allowed(rule)]

    def condition(self, expression: Expression) -> ColumnElement[bool]:
        """Return an expression as a condition for WHERE."""
        self.expressions.append(expression.checked)
        return predicate(expression.checked, self.dialect, self)

    def column(self, path: Path) -> ColumnElement[Any]:
        """Return the one column of a path, for expressions; LookupError where there is none."""
        return self._only(path[-1], path[:-1], ())

    def under(self, path: Path, links: Path, beyond: Path) -> ColumnElement[Any]:
        """Return the one column of a path a definition follows from where `links` and `beyond` lead."""
        return self._only(path[-1], links, (*beyond, *path[:-1]))

    def _only(self, name: str, links: Path, beyond: Path) -> ColumnElement[Any]:
        columns = self._columns(name, links, beyond)
        if len(columns) != 1:
            raise LookupError(name)
        if known(self.at(links, beyond)[1], name).type.storage == "join" and self.dialect == "postgresql":
            return func.to_jsonb(columns[0])
        return columns[0]

    def rows(self, name: str, links: Path = (), beyond: Path = ()) -> "LinesSource":
        """Return the lines called `name`, for expressions; LookupError where there are none."""
        return self._lines(self.ground, name, links, beyond)

    def rows_under(self, name: str, links: Path, beyond: Path) -> "LinesSource":
        """Return the same for a definition, which sees every record behind their links."""
        return self._lines(replace(self.ground, limits=None), name, links, beyond)

    def _lines(self, ground: Ground, name: str, links: Path, beyond: Path) -> "LinesSource":
        table, object = self.at(links, beyond)
        field = known(object, name)
        if field.type.storage != "lines":
            raise LookupError(name)
        lines = Source(ground, self.ground.catalog.objects[field.type.targets(field)[0]],
                       "_".join((self._name, *links, *beyond, name)), self.expressions)
        return LinesSource(lines, lines.table.c.parent == table.c.id)

    def _virtual(self, field: Field, formula: Expression, links: Path, beyond: Path) -> ColumnElement[Any]:
        """Return a virtual formula in the form its field would be stored in, rounded half-up to its places."""
        self.expressions.append(formula.checked)
        whole = self.ground.limits is None and not links and not beyond
        columns = self if whole else _Beneath(self, links, beyond)
        return stored_form(field, translate(formula.checked, self.dialect, columns), self.dialect)

    def rolled(self, object: Object, field: Field, rollup: Rollup, id: ColumnElement[Any],
               links: Path = ()) -> ColumnElement[Any]:
        """Return what a rollup of the record `id` of `object` says now, in the form its field is stored in."""
        pointing = Source(replace(self.ground, limits=None), self.ground.catalog.objects[rollup.of],
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
    """The columns of a record at the end of links: what definitions say of it speaks of them."""

    source: Source
    links: Path
    beyond: Path = ()

    def column(self, path: Path) -> ColumnElement[Any]:
        """Return the column of a path that begins at the links' end."""
        if self.source.ground.limits is None:
            return self.source.column((*self.links, *self.beyond, *path))
        return self.source.under(path, self.links, self.beyond)

    def rows(self, name: str) -> LinesSource:
        """Return lines of the record at the links' end."""
        return self.source.rows_under(name, self.links, self.beyond)


def known(object: Object, name: str) -> Field:
    """Return the field called `name`; LookupError when there is none."""
    field = object.field(name)
    if field is None:
        raise LookupError(f"{object.name} has no field {name}")
    return field
