"""Lists: filters, search, sort, pages over ties and nulls, counts; a hidden name and an unknown one are the same."""

import random

import pytest

from dougong.kernel.errors import Malformed
from tests.journeys.records.conftest import World


@pytest.fixture(scope="module")
def clients(world: World) -> list[dict]:
    area = world.create("area", name="List area")
    chance = random.Random(7)
    made = [world.create("client", name=f"List {at:03d}", level=chance.choice(["gold", "silver", None]),
                         credit=chance.choice(["1.00", "2.50", "10.00"]), area=area["id"] if at % 2 else None,
                         since=chance.choice([None, "2026-01-01", "2026-02-01"]),
                         tags=["even"] if at % 2 == 0 else None)
            for at in range(45)]
    return [*made, *(world.create("client", name=name) for name in ("杭州云栖", "杭州西湖", "上海浦东"))]


def names(page) -> list[str]:
    return [row["name"] for row in page.rows]


@pytest.mark.req("R028")
@pytest.mark.parametrize(("url", "keep"), [
    ("level=gold", lambda c: c["level"] == "gold"),
    ("level[ne]=gold", lambda c: c["level"] not in ("gold", None)),
    ("level[in]=gold,silver", lambda c: c["level"] in ("gold", "silver")),
    ("level[nin]=gold", lambda c: c["level"] not in ("gold", None)),
    ("level[null]=true", lambda c: c["level"] is None),
    ("level[null]=false", lambda c: c["level"] is not None),
    ("credit[gte]=2.5", lambda c: c["credit"] in ("2.50", "10.00")),
    ("credit[lt]=2.5", lambda c: c["credit"] in ("0.00", "1.00")),
    ("since[lte]=2026-01-31", lambda c: c["since"] == "2026-01-01"),
    ("name[like]=LIST 00", lambda c: c["name"].startswith("List 00")),
    ("name[starts]=List 01", lambda c: c["name"].startswith("List 01")),
    ("name[like]=%25", lambda c: False),
    ("tags[has]=even", lambda c: c["tags"] == ["even"]),
    ("area.name[like]=area", lambda c: c["area"] is not None),
    ("where=credit > 2 and level == 'gold'", lambda c: c["credit"] in ("2.50", "10.00") and c["level"] == "gold"),
    ("where=area.name == 'List area' or since is None", lambda c: c["area"] is not None or c["since"] is None),
    ("or.level=gold&or.credit[gte]=10", lambda c: c["level"] == "gold" or c["credit"] == "10.00"),
    ("or.level=gold&or.level=silver&credit[lt]=2.5",
     lambda c: c["level"] in ("gold", "silver") and c["credit"] in ("0.00", "1.00")),
    ("or.level=gold&or.since[null]=true&or.2.area[null]=true&or.2.credit=2.5",
     lambda c: (c["level"] == "gold" or c["since"] is None) and (c["area"] is None or c["credit"] == "2.50")),
    ("or.since[during]=this_year&or.tags[has]=even", lambda c: c["since"] is not None or c["tags"] == ["even"]),
    ("or.area.name[like]=area&or.tags[has]=even", lambda c: c["area"] is not None or c["tags"] == ["even"]),
    ("or.9.level=gold", lambda c: c["level"] == "gold"),
    ("q=hangzhou", lambda c: "杭州" in c["name"]),
    ("q=hzyq", lambda c: c["name"] == "杭州云栖"),
    ("q=云栖", lambda c: c["name"] == "杭州云栖"),
    ("q=雲棲", lambda c: c["name"] == "杭州云栖"),
    ("q=LIST 04", lambda c: c["name"].startswith("List 04")),
])
def test_filters_say_what_they_mean(world: World, clients, url, keep) -> None:
    known = {client["id"] for client in clients}
    page = world.list("client", f"{url}&limit=500&count=exact")
    found = [row for row in page.rows if row["id"] in known]
    assert sorted(row["name"] for row in found) == sorted(client["name"] for client in clients if keep(client))
    assert page.count == len(page.rows)


@pytest.mark.parametrize("sort", ["level", "-level", "since,credit", "-since,-credit", "level,-credit,since", "-credit",
                                  "title", "-title", "area,-since", "created_at", "id", "-id", ""])
@pytest.mark.parametrize("limit", [1, 7])
def test_pages_together_are_the_whole_list_in_order_over_ties_and_nulls(world: World, clients, sort, limit) -> None:
    whole = world.list("client", f"sort={sort}&limit=500").rows
    paged, cursor = [], None
    while True:
        page = world.list("client", f"sort={sort}&limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
        paged += page.rows
        cursor = page.next
        if cursor is None:
            break
    assert [row["id"] for row in paged] == [row["id"] for row in whole]
    assert len({row["id"] for row in whole}) == len(whole) >= 48


def test_nulls_come_last_whichever_way(world: World, clients) -> None:
    for sort in ("since", "-since"):
        found = [row["since"] for row in world.list("client", f"sort={sort}&limit=500").rows]
        dates = [date for date in found if date is not None]
        assert found == [*sorted(dates, reverse=sort.startswith("-")), *[None] * (len(found) - len(dates))]


def test_titles_sort_by_pinyin(world: World, clients) -> None:
    found = [row["name"] for row in world.list("client", "sort=title&limit=500").rows if not row["name"].isascii()]
    assert found == ["杭州西湖", "杭州云栖", "上海浦东"]


def test_virtual_fields_are_shown_filtered_and_sorted_as_they_read(world: World, clients) -> None:
    gold = world.create("client", name=world.name("V"), level="gold", credit="50.00")
    made = [world.create("sale", client=gold["id"], due=due, reference=f"V{due}", lines=[
        {"item": "x", "qty": "1", "price": price}]) for due, price in (
        ("2026-11-30", "10"), ("2026-11-25", "20"), (None, "30"))]
    page = world.list("sale", f"client={gold['id']}&sort=left&fields=left,level,room")
    assert [(row["left"], row["level"], row["room"]) for row in page.rows] == [
        (4, "gold", "30.00"), (9, "gold", "40.00"), (None, "gold", "20.00")]
    assert [world.read("sale", row["id"])["room"] for row in page.rows] == [row["room"] for row in page.rows]
    some = world.list("sale", f"client={gold['id']}&room[gt]=20&left[gte]=5")
    assert [row["id"] for row in some.rows] == [made[0]["id"]]
    first = world.list("sale", f"client={gold['id']}&sort=-room&limit=1")
    second = world.list("sale", f"client={gold['id']}&sort=-room&limit=1&cursor={first.next}")
    assert [first.rows[0]["room"], second.rows[0]["room"]] == ["40.00", "30.00"]


def test_counts(world: World, clients) -> None:
    assert world.list("client", "name[starts]=List&limit=1").count is None
    assert world.list("client", "name[starts]=List&limit=1&count=exact").count == 45
    page = world.list("client", "name[starts]=List&limit=1&count=capped")
    assert (page.count, page.capped) == (45, False)


def test_expanding_puts_records_in_the_place_of_ids(world: World, clients) -> None:
    client = clients[1]
    sale = world.create("sale", client=client["id"], watchers=[client["id"]], lines=[{"item": "a", "qty": "1"}])
    row = world.list("sale", f"id={sale['id']}&expand=client,lines,watchers").rows[0]
    assert (row["client"]["name"], row["watchers"][0]["name"]) == (client["name"], client["name"])
    assert [line["item"] for line in row["lines"]] == ["a"]
    read = world.read("sale", sale["id"], expand=["client"], titles=True)
    assert read["client"]["id"] == client["id"]
    assert read["_titles"]["client"] == client["name"]


@pytest.mark.parametrize("url", [
    "nope=1", "title_key=x", "name[foo]=x", "sort=nope", "sort=lines", "fields=nope", "fields=lines", "limit=0",
    "limit=501", "limit=x", "count=all", "cursor=forged", "credit[gt]=abc", "where=nope > 1", "where=(", "titles=maybe",
    "a.b.c.d=1", "name.x=1", "since=2026-13-01", "name=%00", "q=a&q=b", "expand=name", "where=title_key == 'x'",
    "or.=1", "or.nope=1", "or.10.name=x", "or.2.3.name=x", "or.q=x", "or.name[foo]=x"])
def test_what_means_nothing_is_refused(world: World, clients, url) -> None:
    with pytest.raises(Malformed):
        world.list("sale" if "lines" in url else "client", url)


def test_a_cursor_belongs_to_its_question(world: World, clients) -> None:
    cursor = world.list("client", "sort=name&limit=1").next
    assert cursor is not None
    with pytest.raises(Malformed):
        world.list("client", f"sort=-name&limit=1&cursor={cursor}")
    with pytest.raises(Malformed):
        world.list("client", f"sort=name&level=gold&limit=1&cursor={cursor}")
    grouped = world.list("client", "sort=name&or.level=gold&or.credit=1&limit=1").next
    with pytest.raises(Malformed):
        world.list("client", f"sort=name&or.level=gold&credit=1&limit=1&cursor={grouped}")
