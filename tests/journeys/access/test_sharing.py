"""Records shared with a person, a unit or a role: to read, to write, until a day; in force at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dougong.kernel.errors import Conflict, Denied, Missing, Refused
from dougong.records.acts.shares import shares
from dougong.records.history import history
from dougong.records.lists.summary import asked_of, summary
from dougong.store.engine.shares import share_statements
from tests.journeys.access.conftest import TODAY, Company
from tests.journeys.records.conftest import World, faults


def shared(company: Company, who: str, deal: dict, whom: str, **values: object) -> None:
    company.as_(who).apply("deal", "share", id=deal["id"], values={"whom": whom, **values})


def listed(company: Company, who: str, *deals: dict, day=TODAY, **more: object) -> list[int]:
    asked = ",".join(str(deal["id"]) for deal in deals)
    return [row["id"] for row in company.as_(who, day).list("deal", f"id[in]={asked}", **more).rows]


@pytest.mark.req("R030", "R032")
def test_what_is_shared_to_read_is_read_and_no_more(company: Company) -> None:
    """Ann has deals of her own and one Bob shares with her: it is in her list and count, and she cannot change it."""
    own, his = company.deal("ann"), company.deal("bob", cost="7.00", secret="s")
    ann = company.as_("ann")
    with pytest.raises(Missing):
        ann.read("deal", his["id"])
    shared(company, "bob", his, f"user/{company.ids['ann']}")
    page = ann.list("deal", f"id[in]={own['id']},{his['id']}&sort=id", count="exact")
    assert ([row["id"] for row in page.rows], page.count) == ([own["id"], his["id"]], 2)
    seen = ann.read("deal", his["id"])
    assert seen["name"] == his["name"]
    assert {"cost", "secret"}.isdisjoint(seen)
    with pytest.raises(Denied):
        ann.change("deal", seen, name="Mine")
    with pytest.raises(Denied):
        ann.apply("deal", "archive", id=his["id"])
    with pytest.raises(Denied):
        shared(company, "ann", his, f"user/{company.ids['cat']}")
    assert company.admin.read("deal", his["id"])["name"] == his["name"]


def test_what_is_shared_to_write_is_changed(company: Company) -> None:
    his = company.deal("bob")
    shared(company, "bob", his, f"user/{company.ids['ann']}", verb="write")
    ann = company.as_("ann")
    assert ann.change("deal", ann.read("deal", his["id"]), name="By Ann")["name"] == "By Ann"
    shared(company, "bob", his, f"user/{company.ids['ann']}", verb="read")
    with pytest.raises(Denied):
        ann.change("deal", ann.read("deal", his["id"]), name="Again")
    shared(company, "bob", his, f"user/{company.ids['ann']}", verb="none")
    with pytest.raises(Missing):
        ann.read("deal", his["id"])


@pytest.mark.req("PC06")
def test_a_team_works_on_a_deal_and_reads_its_firm(company: Company) -> None:
    """Whoever is taken into the team writes in one record and only reads another."""
    firm = company.firm("bob")
    deal = company.deal("bob", firm=firm["id"])
    ann = company.as_("ann")
    for object, record, verb in (("deal", deal, "write"), ("firm", firm, "read")):
        company.admin.apply(object, "share", id=record["id"], values={
            "whom": f"user/{company.ids['ann']}", "verb": verb})
    assert ann.change("deal", ann.read("deal", deal["id"]), name="Together")["name"] == "Together"
    with pytest.raises(Denied):
        ann.change("firm", ann.read("firm", firm["id"]), name="Mine")
    assert ann.read("deal", deal["id"])["firm"] == firm["id"]
    assert company.as_("bob").read("deal", deal["id"])["owner"] == company.ids["bob"]


def test_a_unit_and_a_role_share_too(company: Company) -> None:
    """What is shared with sales reaches the people of north, beneath it, but not those of east."""
    with_sales, with_sellers, with_east = (company.deal("gus") for _ in range(3))
    company.admin.apply("deal", "share", id=with_sales["id"], values={"whom": f"unit/{company.units['sales']}"})
    company.admin.apply("deal", "share", id=with_sellers["id"], values={"whom": "role/seller"})
    company.admin.apply("deal", "share", id=with_east["id"], values={"whom": f"unit/{company.units['east']}"})
    every = (with_sales, with_sellers, with_east)
    assert listed(company, "ann", *every, sort="id") == [with_sales["id"], with_sellers["id"]]
    assert listed(company, "cat", *every, sort="id") == [with_sellers["id"], with_east["id"]]
    assert listed(company, "lil", *every, sort="id") == sorted(deal["id"] for deal in every), "small deals of all"


def test_a_share_ends_with_its_last_day(company: Company) -> None:
    his, last = company.deal("bob"), TODAY + timedelta(days=3)
    shared(company, "bob", his, f"user/{company.ids['ann']}", until=last.isoformat())
    assert listed(company, "ann", his, day=TODAY) == [his["id"]]
    told, = shares(company.as_("bob").context, "deal", his["id"])
    assert (told.wish.whom, told.wish.verb, told.wish.until, told.by) == (
        f"user/{company.ids['ann']}", "read", last, company.ids["bob"])
    world = company.as_("ann")
    on_the_day = World(replace(world.context, today=last))
    after = World(replace(world.context, today=last + timedelta(days=1)))
    assert on_the_day.read("deal", his["id"])["id"] == his["id"]
    with pytest.raises(Missing):
        after.read("deal", his["id"])
    assert after.list("deal", f"id={his['id']}").rows == []


def test_pages_of_own_and_shared_follow_one_another(company: Company) -> None:
    """Kim has 7 deals and is shown 8 of Cat, 3 of which Kim also closes because of their price: each once, in order."""
    mine = [company.deal("kim", name=f"page {at % 4}", price=f"{at}.00")["id"] for at in range(7)]
    hers = [company.deal("cat", name=f"page {at % 4}", price="200.00" if at < 3 else "2.00") for at in range(8)]
    for deal in hers:
        company.admin.apply("deal", "share", id=deal["id"], values={"whom": f"user/{company.ids['kim']}"})
    kim, wanted = company.as_("kim"), sorted([*mine, *(deal["id"] for deal in hers)])
    among = f"id[in]={','.join(map(str, wanted))}"
    for sort in ("id", "-id", "name", "-price,name"):
        found, cursor = [], None
        while True:
            page = kim.list("deal", f"{among}&sort={sort}&limit=4", **({"cursor": cursor} if cursor else {}))
            found += page.rows
            cursor = page.next
            if cursor is None:
                break
        every = kim.list("deal", f"{among}&sort={sort}&limit=100", count="exact")
        assert [row["id"] for row in found] == [row["id"] for row in every.rows], sort
        assert sorted(row["id"] for row in found) == wanted, sort
        assert every.count == 15
    assert [row["id"] for row in kim.list("deal", f"{among}&sort=id").rows] == wanted
    counted = summary(kim.context, asked_of(kim.context, kim.context.object("deal"), [
        ("of", "count()"), ("id[in]", ",".join(map(str, wanted)))]))
    assert counted.groups[0].of["count()"] == 15


def test_behind_links_and_in_lines_what_is_shared_is_seen(company: Company) -> None:
    firm = company.firm("bob", name="Bob's firm")
    deal = company.deal("ann", firm=firm["id"])
    his = company.deal("bob", parts=[{"item": "bolt"}])
    ann = company.as_("ann")
    assert ann.list("deal", f"id={deal['id']}&fields=firm.name").rows[0]["firm.name"] is None
    company.admin.apply("firm", "share", id=firm["id"], values={"whom": f"user/{company.ids['ann']}"})
    shared(company, "bob", his, f"user/{company.ids['ann']}")
    assert ann.list("deal", f"id={deal['id']}&fields=firm.name").rows[0]["firm.name"] == "Bob's firm"
    assert [row["item"] for row in ann.list("deal_part", f"id={his['parts'][0]['id']}").rows] == ["bolt"]


def test_the_history_tells_of_shares(company: Company) -> None:
    his, whom = company.deal("bob"), f"user/{company.ids['ann']}"
    shared(company, "bob", his, whom)
    shared(company, "bob", his, whom)
    shared(company, "bob", his, whom, verb="write", until="2026-12-31")
    shared(company, "bob", his, whom, verb="none")
    past = history(company.as_("bob").context, "deal", his["id"]).rows
    reading = {"whom": whom, "verb": "read", "until": None}
    writing = {"whom": whom, "verb": "write", "until": "2026-12-31"}
    assert [entry["changes"] for entry in past][:-1] == [
        {"shares": [writing, None]}, {"shares": [reading, writing]}, {"shares": [None, reading]}]
    assert [entry["version"] for entry in past] == [4, 3, 2, 1]


def test_sharing_and_editing_do_not_get_in_each_others_way(company: Company) -> None:
    his, bob = company.deal("bob"), company.as_("bob")
    shared(company, "bob", his, f"user/{company.ids['ann']}")
    assert bob.change("deal", his, name="On the version before")["name"] == "On the version before"


def test_nobody_shares_more_than_they_hold(company: Company) -> None:
    """Eve reads every deal but shares none; Ida shares those of her people, to be read, for she does not change them;
    Dan changes what his people have; Ann may share hers alone."""
    his, whom = company.deal("bob"), f"user/{company.ids['cat']}"
    with pytest.raises(Denied):
        shared(company, "eve", his, whom)
    with pytest.raises(Missing):
        shared(company, "ann", his, whom)
    with pytest.raises(Denied):
        shared(company, "ida", his, "role/seller", verb="write")
    shared(company, "ida", his, "role/seller")
    assert listed(company, "cat", his) == [his["id"]]
    shared(company, "dan", his, whom, verb="write")
    assert listed(company, "cat", his) == [his["id"]]
    with pytest.raises(Missing):
        shared(company, "hal", his, whom)


@pytest.mark.parametrize(("values", "wrong"), [
    ({"whom": "user/0"}, "/whom"), ({"whom": "user/999999999"}, "/whom"), ({"whom": "role/nobody"}, "/whom"),
    ({"whom": "firm/1"}, "/whom"), ({}, "/whom"), ({"whom": "user/1", "verb": "archive"}, "/verb"),
    ({"whom": "user/1", "until": "2020-01-01"}, "/until"), ({"whom": "user/1", "until": "soon"}, "/until"),
    ({"whom": "user/1", "for": "ever"}, "/for"), ({"whom": "unit/1 or 1=1"}, "/whom"),
    ({"whom": ["user/1"]}, "/whom"), ({"whom": "user/1", "verb": {"a": 1}}, "/verb")])
def test_nonsense_is_refused(company: Company, values: dict, wrong: str) -> None:
    deal = company.deal("bob")
    with pytest.raises(Refused) as refused:
        company.as_("bob").apply("deal", "share", id=deal["id"], values=values)
    assert {at for at, _ in faults(refused)} == {wrong}
    assert shares(company.admin.context, "deal", deal["id"]) == []


def test_what_lies_in_the_bin_is_not_shared_and_what_is_purged_takes_its_shares_along(company: Company) -> None:
    his, whom = company.deal("bob"), f"user/{company.ids['ann']}"
    shared(company, "bob", his, whom)
    company.admin.apply("deal", "archive", id=his["id"])
    assert listed(company, "ann", his) == []
    with pytest.raises(Conflict):
        shared(company, "bob", his, f"user/{company.ids['cat']}")
    company.admin.apply("deal", "restore", id=his["id"])
    assert listed(company, "ann", his) == [his["id"]]
    company.admin.apply("deal", "archive", id=his["id"])
    company.admin.apply("deal", "purge", id=his["id"])
    with company.admin.context.database.read() as session:
        left = session.rows(share_statements(company.admin.context.database.dialect).of_record, {
            "object_uid": company.admin.context.catalog.objects["deal"].uid, "record_id": his["id"]})
    assert left == []
