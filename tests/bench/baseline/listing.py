"""Pages of a table: equality filters, a known sort, a keyset cursor, a count when asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, func, or_, select

from tests.bench.baseline.wire import Failure

_FILTERS = {"status", "family", "number"}
_SORTS = {"-due,id", "number,id"}
_OTHERS = {"sort", "limit", "count", "cursor"}


def page(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], query: Mapping[str, str],
    seen: Sequence[ColumnElement[bool]],
) -> dict[str, Any]:
    """Return {"data", "next"} and, for count=exact, "count", of rows that may be `seen`; raise Failure 400 for a
    query it does not know."""
    if unknown := query.keys() - _FILTERS - _OTHERS:
        raise Failure(400, "unknown parameter", sorted(unknown))
    sort, limit = query.get("sort", "-due,id"), min(int(query.get("limit", "50")), 200)
    if sort not in _SORTS:
        raise Failure(400, "unknown sort")
    where = [*seen, table.c.archived_at.is_(None), *(table.c[name] == query[name] for name in query.keys() & _FILTERS)]
    lead, descending = table.c[sort.lstrip("-").partition(",")[0]], sort.startswith("-")
    order = (lead.desc() if descending else lead.asc(), table.c.id)
    after = [_after(lead, table.c.id, descending, query["cursor"])] if "cursor" in query else []
    rows = connection.execute(select(*columns).where(*where, *after).order_by(*order).limit(limit + 1)).all()
    keys = [str(column.name) for column in columns]
    data = [dict(zip(keys, row, strict=True)) for row in rows[:limit]]
    found: dict[str, Any] = {"data": data, "next": None}
    if len(rows) > limit:
        found["next"] = f"{data[-1][lead.name]},{data[-1]['id']}"
    if query.get("count") == "exact":
        found["count"] = connection.execute(select(func.count()).select_from(table).where(*where)).scalar()
    return found


def _after(lead: Column[Any], key: Column[Any], descending: bool, cursor: str) -> ColumnElement[bool]:
    value, _, last = cursor.rpartition(",")
    beyond = lead < value if descending else lead > value
    return or_(beyond, and_(lead == value, key > int(last)))
