"""The two servers under test, each on a database of its own in the same cluster, with the same rows."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, insert

from tests.bench.baseline import tables
from tests.bench.client import BadAnswer, ask
from tests.bench.cluster import Cluster, settle, sqlalchemy_url
from tests.bench.scenarios import Target, item
from tests.bench.seed import FAMILIES, ITEM, multiply
from tests.bench.server import ROOT, serve

PACK = Path(__file__).parent / "pack"
CLERK = "clerk"
#: One item in so many is the clerk's: a number without a factor in common with those the items are made by (seed).
PART = 11


@contextmanager
def baseline(cluster: Cluster, rows: int, *, narrow: bool = False) -> Iterator[Target]:
    """Serve the hand-written server with `rows` items; asked by an administrator or, if `narrow`, by a clerk."""
    uri = cluster.create("baseline")
    secret = secrets.token_urlsafe(32)
    _populate(sqlalchemy_url(uri), secret)
    env = {"BASELINE_DATABASE_URL": sqlalchemy_url(uri), "BASELINE_NARROW": "1" if narrow else ""}
    with serve("tests.bench.baseline:create_app()", env) as (port, pid):
        yield _stocked(Target("baseline", port, secret, uri, (pid, cluster.pid)), rows, 2 if narrow else None)


@contextmanager
def ours(cluster: Cluster, rows: int, packs: tuple[Path, ...] = (PACK,), *, narrow: bool = False) -> Iterator[Target]:
    """Serve the platform with the bench pack, everything on, with `rows` items; asked by an administrator or, if
    `narrow`, by a clerk whose own a part of them is."""
    uri = cluster.create("ours")
    with TemporaryDirectory(prefix="dougong-home-") as home:
        env = settings(uri, home, packs)
        dougong(env, "init", "--empty")
        secret = dougong(env, "token", "create", "admin").strip()
        with serve("dougong.app:create_app()", env) as (port, pid):
            target = Target("ours", port, secret, uri, (pid, cluster.pid))
            if narrow:
                _hire(target)
                target = replace(target, token=dougong(env, "token", "create", CLERK).strip())
            yield _stocked(target, rows, 1 if narrow else None)


def settings(uri: str, home: str, packs: tuple[Path, ...]) -> dict[str, str]:
    """Return the platform's environment for a database, a home folder and extra packs."""
    return {
        "DOUGONG_DATABASE_URL": sqlalchemy_url(uri),
        "DOUGONG_HOME": home, "DOUGONG_RATE": "0", "DOUGONG_CONCURRENT": "0",
        "DOUGONG_PACKS_PATH": os.pathsep.join(map(str, packs)),
    }


def dougong(env: dict[str, str], *arguments: str) -> str:
    """Run a command of the platform and return what it prints; raise CalledProcessError."""
    command = [sys.executable, "-m", "dougong", *arguments]
    path = {"PYTHONPATH": str(ROOT / "platform")}
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **path, **env}, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def post(target: Target, obj: str, body: dict[str, object]) -> dict[str, object]:
    """Create a record and return it; raise BadAnswer."""
    status, _, content = ask(target.port, target.request("POST", obj, body))
    if status != 201:
        raise BadAnswer(f"{target.name}: {status} {content.decode(errors='replace')}")
    record: dict[str, object] = json.loads(content)
    return record


def _stocked(target: Target, rows: int, other: int | None) -> Target:
    """Return the target with `rows` items in its database, all of who asks; where there is an `other` user, all but
    one in eleven are of that one."""
    post(target, "bench_item", {**item(), "status": "void", "due": "2020-01-01"})
    parted = {} if other is None else {"owner": f"case when g % {PART} = 0 then t.owner else {other} end"}
    first, last = multiply(target.uri, "bench_item", {**ITEM, **parted}, rows)
    settle(target.uri)
    return replace(target, ids=range(first, last + 1) if other is None else range(first + PART - 1, last + 1, PART))


def _hire(target: Target) -> None:
    """Make a clerk (pack/bench/roles)."""
    _, _, content = ask(target.port, target.request("GET", "role?code=bench_clerk"))
    user = post(target, "user", {"login": CLERK, "name": "Clerk"})["id"]
    unit = post(target, "unit", {"code": "BENCH", "name": "Bench"})["id"]
    post(target, "membership", {"member": user, "unit": unit, "role": json.loads(content)["data"][0]["id"],
                                "valid_from": "2026-01-01", "reason": "hired"})


def _populate(url: str, secret: str) -> None:
    """Make the yardstick's tables, one user with a token, and the families."""
    engine = create_engine(url)
    tables.metadata.create_all(engine)
    expires = datetime.now(UTC) + timedelta(days=1)
    by = {"owner": 1, "created_by": 1, "updated_by": 1}
    with engine.begin() as connection:
        connection.execute(insert(tables.user), [{"name": "clerk"}, {"name": "admin"}])
        digest = sha256(secret.encode()).digest()
        connection.execute(insert(tables.token).values(hash=digest, user_id=1, expires_at=expires))
        families = [{"name": f"family {n}", **by} for n in range(1, FAMILIES + 1)]
        connection.execute(insert(tables.family), families)
    engine.dispose()
