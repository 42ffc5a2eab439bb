"""Statements that look for what should not be: records page by page, and links that lead to no record."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, FromClause, and_, bindparam, cast, exists, func, or_, select

from dougong.catalog.model import Field, Object
from dougong.store.query.paths import Ground
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import packed


def following(ground: Ground, object: Object) -> Statement:
    """Return what reads the ids after `:after`, at most `:limit`, the bin included."""
    table = ground.tables[object.name]
    query = select(table.c.id).where(table.c.id > bindparam("after")).order_by(table.c.id)
    return compile(query.limit(bindparam("limit")), ground.dialect)


def pointed(ground: Ground, object: Object, field: Field) -> Statement:
    """Return what reads the uids of the objects an any-link points to: a field that may point to any of a hundred
    mostly points to a few, and the others need no statement."""
    of = ground.tables[object.name].c[field.type.columns(field)[0].name]
    return compile(select(of).where(of.is_not(None)).distinct(), ground.dialect)


def dangling(ground: Ground, object: Object, field: Field, among: Collection[str], *,
             binned: bool) -> Iterator[tuple[Statement, Mapping[str, Any]]]:
    """Yield statements, with what they bind, that find the any-links of a field to the objects `among` (uids) that lead
    to no record, and with `binned` those of live records to one in the bin: (id, uid of the object pointed to, id
    pointed to). An object that is gone holds no record, either."""
    table = ground.tables[object.name]
    of, at = (table.c[column.name] for column in field.type.columns(field))
    query = select(table.c.id, of, at).where(at.is_not(None)).order_by(table.c.id)
    uids = []
    for target in ground.catalog.objects.values():
        if target.parent is None and target.uid in among:
            uids.append(target.uid)
            there = ground.tables[target.name].alias("there")
            wrong: ColumnElement[bool] = ~exists(select(there.c.id).where(there.c.id == at))
            if binned and "archived_at" in there.c:
                away = exists(select(there.c.id).where(there.c.id == at, there.c.archived_at.is_not(None)))
                wrong = or_(wrong, and_(_lives(ground, object), away))
            yield compile(query.where(of == bindparam("uid"), wrong), ground.dialect), {"uid": target.uid}
    yield _strays(ground, query, of, uids)


def lost(ground: Ground, object: Object, field: Field, *, binned: bool) -> Statement:
    """Return what finds the links of a field to a record that is not there, and with `binned` those of live records to
    one in the bin: (id, id pointed to). The field is a link or a join table of links."""
    table, target = ground.tables[object.name], ground.catalog.objects[field.type.targets(field)[0]]
    there = ground.tables[target.name].alias("there")
    if field.type.storage == "join":
        join = ground.tables.joins[object.name, field.name]
        source: FromClause = table.join(join, join.c.owner_id == table.c.id)
        at = join.c.target_id
    else:
        source, at = table, table.c[field.type.columns(field)[0].name]
    wrong: ColumnElement[bool] = there.c.id.is_(None)
    if binned and "archived_at" in there.c:
        wrong = or_(wrong, and_(_lives(ground, object), there.c.archived_at.is_not(None)))
    query = select(table.c.id, at).select_from(source.outerjoin(there, there.c.id == at))
    return compile(query.where(at.is_not(None), wrong).order_by(table.c.id), ground.dialect)


def _lives(ground: Ground, object: Object) -> ColumnElement[bool]:
    """Return whether a record is not in the bin; a line is where its owner is."""
    table = ground.tables[object.name]
    if object.parent is None:
        return table.c.archived_at.is_(None)
    owner = ground.tables[object.parent].alias("owner")
    return exists(select(owner.c.id).where(owner.c.id == table.c.parent, owner.c.archived_at.is_(None)))


def _strays(ground: Ground, query: Any, of: Any, uids: list[str]) -> tuple[Statement, Mapping[str, Any]]:
    """Return what finds links to objects that are not among `uids`."""
    if ground.dialect == "postgresql":
        known: ColumnElement[Any] = func.json_array_elements_text(cast(bindparam("uids"), JSON)).column_valued("u")
    else:
        known = func.json_each(bindparam("uids")).table_valued("value").c.value
    return compile(query.where(of.not_in(select(known))), ground.dialect), {"uids": packed(uids)}
