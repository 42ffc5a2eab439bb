"""Lists of people who may see a part of a table: a page costs hardly more than an administrator's, however much there
is; a count stops where it is told."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from dougong import resources
from dougong.access.actor import Actor
from dougong.access.belonging import Belongings
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.store.engine.organisation import organisation
from dougong.store.expression.translatable import INSPECTIONS
from dougong.store.sql import Statement
from tests.bench.cluster import Cluster
from tests.journeys.access.pack import DEALS
from tests.journeys.records.conftest import World, opened

#: A page may take this much of an administrator's, or so many milliseconds.
LIMIT, QUICK = 1.5, 10.0
#: Counting stops here.
CAP = 10_000
#: Records the one has of a few, and those shared with another.
OWN, SHARED = 75, 2000
ROUNDS = 15
#: Who asks, in which role of tests/journeys/access/pack.py: few has 75 records, many a quarter of all, given 75 and
#: 2,000 that are shared; head is above 10 people, chief above half the company.
ROLES = {"few": "seller", "many": "seller", "given": "seller", "head": "head", "chief": "chief"}
WORKERS = 30
#: The default order first.
SORTS = ("-price", "-id", "id", "title", "-title")


@dataclass(frozen=True, slots=True)
class Page:
    """What one list took, in milliseconds: this person's page, and an administrator's."""

    database: str
    who: str
    sort: str
    own: float
    whole: float

    def within(self, leeway: float) -> bool:
        """Return whether it stays within `leeway` times what it may take; without a count, that is."""
        return self.sort not in SORTS or self.own <= leeway * max(LIMIT * self.whole, QUICK)

    def line(self) -> str:
        """Return what to print."""
        return (f"{self.database:10}  {self.who:8} {self.sort:16} {self.own:8.2f} ms, an administrator "
                f"{self.whole:8.2f} ms, {self.own / self.whole:5.2f} times")


def measure(server: Cluster, rows: int, leeway: float) -> tuple[list[Page], list[str]]:
    """Return what every list took on both databases among so many records, and the names of those that took too much;
    each line is printed as it is known."""
    found: list[Page] = []
    with TemporaryDirectory(prefix="dougong-rights-") as home:
        for url in (f"sqlite:///{Path(home) / 'rights.db'}", server.create("rights")):
            with company(url, rows) as (admin, people):
                for each in timed(admin, people):
                    found.append(each)
                    print(each.line(), "" if each.within(leeway) else "  TOO SLOW", flush=True)
    return found, [f"rights {each.database} {each.who} {each.sort}" for each in found if not each.within(leeway)]


def timed(admin: World, people: Mapping[str, World]) -> Iterator[Page]:
    """Yield every list: in each order without a count, then with the count of the first page."""
    for asked, count in (*((f"sort={sort}", "none") for sort in SORTS), (f"sort={SORTS[0]}", "capped")):
        whole = took(admin, asked, count)
        for who, world in people.items():
            yield Page(admin.context.database.dialect, who, f"{asked[5:]}{' counted' if count != 'none' else ''}",
                       took(world, asked, count), whole)


def took(world: World, asked: str, count: str) -> float:
    """Return the milliseconds a page of 50 takes when nothing is in its way: the quickest of some."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        page = world.list("deal", f"{asked}&limit=50&fields=name,price,state,owner", count=count)
        taken.append((time.perf_counter() - began) * 1000)
        if len(page.rows) != 50 or (page.count or 0) > CAP:
            raise AssertionError(f"{asked}: {len(page.rows)} records, {page.count} counted")
    return min(taken)


@contextmanager
def company(url: str, rows: int) -> Iterator[tuple[World, dict[str, World]]]:
    """Yield an administrator and the people asking, over a table of so many records."""
    sources = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("deals", {
        **DEALS, "objects/deal.yaml": f"{DEALS['objects/deal.yaml']}order: [{SORTS[0]}]\n"}))
    made = opened(url, sources, compile_catalog(sources, registry(), {}, INSPECTIONS))
    admin = next(made)
    try:
        ids, asking = _hired(admin)
        _filled(admin, url, rows, ids)
        yield admin, {name: _as(admin, name, id) for name, id in asking.items()}
    finally:
        next(made, None)


def _hired(admin: World) -> tuple[list[int], dict[str, int]]:
    """Hire the workers, a third of them below the head, the rest below the chief; return their ids, and who asks."""
    units = {name: admin.create("unit", code=name, name=name)["id"] for name in ("team", "half", "apart")}
    roles = {name: admin.create("role", code=name, name=name)["id"] for name in admin.context.catalog.roles}
    workers = [_hire(admin, f"w{n}", units["team" if n < WORKERS // 3 else "half"], roles["seller"])
               for n in range(WORKERS)]
    where = {"chief": "half"}
    asking = {name: _hire(admin, name, units[where.get(name, "apart")], roles[role]) for name, role in ROLES.items()}
    admin.change("unit", admin.read("unit", units["team"]), head=asking["head"])
    return workers, asking


def _hire(admin: World, name: str, unit: int, role: int) -> int:
    id = int(admin.create("user", login=name, name=name)["id"])
    admin.create("membership", member=id, unit=unit, role=role, valid_from="2026-01-01", reason="hired")
    return id


def _filled(admin: World, url: str, rows: int, workers: Sequence[int]) -> None:
    """Fill the table: a quarter of it is many's, a few records here and there few's and given's, the rest the workers'
    by turns; another 2,000 are shared with given."""
    context = admin.context
    ids = {row["login"]: row["id"] for row in admin.list("user", "limit=500").rows}
    on_postgresql = context.database.dialect == "postgresql"
    every = rows // OWN
    turns = " ".join(f"when {at} then {id}" for at, id in enumerate(workers))
    owner = (f"case when n % 4 = 0 then {ids['many']} when n % {every} = 1 then {ids['few']} "
             f"when n % {every} = 2 then {ids['given']} else case n / 4 % {WORKERS} {turns} end end")
    now = "now()" if on_postgresql else "0"
    price = "(n::bigint * 7919 % 90000)::numeric" if on_postgresql else "n * 7919 % 90000 * 1000000"
    title = "'Deal ' || n * 7919 % 100000"
    told = [f"insert into deal (id, version, title, title_key, owner, created_at, updated_at, name, price, state) "
            f"{'overriding system value ' if on_postgresql else ''}{_numbers(on_postgresql, rows)} "
            f"n, 1, {title}, lower({title}), {owner}, {now}, {now}, {title}, {price}, 'open' from s",
            f'insert into dg_share (object_uid, record_id, whom, verb, "by", at) '
            f"{_numbers(on_postgresql, SHARED)} '{context.catalog.objects['deal'].uid}', n * {rows // SHARED - 1}, "
            f"'user/{ids['given']}', 'read', 1, {now} from s"]
    if on_postgresql:                               # a request's patience ends long before
        with psycopg.connect(url, autocommit=True) as connection:
            for sql in (*told, "vacuum (analyze)"):
                connection.execute(sql.encode())
        return
    with context.database.write(None) as session:
        for sql in (*told, "analyze"):
            session.send(Statement(sql), ())
        session.commit()


def _numbers(on_postgresql: bool, last: int) -> str:
    if on_postgresql:
        return f"with s as (select n::bigint from generate_series(1, {last}) as n) select"
    return f"with recursive s(n) as (select 1 union all select n + 1 from s where n < {last}) select"


def _as(admin: World, name: str, id: int) -> World:
    context = admin.context
    standing = Belongings(context.database).of(id, organisation(context.database).version, context.today)
    actor = Actor(id=id, name=name, language="en", policy=context.plans.policy(standing.roles),
                  roles=standing.roles, me={"id": id, "login": name, **standing.me})
    return World(replace(context, actor=actor))
