"""What is measured: the requests of each scenario, the same bytes for both sides but for the token."""

import json
import random
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.client import CONNECTIONS, BadAnswer, ask
from tests.bench.seed import FAMILIES, STATES

_EACH = 25
_ETAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """A server under test: name, port, bearer token, its database's address, the processes that work for it
    (gunicorn and PostgreSQL), the ids of the seeded items that whoever asks may see.
    """

    name: str
    port: int
    token: str
    uri: str
    pids: tuple[int, ...]
    ids: range = range(0)

    def request(self, verb: str, path: str, body: Any = None, **headers: str) -> bytes:
        """Return a whole request; a header's name is written with `_` for `-`."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = {"Host": f"127.0.0.1:{self.port}", "Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if content:
            sent |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        return f"{verb} /api/v1/{path} HTTP/1.1\r\n{head}\r\n".encode() + content


@dataclass(slots=True)
class Plain:
    """A source whose requests do not depend on answers."""

    status: int
    make: Callable[[], bytes]

    def next(self, slot: int) -> bytes:
        """Return the next request."""
        return self.make()

    def seen(self, slot: int, head: bytes) -> None:
        """Learn nothing."""


@dataclass(slots=True)
class Updates:
    """PATCHes of three fields with If-Match; each connection keeps to its own records."""

    target: Target
    status: int = 200
    tags: dict[int, str] = field(init=False)
    turns: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Read the versions of the records that will be changed."""
        target = self.target
        keys = target.ids[:CONNECTIONS * _EACH]
        self.tags = {key: _tag(ask(target.port, target.request("GET", f"bench_item/{key}"))[1]) for key in keys}
        self.turns = [0] * CONNECTIONS

    def next(self, slot: int) -> bytes:
        """Return the next PATCH of a connection."""
        turn = self.turns[slot] = self.turns[slot] + 1
        key = self._key(slot)
        change = {"name": f"螺栓 {key} 改 {turn}", "pieces": turn, "price": f"{turn % 900 + 1}.50"}
        return self.target.request("PATCH", f"bench_item/{key}", change, If_Match=self.tags[key])

    def seen(self, slot: int, head: bytes) -> None:
        """Remember the record's new version."""
        self.tags[self._key(slot)] = _tag(head)

    def _key(self, slot: int) -> int:
        return self.target.ids[slot * _EACH + self.turns[slot] % _EACH]


def _tag(head: bytes) -> str:
    found = _ETAG.search(head)
    if not found:
        raise BadAnswer(f"no ETag in {head[:500]!r}")
    return found.group(1).decode()


def create(target: Target) -> Plain:
    """Create items of ten fields, each with an idempotency key."""
    return Plain(201, lambda: target.request("POST", "bench_item", item(), Idempotency_Key=str(uuid.uuid4())))


def create_sought(target: Target) -> Plain:
    """Create the same items with a search row each, which the other side has not."""
    path = "bench_sought" if target.name == "ours" else "bench_item"
    return Plain(201, lambda: target.request("POST", path, item(), Idempotency_Key=str(uuid.uuid4())))


def read(target: Target) -> Plain:
    """Read items at random."""
    return Plain(200, lambda: target.request("GET", f"bench_item/{random.choice(target.ids)}"))


def show(target: Target) -> Plain:
    """List 50 items, filtered and sorted, not counted."""
    return Plain(200, lambda: target.request("GET", _listed("none")))


def show_counted(target: Target) -> Plain:
    """List 50 items, filtered and sorted, with the exact count."""
    return Plain(200, lambda: target.request("GET", _listed("exact")))


def document(target: Target) -> Plain:
    """Create documents of ten lines, each with an idempotency key."""
    return Plain(201, lambda: target.request("POST", "bench_doc", doc(), Idempotency_Key=str(uuid.uuid4())))


def item() -> dict[str, Any]:
    """Return the ten fields of a new item."""
    n = random.randrange(1_000_000)
    return {
        "name": f"六角螺栓 M{n % 40} 不锈钢 {n}",
        "remark": "Bolt, stainless, delivered in boxes of one hundred",
        "pieces": n % 5000,
        "weight": f"{n % 90 + 1}.125",
        "price": f"{n % 900 + 1}.95",
        "due": f"2026-{n % 12 + 1:02}-{n % 28 + 1:02}",
        "urgent": n % 7 == 0,
        "status": STATES[n % len(STATES)],
        "family": n % FAMILIES + 1,
        "contact": f"buyer{n}@example.com",
    }


def doc() -> dict[str, Any]:
    """Return a new document of ten lines."""
    n = random.randrange(1_000_000)
    lines = [
        {"product": f"P{(n + i) % 5000:05}", "qty": f"{(n + i) % 90 + 1}.500", "price": f"{(n + i) % 400 + 1}.25"}
        for i in range(10)
    ]
    partner = f"华东机械 {n % 500}"
    return {"partner": partner, "doc_date": f"2026-{n % 12 + 1:02}-11", "remark": "urgent", "lines": lines}


def _listed(count: str) -> str:
    return f"bench_item?status=open&sort=-due,id&limit=50&count={count}"


SCENARIOS: dict[str, tuple[str, Callable[[Target], Plain | Updates]]] = {
    "read": ("read one", read),
    "list": ("list 50 of {rows:,}", show),
    "count": ("the same with exact count", show_counted),
    "update": ("update 3 of 10 fields", Updates),
    "create": ("create, 10 fields", create),
    "searchable": ("create, ours searchable", create_sought),
    "document": ("document with 10 lines", document),
}
"""In this order: what writes most comes last."""

TOLD = frozenset({"searchable"})
"""Scenarios that are measured and told without a goal: the other side does less."""
