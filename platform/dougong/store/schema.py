"""The whole schema a catalog asks for, as DDL wants it: tables with their foreign keys and indexes."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, MetaData, Table

from dougong.catalog.model import Catalog, Field, Object, View
from dougong.fields.base import Column as Stored
from dougong.store import indexes
from dougong.store.naming import joining, name_of
from dougong.store.tables import column, is_join, is_owner, join, stored_columns

_ON_DELETE = {"restrict": "RESTRICT", "clear": "SET NULL", "cascade": "CASCADE"}


def schema(catalog: Catalog) -> MetaData:
    """Return every table of the catalog; raise Unindexable when a unique's condition cannot be kept."""
    made = MetaData()
    for subject in catalog.objects.values():
        table = _table(subject, made)
        for index in indexes.of(subject, table, _lists_of(catalog, subject)):
            table.append_constraint(index)
        for field in subject.fields.values():
            if is_join(field):
                _join(subject, field, made)
    return made


def _lists_of(catalog: Catalog, subject: Object) -> list[View]:
    """Return the list views of an object, in their order."""
    return [view for view in catalog.views.values() if view.object == subject.name and view.kind == "list"]


def _table(subject: Object, made: MetaData) -> Table:
    columns = [column(subject, stored, *_keys(subject, stored)) for stored in stored_columns(subject)]
    return Table(subject.name, made, *columns, sqlite_autoincrement=True)


def _keys(subject: Object, stored: Stored) -> list[ForeignKey]:
    if stored.to is None:
        return []
    rule = "CASCADE" if is_owner(subject, stored) else _ON_DELETE[stored.on_delete]
    return [ForeignKey(f"{stored.to}.id", name=name_of("fk", subject.name, stored.name), ondelete=rule)]


def _join(owner: Object, field: Field, made: MetaData) -> Table:
    name = joining(owner.name, field.name)
    target, = field.type.targets(field)
    return join(
        made, owner, field,
        ForeignKeyConstraint(["owner_id"], [f"{owner.name}.id"], name_of("fk", name, "owner"), ondelete="CASCADE"),
        ForeignKeyConstraint(["target_id"], [f"{target}.id"], name_of("fk", name, "target"), ondelete="RESTRICT"),
        Index(name_of("ix", name, "target"), "target_id"))
