"""Which records of other objects go with one that is purged: the database removes them, search has to hear of it."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, bindparam, select

from dougong.catalog.model import Object
from dougong.store.query.paths import Ground, known
from dougong.store.sql import Statement, compile
from dougong.store.tables import is_join


def going(ground: Ground, object: Object) -> Iterator[tuple[Object, Statement]]:
    """Yield each object, with the statement that finds its records, which go with the record `:id` because they point
    to it, or to what goes with it, by a link that says `on_delete: cascade`."""
    table = ground.tables[object.name]
    for one, ids in _beneath(ground, object, select(table.c.id).where(table.c.id == bindparam("id")), {object.name}):
        if one.parent is None:
            yield one, compile(ids, ground.dialect)


def _beneath(ground: Ground, object: Object, gone: Select[tuple[int]],
             seen: set[str]) -> Iterator[tuple[Object, Select[tuple[int]]]]:
    for name, field in ground.catalog.referrers.get(object.name, ()):
        one = ground.catalog.objects[name]
        if name in seen or not _cascades(one, field):
            continue
        table = ground.tables[name].alias(f"{name}_{len(seen)}")
        points: ColumnElement[int] = table.c[field]
        ids = select(table.c.id).where(points.in_(gone))
        yield one, ids
        yield from _beneath(ground, one, ids, {*seen, name})


def _cascades(one: Object, name: str) -> bool:
    field = known(one, name)
    if not field.stored or is_join(field) or len(field.type.columns(field)) != 1:
        return False
    return field.type.columns(field)[0].on_delete == "cascade"
