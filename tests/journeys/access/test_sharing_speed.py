"""A page of what is one's own or shared costs hardly more than an administrator's, however much there is."""

import os
import time
from statistics import median

import pytest

from dougong.store.sql import Statement
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World

#: The whole promise is about 1,000,000 records; `make soak` asks for them.
RECORDS = int(os.environ.get("DOUGONG_SHARED_RECORDS", "20000"))
SHARED, OWN = 2000, 75
#: Milliseconds nobody waits for.
QUICK = 10.0


@pytest.fixture(scope="module")
def crowded(company: Company) -> Company:
    """Deals of nobody here but the administrator: 75 are Ann's, a quarter Bob's; 2,000 are shared with both."""
    fill(company)
    return company


def fill(company: Company) -> None:
    context = company.admin.context
    ann, bob = company.ids["ann"], company.ids["bob"]
    uid, columns = context.catalog.objects["deal"].uid, "version, title, title_key, owner, created_at, updated_at, name"
    owner = f"case when n % 4 = 0 then {bob} when n > {RECORDS - OWN * 40} and n % 40 = 1 then {ann} else 1 end"
    each = "n, 1, 'Deal', 'deal', " + owner + ", {0}, {0}, 'Deal'"
    spaced = max((RECORDS - 10) // SHARED, 1)
    if context.database.dialect == "postgresql":
        rows = f"select {each.format('now()')} from generate_series(100, {RECORDS + 99}) as n"
        row = f"'{uid}', 100 + n * {spaced}, {{0}}, 'read', 1, now() from generate_series(0, {SHARED - 1}) as n"
        head = "insert into deal (id, "
    else:
        series = "with recursive s(n) as (select {0} union all select n + 1 from s where n < {1}) select "
        rows = series.format(100, RECORDS + 99) + each.format("0") + " from s"
        row = f"'{uid}', 100 + n * {spaced}, {{0}}, 'read', 1, 0 from s"
        head = "insert into deal (id, "
    with context.database.write(None) as session:
        session.send(Statement(f"{head}{columns}) {'overriding system value ' if 'generate' in rows else ''}{rows}"), ())
        for who in (ann, bob):
            what = row.format(f"'user/{who}'")
            lead = "select " if "generate" in what else series.format(0, SHARED - 1)
            session.send(Statement(f'insert into dg_share (object_uid, record_id, whom, verb, "by", at) {lead}{what}'),
                         ())
        session.commit()
    if context.database.dialect == "postgresql":
        with context.database.write(None) as session:
            session.send(Statement("analyze"), ())
            session.commit()


def took(world: World, url: str) -> float:
    """Return how long a page takes, in milliseconds, after some that warm up."""
    found = []
    for _ in range(15):
        began = time.perf_counter()
        assert len(world.list("deal", url).rows) == 50
        found.append((time.perf_counter() - began) * 1000)
    return median(found[5:])


@pytest.mark.parametrize("who", ["ann", "bob"])
@pytest.mark.parametrize("sort", ["-id", "id", "title"])
def test_a_page_of_own_and_shared_is_quick(crowded: Company, who: str, sort: str) -> None:
    url = f"sort={sort}&limit=50&fields=name,price,state,owner"
    own, whole = took(crowded.as_(who), url), took(crowded.admin, url)
    print(f"TOOK {who} {sort} {own:.2f} {whole:.2f}")
    assert own <= max(1.5 * whole, QUICK), f"{who} waits {own:.1f} ms, an administrator {whole:.1f} ms"
    page = crowded.as_(who).list("deal", url)
    later = crowded.as_(who).list("deal", f"{url}&cursor={page.next}")
    assert len({row["id"] for row in (*page.rows, *later.rows)}) == 100
