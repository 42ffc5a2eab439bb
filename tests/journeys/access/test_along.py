"""What goes along when a record becomes another's: by links that say so, of the same owner, as far as one may give."""

import pytest

from dougong.kernel.errors import Refused
from dougong.records.acts.along import names, preview
from tests.journeys.access.conftest import Company


def owner(company: Company, object: str, id: int) -> int:
    return int(company.admin.read(object, id)["owner"])


@pytest.mark.req("R030")
def test_open_deals_go_along_with_their_firm_and_done_ones_stay(company: Company) -> None:
    """Fifty firms of Ann's would be as one: her two open deals go, the done one, Bob's and the one in the bin stay, a
    note goes with its deal."""
    ann, bob, cat, admin = company.ids["ann"], company.ids["bob"], company.ids["cat"], company.admin
    firm = company.firm("ann")["id"]
    first, second, done, binned = (company.deal("ann", firm=firm, state=state)["id"]
                                   for state in ("open", "open", "done", "open"))
    admin.apply("deal", "archive", id=binned)
    bobs = company.deal("bob", firm=firm)["id"]
    note = company.as_("ann").create("note", text=admin.name("Note"), deal=first)["id"]
    thing = admin.context.catalog.objects["firm"]
    assert names(admin.context.catalog, admin.context.actor.policy, thing) == {"deal.firm", "note.deal"}
    assert [(each.name, each.ids) for each in preview(admin.context, thing, [firm])] == [
        ("deal.firm", (first, second)), ("note.deal", (note,))]
    admin.apply("firm", "assign", id=firm, owner=cat, values={"along": ["deal.firm", "note.deal"]})
    assert [owner(company, "deal", each) for each in (first, second, done, bobs)] == [cat, cat, ann, bob]
    assert (owner(company, "firm", firm), owner(company, "note", note)) == (cat, cat)
    told = admin.history("deal", first)[0]
    assert (told["changes"]["owner"], told["cause"]) == ([ann, cat], f"deal.assign(firm {firm})")


def test_without_being_asked_for_nothing_goes_along(company: Company) -> None:
    firm = company.firm("ann")["id"]
    deal = company.deal("ann", firm=firm)["id"]
    company.admin.apply("firm", "assign", id=firm, owner=company.ids["cat"])
    assert owner(company, "deal", deal) == company.ids["ann"]


def test_what_never_goes_along_is_refused_and_nothing_moves(company: Company) -> None:
    firm = company.firm("ann")["id"]
    with pytest.raises(Refused) as refused:
        company.admin.apply("firm", "assign", id=firm, owner=company.ids["cat"],
                            values={"along": ["deal.firm", "deal.before"]})
    (fault,) = refused.value.errors
    assert (fault.pointer, fault.code, fault.params) == ("/along/1", "along_unknown", {"known": "deal.firm, note.deal"})
    assert owner(company, "firm", firm) == company.ids["ann"]


def test_what_one_may_not_give_away_does_not_go_along(company: Company) -> None:
    """Dan gives away deals and no notes; the note stays with Ann, and he is not told of it."""
    dan, bob = company.as_("dan"), company.ids["bob"]
    deal = company.deal("ann")["id"]
    note = company.as_("ann").create("note", text=company.admin.name("Note"), deal=deal)["id"]
    assert preview(dan.context, dan.context.catalog.objects["deal"], [deal]) == []
    dan.apply("deal", "assign", id=deal, owner=bob)
    assert (owner(company, "deal", deal), owner(company, "note", note)) == (bob, company.ids["ann"])


def test_one_that_cannot_go_keeps_everything_where_it_is(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than may go along at once: the firm itself stays, too."""
    firm = company.firm("ann")["id"]
    deals = [company.deal("ann", firm=firm)["id"] for _ in range(3)]
    monkeypatch.setattr("dougong.records.acts.along.MOST", 2)
    with pytest.raises(Refused) as refused:
        company.admin.apply("firm", "assign", id=firm, owner=company.ids["cat"], values={"along": ["deal.firm"]})
    assert refused.value.errors[0].code == "along_many"
    assert {owner(company, "deal", each) for each in deals} | {owner(company, "firm", firm)} == {company.ids["ann"]}
