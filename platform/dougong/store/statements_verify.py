"""Statements that look for what should not be: records page by page, and any-links that lead to no record."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, ColumnElement, bindparam, cast, exists, func, select

from dougong.catalog.model import Field, Object
from dougong.store.query_paths import Ground
from dougong.store.sql import Statement, compile
from dougong.store.statements_forms import packed


def following(ground: Ground, object: Object) -> Statement:
    """Return what reads the ids after `:after`, at most `:limit`, the bin included."""
    table = ground.tables[object.name]
    query = select(table.c.id).where(table.c.id > bindparam("after")).order_by(table.c.id)
    return compile(query.limit(bindparam("limit")), ground.dialect)


def dangling(ground: Ground, object: Object, field: Field) -> Iterator[tuple[Statement, Mapping[str, Any]]]:
    """Yield statements, with what they bind, that find the any-links of a field that lead to no record: (id, uid of
    the object pointed to, id pointed to). An object that is gone holds no record, either."""
    table = ground.tables[object.name]
    of, at = (table.c[column.name] for column in field.type.columns(field))
    query = select(table.c.id, of, at).where(at.is_not(None)).order_by(table.c.id)
    uids = []
    for target in ground.catalog.objects.values():
        if target.parent is None:
            uids.append(target.uid)
            there = ground.tables[target.name].alias("there")
            missing = query.where(of == bindparam("uid"), ~exists(select(there.c.id).where(there.c.id == at)))
            yield compile(missing, ground.dialect), {"uid": target.uid}
    yield _strays(ground, query, of, uids)


def _strays(ground: Ground, query: Any, of: Any, uids: list[str]) -> tuple[Statement, Mapping[str, Any]]:
    """Return what finds links to objects that are not among `uids`."""
    if ground.dialect == "postgresql":
        known: ColumnElement[Any] = func.json_array_elements_text(cast(bindparam("uids"), JSON)).column_valued("u")
    else:
        known = func.json_each(bindparam("uids")).table_valued("value").c.value
    return compile(query.where(of.not_in(select(known))), ground.dialect), {"uids": packed(uids)}
