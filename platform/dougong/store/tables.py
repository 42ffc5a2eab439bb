"""Objects as SQLAlchemy tables with typed columns: what statements are built from. Keys, indexes: store/schema.py."""

import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy import Column, Identity, MetaData, Table
from sqlalchemy.schema import SchemaItem

from dougong.catalog.model import Catalog, Field, Object
from dougong.fields.base import Column as Stored
from dougong.store.columns import ID, NUMBER
from dougong.store.naming import joining

#: Engine columns that every row has from its first moment. What definitions require, records enforce: a definition
#: may come to require a field after rows without it exist.
ALWAYS = frozenset({"id", "version", "line_no"})

K = TypeVar("K")


class Tables:
    """The tables of one catalog, by object name; `joins` has those of fields that link to many, by (object, field).

    Each is made when first asked for, by whichever thread: a catalog of 500 objects would take seconds at once.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._by_name: Made[str] = Made(lambda name: _table(catalog.objects[name]))
        self.joins: Made[tuple[str, str]] = Made(
            lambda key: join(MetaData(), catalog.objects[key[0]], catalog.objects[key[0]].fields[key[1]]))

    def __getitem__(self, name: str) -> Table:
        """Return the table of the object called `name`; KeyError when there is none."""
        return self._by_name[name]


class Made(dict[K, Table]):
    """Tables made when they are asked for, once."""

    def __init__(self, make: Callable[[K], Table]) -> None:
        super().__init__()
        self._make, self._guard = make, threading.RLock()

    def __missing__(self, key: K) -> Table:
        with self._guard:
            if key not in self:
                self[key] = self._make(key)
        return self[key]


def is_join(field: Field) -> bool:
    """Return whether a field's values live in a join table: it stores no column of its own."""
    return field.type.storage == "join"


def stored_columns(subject: Object) -> Iterator[Stored]:
    """Yield the columns of an object's table: the engine's first, then in the order of the file."""
    for field in (*subject.system.values(), *subject.fields.values()):
        if field.stored and not is_join(field):
            yield from field.type.columns(field)


def column(subject: Object, stored: Stored, *parts: SchemaItem) -> Column[object]:
    """Return a column of an object's table; `parts` are its foreign keys, for DDL."""
    if stored.name == "id":
        return Column("id", ID, Identity(always=False), primary_key=True, nullable=False)
    required = stored.name in ALWAYS or is_owner(subject, stored)
    return Column(stored.name, stored.type, *parts, nullable=not required)


def is_owner(subject: Object, stored: Stored) -> bool:
    """Return whether a column holds the id of the record a line belongs to."""
    return subject.parent is not None and stored.name == "parent"


def join(metadata: MetaData, owner: Object, field: Field, *parts: SchemaItem) -> Table:
    """Return the join table of a field that links to many; `parts` are what DDL adds."""
    return Table(joining(owner.name, field.name), metadata,
                 Column("owner_id", NUMBER, primary_key=True, autoincrement=False),
                 Column("target_id", NUMBER, primary_key=True, autoincrement=False), *parts)


def _table(subject: Object) -> Table:
    return Table(subject.name, MetaData(), *(column(subject, stored) for stored in stored_columns(subject)))
