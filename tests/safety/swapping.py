"""The smallest server that does as ours: learns N with each request, reads and writes by catalog N, follows."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import bindparam, insert, select

from dougong.catalog.freeze import thaw
from dougong.catalog.live import Live
from dougong.catalog.model import Catalog
from dougong.catalog.registry import registry
from dougong.kernel.clock import SystemClock
from dougong.store import fence, snapshot
from dougong.store.database import Database
from dougong.store.errors import Busy, Fenced
from dougong.store.follow import Follower
from dougong.store.ids import Ids
from dougong.store.sql import Statement, compile
from dougong.store.tables import Tables

#: Where the database is; a name no setting of ours has.
ADDRESS = "SWAPPING_DATABASE"


class Server:
    """Answers /read and /write about boxes, each with the number and the fields it was answered by."""

    def __init__(self, url: str) -> None:
        self.database = Database.open(url)
        self.ids = Ids(self.database)
        self.plans: dict[int, tuple[list[str], Statement, Statement]] = {}
        known = registry()

        def build(stored: snapshot.Snapshot) -> Catalog:
            return thaw(stored.frozen, known, stored.number)

        first = snapshot.load(self.database, snapshot.current_number(self.database))
        assert first is not None
        live = Live(build(first))
        self.follower = Follower(self.database, live, build, SystemClock())
        self.follower.start()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer = self.write() if environ["REQUEST_METHOD"] == "POST" else self.read()
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def current(self) -> Catalog:
        with self.database.read() as session:
            return self.follower.catch_up(int(session.rows(fence.CURRENT)[0][0]))

    def plan(self, catalog: Catalog) -> tuple[list[str], Statement, Statement]:
        made = self.plans.get(catalog.number)
        if made is None:
            made = self.plans[catalog.number] = statements(catalog, self.database)
        return made

    def read(self) -> dict[str, Any]:
        catalog = self.current()
        fields, reading, _ = self.plan(catalog)
        with self.database.read() as session:
            rows = session.rows(reading, {})
        return {"number": catalog.number, "fields": fields, "width": len(rows[0])}

    def write(self) -> dict[str, Any]:
        for _ in range(5):
            catalog = self.current()
            fields, _, writing = self.plan(catalog)
            try:
                with self.database.write(catalog.number) as session:
                    record, = self.ids.take(session, "box")
                    session.send(writing, {"id": record, "version": 1, **dict.fromkeys(fields, f"by {catalog.number}")})
                    session.commit()
            except (Busy, Fenced):
                continue
            return {"number": catalog.number, "fields": fields, "id": record}
        raise RuntimeError("five times refused")


def statements(catalog: Catalog, database: Database) -> tuple[list[str], Statement, Statement]:
    """The text fields of a box in this catalog, the statement that reads them and the one that writes them."""
    table = Tables(catalog)["box"]
    fields = [name for name, field in catalog.objects["box"].fields.items() if field.type.key == "text"]
    reading = select(*(table.c[name] for name in fields)).limit(5)
    writing = insert(table).values({name: bindparam(name) for name in ("id", "version", *fields)})
    return fields, compile(reading, database.dialect), compile(writing, database.dialect)


def application() -> Server:
    return Server(os.environ[ADDRESS])
