"""The company with its deals behind a server: each person with a token, and at a screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dougong import config
from dougong.access import identity
from dougong.app import serve
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.ext import compose, registry
from dougong.kernel.clock import Clock
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.engine.audit import Asked, Row, rows
from dougong.store.expression.translatable import INSPECTIONS
from dougong.store.init import init
from tests.journeys.access.conftest import PEOPLE, SOURCES, UNITS
from tests.journeys.web.test_guard import OURS, PASSWORD, hidden
from tests.proved import for_good
from tests.unit.web.conftest import session_of

#: Who holds which role in which unit.
People = Mapping[str, Sequence[tuple[str, str]]]


@dataclass
class Site:
    """The server, its people by name and id, and what each asks with."""

    runtime: Runtime
    app: Flask
    ids: dict[str, int]
    tokens: dict[str, str]
    at: dict[str, FlaskClient] = field(default_factory=dict)

    def call(self, who: str, method: str, address: str, json: Any = None, **headers: str) -> TestResponse:
        """Ask the API in somebody's name; headers are written with underscores."""
        told = {"Authorization": f"Bearer {self.tokens[who]}", "Accept-Language": "en",
                **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.app.test_client(use_cookies=False).open(f"/api/v1{address}", method=method, headers=told, json=json)

    def made(self, who: str, object: str, **values: Any) -> dict[str, Any]:
        """Make a record in somebody's name; it must be accepted."""
        answer = self.call(who, "POST", f"/{object}", values)
        assert answer.status_code == 201, answer.json
        return dict(answer.json or {})

    def screen(self, who: str) -> FlaskClient:
        """Return somebody at a screen, signed in with a password once."""
        if who not in self.at:
            identity.set_password(self.runtime.database, who, PASSWORD, self.runtime.clock)
            client = self.app.test_client()
            answer = client.post("/sign-in", headers=OURS, data={
                **hidden(client.get("/sign-in")), "login": who, "password": PASSWORD})
            assert answer.status_code == 303
            for_good(self.runtime.database, session_of(client))
            self.at[who] = client
        return self.at[who]

    def audit(self, kind: str | None = None, who: str | None = None) -> list[Row]:
        """Return what was written down, the newest first."""
        return rows(self.runtime.database, Asked(kind=kind, actor=None if who is None else self.ids[who]))


def opened(url: str, home: Path, clock: Clock | None = None, sources: Sequence[PackSource] = SOURCES,
           people: People = PEOPLE, **settings: str) -> Iterator[Site]:
    """Yield the server of a company with these packs and people on a fresh database, by the machine's clock unless
    another is given."""
    given = config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home), **settings})
    database = Database.open(url)
    init(database)
    apply(database, plan(database, compile_catalog(sources, registry(), {}, INSPECTIONS)), sources)
    database.close()
    runtime = compose(given, clock=clock)
    context = runtime.machine("cli", "test")

    def make(object: str, **values: Any) -> int:
        return runtime.unit(context).apply(Change(object=object, verb="create", values=values)).id

    ids = {"admin": make("user", login="admin", name="Admin", language="en")}
    units: dict[str, int] = {}
    for name, parent in UNITS.items():
        units[name] = make("unit", code=name, name=name, parent=units.get(parent or ""))
    roles = {name: make("role", code=name, name=name) for name in context.catalog.roles}
    for name, held in people.items():
        ids[name] = make("user", login=name, name=name.capitalize(), email=f"{name}@example.com", language="en")
        for unit, role in held:
            make("membership", member=ids[name], unit=units[unit], role=roles[role], valid_from="2026-01-01",
                 reason="hired")
    if "ida" in ids:
        runtime.unit(context).apply(Change(object="unit", verb="update", id=units["sales"], version=1,
                                           values={"head": ids["ida"]}))
    tokens = {name: identity.create_token(runtime.database, name, "test", runtime.clock) for name in ids}
    yield Site(runtime, serve(runtime), ids, tokens)
    runtime.follower.stop()
    runtime.database.close()
