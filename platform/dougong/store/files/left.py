"""Which records of files nobody needs any more, which bytes no record speaks of, and which bytes records speak of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, and_, bindparam, exists, func, select

from dougong.catalog.model import Catalog
from dougong.store.database import Database
from dougong.store.schema import schema
from dougong.store.snapshot import moment
from dougong.store.sql import compile

FILE: Final = "file"
#: Records looked at that hold the same file in one field: nearly always one does.
FEW: Final = 10
_PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class Spoken:
    """Bytes records speak of: their hash, how many they are, and the first record that has them."""

    sha256: str
    size: int
    id: int


def left(database: Database, catalog: Catalog, before: datetime, binned_before: datetime) -> list[int]:
    """Return the files made before a moment that no field holds and no record has, and those long in the bin."""
    made = schema(catalog)
    file = made.tables[FILE]
    free = [file.c.about_id.is_(None), file.c.created_at < bindparam("before")]
    for name, field in catalog.referrers.get(FILE, ()):
        column = made.tables[name].c.get(field)
        if column is not None:
            free.append(~exists().where(column == file.c.id))
    found = _ids(database, select(file.c.id).where(and_(*free)), before=moment(database.dialect, before))
    found += _ids(database, select(file.c.id).where(file.c.archived_at < bindparam("before")),
                  before=moment(database.dialect, binned_before))
    for object in catalog.objects.values():
        if object.parent is None and object.name in made.tables:
            parent = made.tables[object.name].alias("parent")
            gone = ~exists().where(parent.c.id == file.c.about_id)
            found += _ids(database, select(file.c.id).where(file.c.about_object == bindparam("uid"), gone),
                          uid=object.uid)
    return sorted(set(found))


def holders(database: Database, catalog: Catalog, id: int) -> list[tuple[str, int, str]]:
    """Return records (object, id, field) that hold a file in a field, a few of each field."""
    made, found = schema(catalog), []
    for name, field in catalog.referrers.get(FILE, ()):
        table = made.tables[name]
        if field in table.c:
            query = select(table.c.id).where(table.c[field] == bindparam("id")).order_by(table.c.id).limit(FEW)
            found += [(name, record, field) for record in _ids(database, query, id=id)]
    return found


def unspoken(database: Database, catalog: Catalog, hashes: Sequence[str]) -> list[str]:
    """Return those hashes that no record of a file has, be it in the bin; one wait."""
    column = schema(catalog).tables[FILE].c.sha256
    asked = compile(select(column).where(column == bindparam("sha256")).limit(1), database.dialect)
    with database.read() as session:
        found = session.many([(asked, {"sha256": sha256}) for sha256 in hashes])
    return [sha256 for sha256, rows in zip(hashes, found, strict=True) if not rows]


def spoken(database: Database, catalog: Catalog) -> Iterator[Spoken]:
    """Yield the bytes records speak of, be they in the bin, by hash."""
    if FILE not in catalog.objects:
        return
    file = schema(catalog).tables[FILE]
    query = compile(select(file.c.sha256, func.max(file.c.size), func.min(file.c.id)).where(
        file.c.sha256 > bindparam("after")).group_by(file.c.sha256).order_by(file.c.sha256).limit(_PAGE),
        database.dialect)
    after = ""
    while True:
        with database.read() as session:
            rows = session.rows(query, {"after": after})
        yield from (Spoken(str(sha256), int(size), int(id)) for sha256, size, id in rows)
        if len(rows) < _PAGE:
            return
        after = str(rows[-1][0])


def _ids(database: Database, query: Select[tuple[int]], **params: object) -> list[int]:
    with database.read() as session:
        return [int(id) for id, in session.rows(compile(query, database.dialect), params)]
