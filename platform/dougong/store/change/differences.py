"""What a database lacks of what a catalog asks for, as steps; what cannot be done is a refused step, never silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Column, Index, MetaData, Table
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable, ForeignKeyConstraint

from dougong.fields.base import Dialect
from dougong.kernel.messages import Said
from dougong.kernel.saying import Name, said
from dougong.store.change import ahead as change_ahead
from dougong.store.change.model import words
from dougong.store.change.plan import Later, Sample, Step
from dougong.store.change.shape import Shape, spelling
from dougong.store.indexes import kept
from dougong.store.sql import DIALECTS, ddl, quoted


@dataclass(frozen=True, slots=True)
class Found:
    """What the database has: its shape, how its indexes were made, how many rows each table holds, and how many
    values would break each new unique index, with examples."""

    shape: Shape
    indexes: Mapping[str, tuple[str, str]]          # name -> (table, SQL)
    rows: Mapping[str, int]
    #: Tables so large that they are changed while others use them, and columns that come with the switch.
    large: frozenset[str]
    fresh: frozenset[tuple[str, str]]
    doubles: Mapping[str, tuple[int, tuple[Sample, ...]]]


def between(tables: MetaData, found: Found, dialect: Dialect) -> Iterator[Step]:
    """Yield the steps from what is there to what `tables` ask for, in an order that can be carried out."""
    wanted = sorted(tables.tables.values(), key=lambda table: table.name)
    new = [table for table in wanted if table.name not in found.shape.columns]
    old = [table for table in wanted if table.name in found.shape.columns]
    for table in new:
        yield _make(table, dialect)
    if dialect == "postgresql":                     # once all tables are there: they may point at each other
        for table in new:
            yield from _tie(table, dialect)
    for table in old:
        yield from _columns(table, found, dialect)
    for table in old:
        yield from _indexes(table, found, dialect)
    yield from _unwanted(wanted, found, dialect)


def index_sql(index: Index, dialect: Dialect) -> str:
    """Return how an index is made, worked out once: a plan asks more than once."""
    if dialect not in index.info:
        index.info[dialect] = ddl(CreateIndex(index), dialect)
    found: str = index.info[dialect]
    return found


def _make(table: Table, dialect: Dialect) -> Step:
    keys = None if dialect == "sqlite" else ()
    made = ddl(CreateTable(table, include_foreign_key_constraints=keys), dialect)
    return Step("add_object", table.name, said("plan_add_object", object=Name(table.name), n=len(table.c)),
                (made, *(index_sql(index, dialect) for index in kept(table, dialect))))


def _tie(table: Table, dialect: Dialect) -> Iterator[Step]:
    keys = sorted(table.foreign_key_constraints, key=lambda key: str(key.name))
    if keys:
        yield Step("add_key", table.name, said("plan_add_keys", object=Name(table.name)),
                   tuple(ddl(AddConstraint(key), dialect) for key in keys))


def _columns(table: Table, found: Found, dialect: Dialect) -> Iterator[Step]:
    there = found.shape.columns[table.name]
    for column in table.c:
        subject = f"{table.name}.{column.name}"
        kind = spelling(column.type.compile(DIALECTS[dialect]))
        if column.name not in there:
            yield _add(table, column, subject, dialect)
        elif there[column.name] != kind:
            yield _refused("change", subject, said("plan_column", field=Name(subject), was=there[column.name],
                                                      becomes=kind))
        else:
            yield from _key(table, column, subject, found, dialect)


def _add(table: Table, column: Column[object], subject: str, dialect: Dialect) -> Step:
    if not column.nullable:
        return _refused("change", subject, said("plan_late", object=Name(table.name), field=column.name))
    clause = str(CreateColumn(column).compile(dialect=DIALECTS[dialect])).strip()
    for key in column.foreign_keys:
        clause += f" {_reference(key.constraint, dialect)}"
    return Step("add_field", subject, said("plan_add_field", object=Name(table.name), field=Name(subject, alone=True)),
                (f"ALTER TABLE {quoted(table.name, dialect)} ADD COLUMN {clause}",))


def _reference(key: ForeignKeyConstraint | None, dialect: Dialect) -> str:
    if key is None or key.name is None:
        raise ValueError("a foreign key without a name")
    target = quoted(key.referred_table.name, dialect)
    return f"CONSTRAINT {quoted(str(key.name), dialect)} REFERENCES {target} (id) ON DELETE {key.ondelete}"


def _key(table: Table, column: Column[object], subject: str, found: Found, dialect: Dialect) -> Iterator[Step]:
    there = found.shape.keys.get(table.name, {}).get(column.name)
    wanted = next((f"{key.constraint.referred_table.name} {key.ondelete}" for key in column.foreign_keys
                   if key.constraint is not None), None)
    if wanted == there:
        return
    if there is None and dialect == "postgresql":
        keys = [ddl(AddConstraint(key.constraint), dialect) for key in column.foreign_keys if key.constraint]
        step = Step("add_key", subject, said("plan_add_key", field=Name(subject)), tuple(keys), "safe",
                    found.rows.get(table.name, 0))
        yield replace(step, sql=tuple(f"{sql} NOT VALID" for sql in keys), later=_proofs(table, column, dialect)) \
            if table.name in found.large else step
        return
    yield _refused("change", subject, said("plan_key", field=Name(subject), was=there or said("plan_nothing"),
                                              becomes=wanted or said("plan_nothing")))


def _proofs(table: Table, column: Column[object], dialect: Dialect) -> tuple[Later, ...]:
    """Return what holds old rows to a key that new ones are held to already."""
    names = [str(key.constraint.name) for key in column.foreign_keys if key.constraint is not None]
    return tuple(Later(f"sql {name}", f"ALTER TABLE {quoted(table.name, dialect)} VALIDATE CONSTRAINT "
                       f"{quoted(name, dialect)}") for name in names)


def _indexes(table: Table, found: Found, dialect: Dialect) -> Iterator[Step]:
    there = found.shape.indexes.get(table.name, frozenset())
    for index in kept(table, dialect):
        name, sql = str(index.name), index_sql(index, dialect)
        if name in there and found.indexes.get(name, ("", ""))[1] == sql:
            continue
        drop = (f"DROP INDEX {quoted(name, dialect)}",) if name in there else ()
        yield _unhurried(table, index, drop, sql, found) if table.name in found.large else \
            _index(table, index, (*drop, sql), found)


def _unhurried(table: Table, index: Index, drop: tuple[str, ...], sql: str, found: Found) -> Step:
    """Return the step for an index of a large table: built before the switch, or after it when it is of columns that
    come with it; only a unique of new columns, all empty, is made in the switch."""
    step = _index(table, index, (*drop, sql), found)
    there = found.shape.columns[table.name]
    if step.safety == "refused":
        return step
    to_come = {column.name for column in table.c
               if column.name not in there or (table.name, column.name) in found.fresh}
    if not to_come & words(sql):
        ahead, force = change_ahead.concurrently(index, sql)
        return replace(step, ahead=ahead, sql=(*drop, *force))
    if index.unique:
        return step
    return replace(step, sql=drop, later=(Later(f"sql {index.name}", change_ahead.afterwards(index, sql)),))


def _index(table: Table, index: Index, sql: tuple[str, ...], found: Found) -> Step:
    name, rows = str(index.name), found.rows.get(table.name, 0)
    about = {"object": Name(table.name),
             "fields": tuple(Name(f"{table.name}.{column.name}", alone=True) for column in index.columns)}
    if not index.unique:
        return Step("add_index", name, Said("plan_add_index", about), sql, "safe", rows)
    doubles, samples = found.doubles.get(name, (0, ()))
    if doubles:
        code = "plan_double" if doubles == 1 else "plan_doubles"
        return replace(_refused("add_unique", name, Said(code, {**about, "n": doubles})), samples=samples)
    return Step("add_unique", name, Said("plan_add_unique", about), sql, "safe", rows)


def _unwanted(wanted: list[Table], found: Found, dialect: Dialect) -> Iterator[Step]:
    names = {str(index.name) for table in wanted for index in kept(table, dialect)}
    there = {name for each in found.shape.indexes.values() for name in each}
    for name in sorted(found.indexes.keys() & there - names):
        yield Step("remove", name, said("plan_drop_index", name=name),
                   (f"DROP INDEX {quoted(name, dialect)}",))


def _refused(verb: str, subject: str, why: Said) -> Step:
    return Step("add_unique" if verb == "add_unique" else "change", subject, why, (), "refused")
