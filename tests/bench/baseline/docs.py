"""Documents with lines: amounts and total are worked out here, never taken from the client."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import Connection, Engine, bindparam, insert, select

from tests.bench.baseline import journal, shapes
from tests.bench.baseline.doors import actor
from tests.bench.baseline.tables import doc, line
from tests.bench.baseline.wire import Failure, answer, body

_CENT = Decimal("0.01")
_BIN = ("archived_at", "archived_by")
_COLUMNS = [column for column in doc.c if column.name not in _BIN]
_KEYS = [str(column.name) for column in _COLUMNS]
_LINE_COLUMNS = [column for column in line.c if column.name != "parent"]
_LINE_KEYS = [str(column.name) for column in _LINE_COLUMNS]
_CREATE = insert(doc).returning(*_COLUMNS)
_CREATE_LINES = insert(line).returning(*_LINE_COLUMNS, sort_by_parameter_order=True)
_READ = select(*_COLUMNS).where(doc.c.id == bindparam("key"), doc.c.archived_at.is_(None))
_READ_LINES = select(*_LINE_COLUMNS).where(line.c.parent == bindparam("key")).order_by(line.c.line_no)


def blueprint(reader: Engine, writer: Engine) -> Blueprint:
    """Return the routes of documents; `reader` commits by itself, `writer` in transactions."""
    routes = Blueprint("docs", __name__)

    @routes.post("/bench_doc")
    def create() -> Response:
        with writer.begin() as connection:
            record = _create(connection, actor(connection), shapes.doc.load(body()))
        return answer(record, 201, {"Location": f"/api/v1/bench_doc/{record['id']}", "ETag": '"1"'})

    @routes.get("/bench_doc/<int:key>")
    def read(key: int) -> Response:
        with reader.connect() as connection:
            actor(connection)
            row = connection.execute(_READ, {"key": key}).one_or_none()
            if row is None:
                raise Failure(404, "no such document")
            lines = connection.execute(_READ_LINES, {"key": key}).all()
        record = dict(zip(_KEYS, row, strict=True)) | {"lines": _named(lines)}
        return answer(record, headers={"ETag": f'"{record["version"]}"'})

    return routes


def _create(connection: Connection, who: int, values: dict[str, Any]) -> dict[str, Any]:
    lines = values.pop("lines")
    for each in lines:
        each["amount"] = (each["qty"] * each["price"]).quantize(_CENT, ROUND_HALF_UP)
    values["total"] = sum(each["amount"] for each in lines)
    by = {"owner": who, "created_by": who, "updated_by": who}
    record = dict(zip(_KEYS, connection.execute(_CREATE, {**values, **by}).one(), strict=True))
    rows = [{**each, "parent": record["id"], "line_no": n} for n, each in enumerate(lines, 1)]
    record["lines"] = _named(connection.execute(_CREATE_LINES, rows).all())
    changes = journal.created({**values, "lines": lines})
    journal.record(connection, who, ("create", "bench_doc", record["id"], 1), changes)
    return record


def _named(rows: Any) -> list[dict[str, Any]]:
    return [dict(zip(_LINE_KEYS, row, strict=True)) for row in rows]
