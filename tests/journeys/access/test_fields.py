"""Which fields one sees: those a grant shows, in the records it covers; the rest is not there, by any door."""

import pytest

from dougong.kernel.errors import AppError, Denied, Malformed, Refused
from dougong.records.asof.record import read_then
from dougong.records.history import history
from dougong.records.search.everywhere import search
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import NOW, World, faults


@pytest.fixture(scope="module")
def deal(company: Company) -> dict:
    made = company.deal("ann", name="Bridge", price="9.00", cost="6.50", secret="quietly",
                        firm=company.firm("ann", credit="77.00")["id"], parts=[{"item": "steel", "cost": "4.00"}])
    return company.admin.change("deal", made, cost="7.25", secret="silently")


SHOWN = {"ann": (), "dan": ("cost", "gain"), "fay": ("cost", "gain", "secret")}


@pytest.mark.req("R008")
@pytest.mark.parametrize("who", SHOWN)
def test_a_class_is_seen_by_whom_a_grant_shows_it(company: Company, deal, who: str) -> None:
    asks = company.as_(who)
    row, = asks.list("deal", f"id={deal['id']}").rows
    for seen in (asks.read("deal", deal["id"]), row):
        assert {name for name in ("cost", "gain", "secret") if name in seen} == set(SHOWN[who])
    assert asks.read("deal", deal["id"]).get("gain") == ("1.75" if who != "ann" else None)


DOORS = ("{}=1", "{}[gt]=1", "sort={}", "sort=-{}", "fields=name,{}", "where={} > 1", "where=name == 'x' and {} > 1")


@pytest.mark.parametrize("url", [*DOORS, "firm.{}=1", "where=parts.{} > 1", "sort=before.{}"])
def test_a_hidden_name_is_answered_like_an_unknown_one(company: Company, deal, url: str) -> None:
    def said(name: str) -> str:
        with pytest.raises(AppError) as refused:
            company.as_("ann").list("deal", url.format(name))
        return f"{refused.value.code} {refused.value.params}".replace(name, "*")
    assert said("cost") == said("coxt")


def test_nor_is_it_written(company: Company, deal) -> None:
    ann = company.as_("ann")
    def said(name: str) -> list[str]:
        with pytest.raises(Refused) as refused:
            ann.change("deal", ann.read("deal", deal["id"]), **{name: "1.00"})
        return [f"{each.pointer} {each.code} {dict(each.params)}".replace(name, "*") for each in refused.value.errors]
    assert said("cost") == said("coxt")
    with pytest.raises(Refused) as refused:
        ann.change("deal", ann.read("deal", deal["id"]), state="done")
    assert faults(refused) == {("/state", "readonly")}
    assert company.admin.read("deal", deal["id"])["cost"] == "7.25"


def test_the_past_does_not_tell_it(company: Company, deal) -> None:
    told = str(history(company.as_("ann").context, "deal", deal["id"]).rows)
    assert "9.00" in told
    for secret in ("6.50", "7.25", "quietly", "silently", "4.00"):
        assert secret not in told
    then = str(read_then(company.as_("ann").context, "deal", deal["id"], NOW))
    for secret in ("6.50", "7.25", "quietly", "silently", "4.00"):
        assert secret not in then


def test_nor_does_search(company: Company, deal) -> None:
    assert [hit.id for hit in search(company.as_("ann").context, "Bridge")] == [deal["id"]]
    assert search(company.as_("ann").context, "silently") == []
    assert search(company.as_("bob").context, "Bridge") == []
    assert [hit.id for hit in search(company.as_("fay").context, "silently")] == [deal["id"]]


@pytest.fixture(scope="module")
def hers(company: Company) -> dict:
    return company.deal("eve", name="Hers", price="5.00", cost="2.00", secret="eve knows",
                        parts=[{"item": "bolt", "cost": "1.00"}])


@pytest.fixture
def eve(company: Company) -> World:
    """Eve sees names and prices of all deals, and of her own everything: never the union of rows and fields apart."""
    return company.as_("eve")


def test_a_field_is_there_where_one_grant_allows_both(eve: World, deal, hers) -> None:
    own, other = eve.read("deal", hers["id"]), eve.read("deal", deal["id"])
    assert (own["cost"], own["secret"]) == ("2.00", "eve knows")
    assert not {"cost", "secret", "code", "state"} & other.keys()
    assert (other["name"], other["price"]) == ("Bridge", "9.00")
    rows = {row["id"]: row for row in eve.list("deal", f"id[in]={deal['id']},{hers['id']}").rows}
    assert rows[hers["id"]]["cost"] == "2.00"
    assert not {"cost", "secret", "code", "state"} & rows[deal["id"]].keys()


def test_a_list_of_chosen_fields_masks_them_too(eve: World, deal, hers) -> None:
    rows = {row["id"]: row for row in eve.list("deal", f"id[in]={deal['id']},{hers['id']}&fields=name,cost").rows}
    assert rows[hers["id"]] == {"id": hers["id"], "name": "Hers", "cost": "2.00"}
    assert rows[deal["id"]] == {"id": deal["id"], "name": "Bridge"}


@pytest.mark.parametrize("url", [door for door in DOORS if not door.startswith("fields")])
def test_what_is_masked_anywhere_is_asked_for_nowhere(eve: World, hers, url: str) -> None:
    with pytest.raises(Malformed):
        eve.list("deal", url.format("cost"))


def test_lines_that_are_masked_somewhere_come_nowhere(eve: World, hers) -> None:
    """They are no part of any record eve reads, so there are none to ask for either."""
    assert "parts" not in eve.read("deal", hers["id"])
    for url in ("expand=parts", "fields=id,parts"):
        with pytest.raises(Malformed) as hidden:
            eve.list("deal", url)
        with pytest.raises(Malformed) as unknown:
            eve.list("deal", url.replace("parts", "paxts"))
        assert (hidden.value.code, hidden.value.params["name"]) == (unknown.value.code, unknown.value.params["name"])


def test_nor_do_its_history_and_search_tell_it(eve: World, deal, hers) -> None:
    assert "2.00" not in str(history(eve.context, "deal", hers["id"]).rows)
    assert search(eve.context, "silently") == []
    assert search(eve.context, "eve knows") == [], "to find hers by it would be to ask all"


def test_it_is_written_where_it_may_be(eve: World, deal, hers) -> None:
    changed = eve.change("deal", eve.read("deal", hers["id"]), cost="3.00")
    assert changed["cost"] == "3.00"
    with pytest.raises(Denied):
        eve.change("deal", eve.read("deal", deal["id"]), name="Not hers")


def test_a_field_may_be_written_in_some_records_only(company: Company) -> None:
    """Kim sells, and closes what is dear: the state of others is hers to set there, and nowhere else."""
    kim, own, dear = company.as_("kim"), company.deal("kim", price="5.00"), company.deal("bob", price="500.00")
    assert kim.change("deal", kim.read("deal", dear["id"]), state="done")["state"] == "done"
    with pytest.raises(Refused) as refused:
        kim.change("deal", kim.read("deal", dear["id"]), name="Hers")
    assert faults(refused) == {("/name", "readonly")}
    with pytest.raises(Refused) as refused:
        kim.change("deal", kim.read("deal", own["id"]), state="done")
    assert faults(refused) == {("/state", "readonly")}
    assert kim.change("deal", kim.read("deal", own["id"]), name="Renamed")["name"] == "Renamed"
    with pytest.raises(Refused) as refused:
        kim.change("deal", kim.read("deal", own["id"]), price="500.00", state="done")
    assert faults(refused) == {("/state", "readonly")}, "the record as it was decides, too"
    with pytest.raises(Refused) as refused:
        kim.create("deal", name="d", state="done")
    assert faults(refused) == {("/state", "readonly")}
