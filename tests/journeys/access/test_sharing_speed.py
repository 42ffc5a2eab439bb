"""A page of what is one's own or shared costs hardly more than an administrator's, however much there is."""

import os
import time
from dataclasses import replace

import pytest

from dougong.store.sql import Statement
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World
from tests.unit.records.test_waits import Counter

#: The whole promise is about 1,000,000 records; `make soak` asks for them.
RECORDS = int(os.environ.get("SHARED_RECORDS", "20000"))
SHARED, OWN = 2000, 75
#: Made in one statement, which may take 15 s.
PORTION = 50_000
#: Milliseconds nobody waits for.
QUICK = 10.0
#: Pages that are asked for: the quickest counts, whatever else the machine does.
TRIES = 15 if RECORDS < 1_000_000 else 100


@pytest.fixture(scope="module")
def crowded(company: Company) -> Company:
    """Deals of nobody here but the administrator: 75 are Ann's, a quarter Bob's; 2,000 are shared with both."""
    fill(company)
    return company


def fill(company: Company) -> None:
    context = company.admin.context
    ann, bob = company.ids["ann"], company.ids["bob"]
    on_postgresql = context.database.dialect == "postgresql"
    uid, now = context.catalog.objects["deal"].uid, "now()" if on_postgresql else "0"
    owner = f"case when n % 4 = 0 then {bob} when n > {RECORDS - OWN * 40} and n % 40 = 1 then {ann} else 1 end"
    every = max((RECORDS - 10) // SHARED, 1)
    told = [f"insert into deal (id, version, title, title_key, owner, created_at, updated_at, name) "
            f"{'overriding system value ' if on_postgresql else ''}"
            f"{counted(on_postgresql, low, min(low + PORTION, RECORDS + 100) - 1)} "
            f"n, 1, 'Deal', 'deal', {owner}, {now}, {now}, 'Deal' from s" for low in range(100, RECORDS + 100, PORTION)]
    told += [f'insert into dg_share (object_uid, record_id, whom, verb, "by", at) '
             f"{counted(on_postgresql, 0, SHARED - 1)} '{uid}', 100 + n * {every}, 'user/{who}', 'read', 1, {now} "
             "from s"
             for who in (ann, bob)]
    with context.database.write(None) as session:
        for sql in (*told, "analyze"):
            session.affected(Statement(sql), ())          # waited for one by one: all at once are silent for a minute
        session.commit()


def counted(on_postgresql: bool, first: int, last: int) -> str:
    if on_postgresql:
        return f"with s as (select generate_series({first}, {last}) as n) select"
    return f"with recursive s(n) as (select {first} union all select n + 1 from s where n < {last}) select"


def took(world: World, url: str) -> float:
    """Return how long a page takes, in milliseconds, when nothing else is in its way."""
    found = []
    for _ in range(TRIES):
        began = time.perf_counter()
        assert len(world.list("deal", url).rows) == 50
        found.append((time.perf_counter() - began) * 1000)
    return min(found)


@pytest.mark.parametrize("who", ["ann", "bob"])
@pytest.mark.parametrize("sort", ["-id", "id", "title"])
def test_a_page_of_own_and_shared_is_quick(crowded: Company, who: str, sort: str) -> None:
    url = f"sort={sort}&limit=50&fields=name,price,state,owner"
    own, whole = took(crowded.as_(who), url), took(crowded.admin, url)
    assert own <= max(1.5 * whole, QUICK), f"{who} waits {own:.1f} ms, an administrator {whole:.1f} ms"
    page = crowded.as_(who).list("deal", url)
    later = crowded.as_(who).list("deal", f"{url}&cursor={page.next}")
    assert len({row["id"] for row in (*page.rows, *later.rows)}) == 100


def test_who_has_nothing_shared_waits_once_and_again_only_when_something_is(crowded: Company) -> None:
    """Cat's list is looked for among her own deals alone until the first is shared with her: it is there at once."""
    own, other = (crowded.deal(owner)["id"] for owner in ("cat", "bob"))
    context = crowded.as_("cat").context
    counter = Counter(context.database)
    cat = World(replace(context, database=counter))

    def listed(*ids: int, waits: int) -> None:
        before = counter.waits
        assert [row["id"] for row in cat.list("deal", "sort=-id&limit=5").rows] == list(ids)
        if context.database.dialect == "postgresql":          # SQLite is in the process: each statement is a call
            assert counter.waits - before == waits

    def shared(verb: str) -> None:
        crowded.admin.apply("deal", "share", id=other, values={"whom": f"user/{crowded.ids['cat']}", "verb": verb})

    listed(own, waits=1)
    shared("read")
    listed(other, own, waits=2)
    listed(other, own, waits=1)
    shared("none")
    listed(own, waits=1)
    shared("read")
    listed(other, own, waits=2)
