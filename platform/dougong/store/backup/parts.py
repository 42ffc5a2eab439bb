"""What a backup is made of: the engine's tables and those of a catalog, each a part with its columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, bindparam, insert, select, tuple_

from dougong.catalog.model import Catalog
from dougong.fields.base import Dialect
from dougong.store.backup.parked import Remnant, extend
from dougong.store.backup.values import codec, kind_of
from dougong.store.engine_tables import ENGINE, GUESS, INDEX, INDEXED, MAIL, PASS, SEARCH, SESSION, WORKER
from dougong.store.schema import schema
from dougong.store.session import Reader
from dougong.store.sql import Statement, binds, compile, quoted

#: Who serves, who is signed in, who has just guessed wrong, what lets in once is of the moment; a copy must not send
#: the mails of its original again; how indexes were made is written anew
#: where they are. What is searched is made anew of the records.
LEFT_OUT: Final = frozenset({WORKER.name, SESSION.name, GUESS.name, PASS.name, MAIL.name, INDEX.name, SEARCH.name,
                             INDEXED.name})
#: Rows held in memory at a time; fewer where a row may be a whole catalog.
PAGE: Final = 500
FEW: Final = 10

Row = Mapping[str, Any]

_LAST: Final[Mapping[Dialect, Statement]] = {
    "sqlite": Statement("select seq from sqlite_sequence where name = ?", ("name",)),
    "postgresql": Statement("select pg_sequence_last_value(pg_get_serial_sequence($1, 'id')::regclass)", ("name",)),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A table in an archive: what it is called there, its columns with the kind of their values."""

    name: str
    table: str
    columns: Mapping[str, str]


def parts(catalog: Catalog, left: Sequence[Remnant] = ()) -> Iterator[tuple[Part, Table]]:
    """Yield every part of a database that serves `catalog` and has `left` parked, the engine's first."""
    for table in ENGINE.sorted_tables:
        if table.name not in LEFT_OUT:
            yield _part("engine", table), table
    made = schema(catalog)
    links = made.tables.keys() - catalog.objects.keys()
    extend(made, catalog, left)
    for table in sorted(made.tables.values(), key=lambda each: each.name):
        folder = "objects" if table.name in catalog.objects else "links" if table.name in links else "parked"
        yield _part(folder, table), table


def _part(folder: str, table: Table) -> Part:
    return Part(f"{folder}/{table.name}", table.name, {column.name: kind_of(column.type) for column in table.c})


def rows(session: Reader, table: Table, names: Sequence[str], dialect: Dialect) -> Iterator[Row]:
    """Yield the rows of a table as `session` sees it, in JSON form, null left out, in the order of their keys."""
    columns: list[Column[Any]] = [table.c[name] for name in names]
    keys = list(table.primary_key)
    size = FEW if "bytes" in map(kind_of, (column.type for column in columns)) else PAGE
    page = select(*columns, *keys).order_by(*keys).limit(size)
    first, later = compile(page, dialect), compile(page.where(_beyond(keys)), dialect)
    ways = [(column.name, codec(column.type, dialect).out) for column in columns]
    found = session.rows(first, {})
    while found:
        for values in found:
            yield {name: value if way is None else way(value)
                   for (name, way), value in zip(ways, values, strict=False) if value is not None}
        last = {f"after_{at}": value for at, value in enumerate(found[-1][len(columns):])}
        found = session.rows(later, last) if len(found) == size else []


def _beyond(keys: Sequence[Column[Any]]) -> ColumnElement[bool]:
    binds = [bindparam(f"after_{at}", type_=key.type) for at, key in enumerate(keys)]
    return keys[0] > binds[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*binds)


def adding(table: Table, names: Sequence[str], dialect: Dialect) -> Statement:
    """Return the statement that adds a row with values for `names`."""
    return compile(insert(table).values(binds(*names)), dialect)


def counted(table: Table) -> bool:
    """Return whether the database counts the ids of a table."""
    return "id" in table.c and table.c["id"].identity is not None


def last_id(session: Reader, table: Table, dialect: Dialect) -> int | None:
    """Return the highest id ever given out for a table, to a row that may be gone; None before the first."""
    if not counted(table):
        return None
    name = quoted(table.name, dialect) if dialect == "postgresql" else table.name
    found = session.rows(_LAST[dialect], (name,))
    return None if not found or found[0][0] is None else int(found[0][0])
