"""Views that somebody shares: for whoever may not see a field, nothing of the view names it, and the rest works."""

import pytest

from dougong.kernel.errors import Denied
from dougong.records import reading
from dougong.records.lists.query import query_of
from dougong.web.listing.asked import conditions
from dougong.web.listing.saved import Saved, saved, written
from dougong.web.scene import Look, Scene
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World

ASKS = [("secret", "x"), ("or.price[gte]", "5"), ("or.secret[like]", "y"), ("or.name[like]", "Shared"),
        ("where", "secret == 'x'"), ("sort", "-secret,-price"), ("fields", "name,secret,price,firm.worth"),
        ("_group", "secret"), ("state", "open")]


def scene(world: World) -> Scene:
    return Scene(context=world.context, look=Look(lang="en"), csrf="", here="/o/deal")


def seen_by(company: Company, name: str) -> Saved:
    world = company.as_(name)
    return next(each for each in saved(scene(world), world.context.object("deal")) if each.name == "Shared deals")


@pytest.fixture(scope="module")
def shared(company: Company) -> Company:
    admin = company.admin
    deal = admin.context.object("deal")
    admin.create("saved_view", name="Shared deals", shows=deal.uid, shared=True, usual=True,
                 asks=written(deal, ASKS, admin.context.catalog.objects))
    company.deal("ann", name="Shared one", price="9", secret="x")
    company.deal("ann", name="Other", price="1", secret="x")
    return company


def test_whoever_may_see_all_has_all_of_it(shared: Company) -> None:
    view = next(each for each in saved(scene(shared.admin), shared.admin.context.object("deal"))
                if each.name == "Shared deals")
    assert sorted(view.pairs) == sorted(ASKS)
    assert not view.lost


def test_whoever_may_not_see_a_field_has_the_view_without_it(shared: Company) -> None:
    view = seen_by(shared, "ann")
    assert view.pairs == [("or.price[gte]", "5"), ("or.name[like]", "Shared"), ("sort", "-price"),
                          ("fields", "name,price"), ("state", "open")]
    assert not view.lost                       # that something is missing would tell of it


def test_the_view_lists_what_the_rest_of_it_says(shared: Company) -> None:
    view, world = seen_by(shared, "ann"), shared.as_("ann")
    asked = query_of(world.context, world.context.object("deal"), [
        pair for pair in conditions(view.pairs) if pair[0] != "fields"])
    assert [row["name"] for row in reading.select(world.context, asked).rows] == ["Shared one"]


def test_a_view_is_shared_with_a_person_or_a_role_and_with_nobody_else(shared: Company) -> None:
    deal = shared.admin.context.object("deal")
    made = shared.as_("bob").create("saved_view", name="Bob's big ones", shows=deal.uid, shared=False, usual=False,
                                    asks=[["price[gte]", "100"]])

    def seers() -> list[str]:
        return [name for name in ("ann", "bob", "cat", "dan") if any(
            each.id == made["id"] for each in saved(scene(shared.as_(name)), deal))]
    assert seers() == ["bob"]
    shared.as_("bob").apply("saved_view", "share", id=made["id"], values={"whom": f"user/{shared.ids['ann']}"})
    assert seers() == ["ann", "bob"]
    given = next(each for each in saved(scene(shared.as_("ann")), deal) if each.id == made["id"])
    assert not given.own
    assert given.pairs == [("price[gte]", "100")]
    with pytest.raises(Denied):
        shared.as_("ann").change("saved_view", made, name="Mine now")
    shared.as_("bob").apply("saved_view", "share", id=made["id"], values={"whom": "role/seller"})
    assert seers() == ["ann", "bob", "cat"]
    assert not any(each.id == made["id"] for each in saved(scene(shared.admin), deal)), "nobody gave it to them"
