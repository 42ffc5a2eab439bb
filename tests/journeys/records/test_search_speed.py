"""Looking for a word by its search rows against looking through all titles, in ratio, since machines differ.

SEARCH_ROWS=50000 takes the number of records people have; below some ten thousand both take a millisecond or two.
"""

import os
import random
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import pytest

from dougong.fields.collation import search_key
from dougong.records.lists import filtering
from dougong.records.search.everywhere import search
from dougong.records.search.rebuild import rebuild
from dougong.store.sql import Statement
from tests.journeys.records.conftest import World
from tests.journeys.records.test_search import bare  # noqa: F401 - the fixture

ROWS = int(os.environ.get("SEARCH_ROWS", "15000"))
CHARACTERS = "苏州蓝海科技杭云栖信息上贸易北京东方明珠天下恒通百川锦江卓越金桥永同济源"
TRIES = 15

FILLING = {
    "sqlite": "insert into firm (version, title, title_key, name, number, owner) values (1, ?, ?, ?, ?, 1)",
    "postgresql": "insert into firm (version, title, title_key, name, number, owner) values (1, $1, $2, $3, $4, 1)"}


def filled(world: World) -> World:
    """Write firms by the thousand past the unit of work, and let search catch up with them."""
    chosen, database = random.Random(7), world.context.database
    names = ["".join(chosen.choices(CHARACTERS, k=8)) + "有限公司" for _ in range(ROWS)]
    names[ROWS // 2] = "赤壁独有矿业"
    with database.write(None) as session:
        session.send_each(Statement(FILLING[database.dialect]), [
            (name, search_key(name), name, f"N-{at:06}") for at, name in enumerate(names)])
        session.rows(Statement("delete from dg_indexed"))
        session.commit()
    fresh = world.with_steps()
    assert sum(done.count for done in rebuild(fresh.context)) >= ROWS
    with database.write(None) as session:
        for table in ("firm", "dg_search"):
            session.rows(Statement(f"analyze {table}", keep=False))
        session.commit()
    return world.with_steps()


def taken(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


@pytest.mark.slow
def test_a_word_is_found_far_sooner_than_by_looking_through_titles(
        bare: World, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811 - the fixture
    world, through = filled(bare), bare.with_steps()
    looking = filtering.looking
    rows: dict[str, list[float]] = {"words": [], "within": [], "everywhere": []}
    for q in ("独有矿业", "duyoukuang", "cbdyky"):
        for _ in range(TRIES):
            rows["words"].append(taken(partial(world.list, "firm", q=q)))
            rows["everywhere"].append(taken(partial(search, world.context, q)))
            monkeypatch.setattr(filtering, "looking", lambda *_: "within")
            rows["within"].append(taken(partial(through.list, "firm", q=q)))
            monkeypatch.setattr(filtering, "looking", looking)
        assert [row["name"] for row in world.list("firm", q=q).rows] == ["赤壁独有矿业"]
        assert [hit.title for hit in search(world.context, q)] == ["赤壁独有矿业"]
    times = {name: median(each) for name, each in rows.items()}
    share = 1 / 3 if ROWS >= 50_000 else 1
    assert times["words"] < times["within"] * share, times
    assert times["everywhere"] < times["within"] * share * 2, times
