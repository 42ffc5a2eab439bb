"""A server with the shipped packs and the sample pack, on each database, and a client with a token."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dougong import config, resources
from dougong.access import identity
from dougong.app import serve
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.ext import compose, registry
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from tests.engines import ENGINES, fresh

SAMPLE = Path(__file__).parents[2] / "packs" / "sample"
COUNT = count(1)


class Api:
    """A program with a token: says a method and an address, gets the answer."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.app = serve(runtime)
        self.token = identity.create_token(runtime.database, "admin", "test", runtime.clock)
        self.client: FlaskClient = self.app.test_client(use_cookies=False)

    def __call__(self, method: str, address: str, json: Any = None, /, *, data: bytes | None = None,
                 **headers: str) -> TestResponse:
        """Send a request; headers are written with underscores."""
        told = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en",
                **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.client.open(f"/api/v1{address}", method=method, headers=told, json=json, data=data)

    def raw(self, method: str, address: str, body: bytes, kind: str = "application/json",
            **headers: str) -> TestResponse:
        """Send bytes as they are."""
        return self(method, address, data=body, Content_Type=kind, **headers)

    def made(self, object: str, **values: Any) -> dict[str, Any]:
        """Make a record that must be accepted."""
        answer = self("POST", f"/{object}", values)
        assert answer.status_code == 201, answer.json
        return dict(answer.json or {})

    def partner(self, **values: Any) -> dict[str, Any]:
        """Make a partner nobody else has, later ones with later codes."""
        return self.made("sample_partner", **{"code": f"P{next(COUNT):05}", "name": "华东机械", **values})

    def order(self, **values: Any) -> dict[str, Any]:
        """Make an order with one line: 2 × 1.25."""
        line = {"item": "Bolt", "qty": "2", "price": "1.25"}
        return self.made("sample_order", **{"partner": self.partner()["id"], "lines": [line], **values})

    def rows(self, object: str) -> int:
        """Return how many live records there are."""
        return int(self("GET", f"/{object}?count=exact&limit=1").json["count"])


def opened(url: str, home: Path, **more: str) -> Iterator[Api]:
    """Yield a program that talks to a server on a fresh database, with `more` settings."""
    settings = config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home), **more})
    sources = (*(PackSource.folder(resources.metadata() / name) for name in ("system", "core", "customer")),
               PackSource.folder(SAMPLE))
    database = Database.open(url, migrator=settings.migrator_url)
    init(database)
    apply(database, plan(database, compile_catalog(sources, registry(), {})), sources)
    database.close()
    runtime = compose(settings)
    context = runtime.machine("cli", "test")
    runtime.unit(context).apply(Change(object="user", verb="create", values={"login": "admin", "name": "Admin"}))
    yield Api(runtime)
    runtime.follower.stop()
    runtime.database.close()


@pytest.fixture(scope="module", params=ENGINES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A program that talks to a server, once on each engine."""
    home = tmp_path_factory.mktemp("api")
    with fresh(request, home) as address:
        yield from opened(address, home)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The same on SQLite alone."""
    home = tmp_path_factory.mktemp("api")
    yield from opened(f"sqlite:///{home / 'api.db'}", home)
