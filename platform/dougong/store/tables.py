"""Objects as SQLAlchemy tables: one real table each, typed columns, foreign keys (indexes: store/indexes.py)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import Column, ForeignKey, Identity, MetaData, Table

from dougong.catalog.model import Catalog, Field, Object
from dougong.fields.base import Column as Stored
from dougong.store.columns import ID, NUMBER
from dougong.store.naming import joining, name_of

#: Engine columns that every row has from its first moment. What definitions require, records enforce: a definition
#: may come to require a field after rows without it exist.
ALWAYS = frozenset({"id", "version", "line_no"})

_ON_DELETE = {"restrict": "RESTRICT", "clear": "SET NULL", "cascade": "CASCADE"}


class Tables:
    """The tables of one catalog, by object name; `joins` holds those of `links` fields by (object, field)."""

    def __init__(self, catalog: Catalog) -> None:
        self.metadata = MetaData()
        by_name = {name: self._table(each) for name, each in catalog.objects.items()}
        self.by_name: Mapping[str, Table] = MappingProxyType(by_name)
        self.joins: Mapping[tuple[str, str], Table] = MappingProxyType(
            {(owner.name, field.name): self._join(owner, field)
             for owner in catalog.objects.values() for field in owner.fields.values() if is_join(field)})

    def __getitem__(self, name: str) -> Table:
        """Return the table of the object called `name`."""
        return self.by_name[name]

    def _table(self, subject: Object) -> Table:
        columns = [_column(subject, stored) for _, stored in stored_columns(subject)]
        return Table(subject.name, self.metadata, *columns, sqlite_autoincrement=True)

    def _join(self, owner: Object, field: Field) -> Table:
        name = joining(owner.name, field.name)
        return Table(
            name, self.metadata,
            Column("owner_id", NUMBER, _key(name_of("fk", name, "owner"), owner.name, "CASCADE"), primary_key=True,
                   autoincrement=False),
            Column("target_id", NUMBER, _key(name_of("fk", name, "target"), field.options["to"], "RESTRICT"),
                   primary_key=True, autoincrement=False))


def is_join(field: Field) -> bool:
    """Return whether a field's values live in a join table: it links to many, and stores no column of its own."""
    return field.type.key == "links"


def stored_columns(subject: Object) -> Iterator[tuple[Field, Stored]]:
    """Yield each column of an object's table with its field: the engine's first, then in the order of the file."""
    for field in (*subject.system.values(), *subject.fields.values()):
        if field.stored and not is_join(field):
            for stored in field.type.columns(field):
                yield field, stored


def _column(subject: Object, stored: Stored) -> Column[object]:
    if stored.name == "id":
        return Column("id", ID, Identity(always=False), primary_key=True, nullable=False)
    owned = subject.parent is not None and stored.name == "parent"
    parts = []
    if stored.to is not None:
        rule = "CASCADE" if owned else _ON_DELETE[stored.on_delete]
        parts.append(_key(name_of("fk", subject.name, stored.name), stored.to, rule))
    required = stored.name in ALWAYS or owned
    return Column(stored.name, stored.type, *parts, nullable=not required)


def _key(name: str, target: str, rule: str) -> ForeignKey:
    return ForeignKey(f"{target}.id", name=name, ondelete=rule)
