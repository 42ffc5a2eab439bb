"""Items: create, read, update, list."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import ColumnElement, Connection, Engine, bindparam, func, insert, select, update

from tests.bench.baseline import journal, listing, shapes
from tests.bench.baseline.doors import actor
from tests.bench.baseline.rights import Limits
from tests.bench.baseline.tables import item
from tests.bench.baseline.wire import Failure, answer, body

_BIN = ("archived_at", "archived_by")
_COLUMNS = [column for column in item.c if column.name not in _BIN]
_KEYS = [str(column.name) for column in _COLUMNS]
_CREATE = insert(item).returning(*_COLUMNS)
_READ = select(*_COLUMNS).where(item.c.id == bindparam("key"), item.c.archived_at.is_(None))
_UPDATE = (
    update(item)
    .where(item.c.id == bindparam("key"), item.c.version == bindparam("seen"), item.c.archived_at.is_(None))
    .returning(*_COLUMNS)
)


def blueprint(reader: Engine, writer: Engine, limits: Limits) -> Blueprint:
    """Return the routes of items; `reader` commits by itself, `writer` in transactions, `limits` say who sees what."""
    routes = Blueprint("items", __name__)

    @routes.post("/bench_item")
    def create() -> Response:
        with writer.begin() as connection:
            who = actor(connection)
            values = shapes.item.load(body())
            row = connection.execute(_CREATE, {**values, "owner": who, "created_by": who, "updated_by": who}).one()
            record = dict(zip(_KEYS, row, strict=True))
            journal.record(connection, who, ("create", "bench_item", record["id"], 1), journal.created(values))
        return answer(record, 201, {"Location": f"/api/v1/bench_item/{record['id']}", "ETag": '"1"'})

    @routes.get("/bench_item/<int:key>")
    def read(key: int) -> Response:
        with reader.connect() as connection:
            record = _read(connection, key, limits(item, actor(connection)))
        return answer(record, headers={"ETag": f'"{record["version"]}"'})

    @routes.patch("/bench_item/<int:key>")
    def change(key: int) -> Response:
        with writer.begin() as connection:
            who = actor(connection)
            record = _change(connection, who, key, shapes.item_change.load(body()), limits(item, who))
        return answer(record, headers={"ETag": f'"{record["version"]}"'})

    @routes.get("/bench_item")
    def show() -> Response:
        with reader.connect() as connection:
            seen = limits(item, actor(connection))
            return answer(listing.page(connection, item, _COLUMNS, request.args, seen))

    return routes


def _read(connection: Connection, key: int, seen: Sequence[ColumnElement[bool]]) -> dict[str, Any]:
    row = connection.execute(_READ.where(*seen) if seen else _READ, {"key": key}).one_or_none()
    if row is None:
        raise Failure(404, "no such item")
    return dict(zip(_KEYS, row, strict=True))


def _change(connection: Connection, who: int, key: int, values: dict[str, Any],
            limits: Sequence[ColumnElement[bool]]) -> dict[str, Any]:
    """Write `values` over the version the client saw; raise Failure 404, 412, 428."""
    old = _read(connection, key, limits)
    seen = _seen()
    if old["version"] != seen:
        raise Failure(412, "changed meanwhile", old)
    new = {name: value for name, value in values.items() if old[name] != value}
    if not new:
        return old
    system = {"version": seen + 1, "updated_at": func.now(), "updated_by": who}
    row = connection.execute(_UPDATE.values(**new, **system), {"key": key, "seen": seen}).one_or_none()
    if row is None:
        raise Failure(412, "changed meanwhile")
    changes = {name: [old[name], value] for name, value in new.items()}
    journal.record(connection, who, ("update", "bench_item", key, seen + 1), changes)
    return dict(zip(_KEYS, row, strict=True))


def _seen() -> int:
    tag = request.headers.get("If-Match", "").strip('"')
    if not tag.isdecimal():
        raise Failure(428, "If-Match is required")
    return int(tag)
