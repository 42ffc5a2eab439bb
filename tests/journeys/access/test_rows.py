"""Whose records one sees and changes: one's own, those of one's unit, of the units beneath, of subordinates."""

from datetime import date

import pytest

from dougong.access.policy import AdminPolicy
from dougong.kernel.errors import AppError, Conflict, Denied, Malformed, Missing, Refused
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World, faults


@pytest.fixture(scope="module")
def owned(company: Company) -> dict[str, dict]:
    """A deal of each of four people, with a firm behind it."""
    return {name: company.deal(name, firm=company.firm(name, credit="500.00")["id"], cost="0.25", secret=f"of {name}",
                               parts=[{"item": f"part of {name}", "cost": "3.00"}])
            for name in ("ann", "bob", "cat", "gus")}


#: Who sees whose deals.
SEEN = {"ann": "ann", "bob": "bob", "cat": "cat", "dan": "ann bob gus", "eve": "ann bob cat gus",
        "fay": "ann bob cat gus", "gus": "cat gus", "hal": None, "ida": "ann bob gus", "joe": "ann bob cat gus"}


@pytest.mark.req("R008", "R031", "R032")
@pytest.mark.parametrize("who", SEEN)
def test_a_list_shows_the_records_of_the_scope(company: Company, owned, who: str) -> None:
    mine = ",".join(str(deal["id"]) for deal in owned.values())
    if SEEN[who] is None:
        with pytest.raises(Missing):
            company.as_(who).list("deal")
        return
    page = company.as_(who).list("deal", f"id[in]={mine}&sort=id", count="exact")
    names = {deal["id"]: name for name, deal in owned.items()}
    assert " ".join(names[row["id"]] for row in page.rows) == SEEN[who]
    assert page.count == len(page.rows)


@pytest.mark.parametrize("who", [who for who, seen in SEEN.items() if seen is not None])
def test_a_record_is_read_where_the_list_shows_it(company: Company, owned, who: str) -> None:
    asks, seen = company.as_(who), SEEN[who].split()
    for name, deal in owned.items():
        if name in seen:
            assert asks.read("deal", deal["id"])["id"] == deal["id"]
        else:
            with pytest.raises(Missing) as hidden:
                asks.read("deal", deal["id"])
            with pytest.raises(Missing) as gone:
                asks.read("deal", 10**9)
            assert vars(hidden.value) == vars(gone.value)


def test_lines_go_with_what_they_belong_to(company: Company, owned) -> None:
    part = owned["bob"]["parts"][0]["id"]
    assert [row["item"] for row in company.as_("bob").list("deal_part", f"id={part}").rows] == ["part of bob"]
    assert company.as_("ann").list("deal_part", f"id={part}").rows == []
    with pytest.raises(Missing):
        company.as_("ann").read("deal_part", part)
    assert "cost" not in company.as_("bob").read("deal", owned["bob"]["id"])["parts"][0]
    assert company.as_("dan").read("deal", owned["bob"]["id"])["parts"][0]["cost"] == "3.00"


def test_behind_a_link_lies_what_one_may_see(company: Company, owned) -> None:
    """Ann sees her deal, but not the firm of Bob's that it points to now."""
    his = company.firm("bob", name="Bob's firm", level="b", credit="7.00")
    deal = company.deal("ann", firm=his["id"])
    ann = company.as_("ann")
    row, = ann.list("deal", f"id={deal['id']}&fields=firm,firm.name&titles=1").rows
    assert row["firm"] == his["id"]
    assert row["firm.name"] is None
    assert row["_titles"] == {}
    seen = ann.read("deal", deal["id"], titles=True, expand=["firm"])
    assert (seen["firm"], seen["_titles"].get("firm")) == (his["id"], None)
    assert seen["good"] is False, "what a definition makes of it is the field's own to show"
    for asked in ("firm.name=Bob's firm", "firm.level=b", "where=firm.level == 'b'", "firm.name[null]=false"):
        assert ann.list("deal", f"id={deal['id']}&{asked}").rows == [], asked
    assert company.admin.list("deal", f"id={deal['id']}&firm.name=Bob's firm").rows


def test_a_link_to_what_one_may_not_see_is_a_link_to_nothing(company: Company) -> None:
    his, ann = company.firm("bob", name="Hidden firm"), company.as_("ann")
    for firm in (his["id"], 10**9):
        with pytest.raises(Refused) as refused:
            ann.create("deal", name="d", firm=firm)
        assert [vars(error) if hasattr(error, "__dict__") else (error.pointer, error.code, dict(error.params))
                for error in refused.value.errors] == [("/firm", "link_missing", {})]
    hers = company.firm("ann")
    assert ann.create("deal", name="d", firm=hers["id"])["firm"] == hers["id"]


def test_a_name_of_another_system_leads_to_what_one_may_see(company: Company) -> None:
    company.firm("bob", external_id="erp:bob")
    with pytest.raises(Refused) as hidden:
        company.as_("ann").create("deal", name="d", firm={"external_id": "erp:bob"})
    with pytest.raises(Refused) as unknown:
        company.as_("ann").create("deal", name="d", firm={"external_id": "erp:nobody"})
    assert faults(hidden) == faults(unknown) == {("/firm", "link_external_missing")}


def test_the_old_and_the_new_image_are_both_judged(company: Company, owned) -> None:
    with pytest.raises(Missing):
        company.as_("ann").change("deal", owned["bob"], name="Mine now")
    note = company.admin.create("note", text="n", deal=owned["ann"]["id"])
    ann = company.as_("ann")
    assert ann.change("note", note, text="mine")["text"] == "mine"
    changed = ann.read("note", note["id"])
    with pytest.raises(Denied):
        company.as_("eve").change("deal", company.as_("eve").read("deal", owned["bob"]["id"]), name="x")
    with pytest.raises(Refused):
        ann.change("note", changed, deal=owned["bob"]["id"])
    assert company.admin.read("note", note["id"])["deal"] == owned["ann"]["id"]


def test_a_condition_over_a_link_is_judged_on_what_would_be(company: Company, owned) -> None:
    """The firm of the deal is another's: the note that would hang there is refused, and nothing is written."""
    before = company.admin.list("note", count="exact").count
    with pytest.raises(AppError):
        company.as_("ann").create("note", text="on Bob's deal", deal=owned["bob"]["id"])
    assert company.admin.list("note", count="exact").count == before
    assert company.as_("ann").create("note", text="on none")["deal"] is None


def test_verbs_are_apart(company: Company, owned) -> None:
    chief = company.as_("dan")
    seen = chief.read("deal", owned["ann"]["id"])
    assert chief.change("deal", seen, state="done")["state"] == "done"
    with pytest.raises(Denied):
        chief.apply("deal", "archive", id=owned["ann"]["id"])
    with pytest.raises(Denied):
        chief.create("deal", name="d")
    with pytest.raises(Denied):
        company.as_("fay").change("deal", seen, name="x")
    with pytest.raises(Missing):
        company.as_("hal").create("deal", name="d")


def test_who_points_here_is_told_as_far_as_one_may_see(company: Company) -> None:
    deal = company.deal("ann")
    company.deal("bob", name="Bob's secret deal", before=deal["id"])
    with pytest.raises(Conflict) as refused:
        company.as_("ann").apply("deal", "archive", id=deal["id"])
    assert [error.code for error in refused.value.errors] == ["referred_hidden"]
    assert "secret" not in str([dict(error.params) for error in refused.value.errors])
    company.deal("ann", name="Ann's next deal", before=deal["id"])
    with pytest.raises(Conflict) as refused:
        company.as_("ann").apply("deal", "archive", id=deal["id"])
    told, = refused.value.errors
    assert (told.code, told.params["count"], told.params["titles"]) == ("referred", 1, "Ann's next deal")


def test_a_taken_value_is_taken_and_no_more(company: Company) -> None:
    company.deal("bob", name="Bob's", code="K-1")
    with pytest.raises(Refused) as refused:
        company.as_("ann").create("deal", name="d", code="K-1")
    assert [(error.pointer, error.code, dict(error.params)) for error in refused.value.errors] == [
        ("/code", "unique", {})]


def test_a_role_counts_while_it_is_held(company: Company, owned) -> None:
    with pytest.raises(Missing):
        company.as_("ann", date(2025, 12, 31)).list("deal")
    membership, = company.admin.list("membership", f"member={company.ids['bob']}").rows
    company.admin.change("membership", membership, valid_to="2026-11-21")
    assert company.as_("bob", date(2026, 11, 21)).list("deal").rows
    with pytest.raises(Missing):
        company.as_("bob", date(2026, 11, 22)).list("deal")
    assert owned["bob"]["id"] not in [row["id"] for row in company.as_("dan", date(2026, 11, 22)).list("deal").rows]
    company.admin.change("membership", company.admin.read("membership", membership["id"]), valid_to=None)


def test_a_role_that_administers_is_an_administrator(company: Company) -> None:
    assert isinstance(company.as_("joe").context.actor.policy, AdminPolicy)


def test_me_knows_where_one_stands(company: Company, owned) -> None:
    """What scopes look at, people may ask for, too."""
    def asked(who: str, where: str) -> set[int]:
        return {row["id"] for row in company.as_(who).list("deal", where=where).rows}
    ids = {name: deal["id"] for name, deal in owned.items()}
    assert {ids["ann"], ids["bob"]} <= asked("fay", "owner not in me.subordinates")
    assert asked("ida", "owner in me.subordinates") >= {ids["ann"], ids["bob"], ids["gus"]}
    with pytest.raises(Malformed):
        asked("ann", "owner in me.superiors")


@pytest.mark.parametrize("who", ["ann", "dan", "eve"])
def test_sums_are_over_what_one_sees(company: Company, owned, who: str) -> None:
    from dougong.records.lists.summary import asked_of, summary

    world: World = company.as_(who)
    rows = world.list("deal", "limit=500").rows
    found = summary(world.context, asked_of(world.context, world.context.object("deal"),
                                            [("of", "count(),sum(price)")]))
    assert found.groups[0].of["count()"] == len(rows)
