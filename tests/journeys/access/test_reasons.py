"""Why somebody may do something, or not: the reasons are those that decide."""

from dataclasses import replace
from itertools import product

import pytest

from dougong.access.reasons import Ground, Reasons
from dougong.kernel.errors import AppError, Denied, Missing, Refused
from dougong.records.reasons.asked import field_reasons, image, reasons
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World

VERBS = ("read", "create", "update", "archive", "restore", "export", "assign")


@pytest.fixture(scope="module")
def owned(company: Company) -> dict[str, dict]:
    return {name: company.deal(name, firm=company.firm(name)["id"], price=price, parts=[{"item": "one"}])
            for name, price in (("ann", 500), ("bob", 5), ("cat", 50))}


def asked(world: World, object: str, verb: str, id: int | None = None) -> Reasons:
    thing = world.context.catalog.objects[object]
    return reasons(world.context, thing, verb,
                   None if id is None else image(world.context, thing, id, hidden=True))


def does(world: World, deal: dict) -> str:
    """Return what comes of changing a deal's code: which door is shut."""
    try:
        world.change("deal", deal, code=None)
    except Missing:
        return "unseen"
    except Denied as no:
        return no.code.removeprefix("denied_")
    except Refused:                            # the record may be changed, this field of it not
        return "covered"
    return "covered"


@pytest.mark.parametrize("who", "ann bob cat dan eve fay gus hal ida joe kim lil".split())
def test_the_reasons_agree_with_what_happens(company: Company, owned, who: str) -> None:
    asks = company.as_(who)
    for deal in owned.values():
        found = asked(asks, "deal", "update", deal["id"])
        happens = does(asks, company.admin.read("deal", deal["id"]))
        told = {"administrator": "covered"}.get(found.verdict, found.verdict)
        if happens == "unseen":                # who may not read anything is told of no record
            assert told in {"unseen", "not_granted"}
        else:
            assert told == happens
        assert found.allowed == (happens == "covered")


@pytest.mark.parametrize("who", "ann dan eve fay gus hal joe kim lil".split())
def test_somebody_is_let_exactly_where_a_grant_covers(company: Company, owned, who: str) -> None:
    asks = company.as_(who)
    for verb, deal in product(VERBS, owned.values()):
        found, read = (asked(asks, "deal", each, deal["id"]) for each in (verb, "read"))
        if found.verdict == "administrator":
            assert found.allowed
            continue
        assert found.allowed == (any(each.covers for each in found.grounds)
                                 and any(each.covers for each in read.grounds))


@pytest.mark.req("R008", "R032")
def test_every_grant_says_what_it_asks_of_the_record(company: Company, owned) -> None:
    kim = company.as_("kim")
    assert asked(kim, "deal", "update", owned["cat"]["id"]) == Reasons(
        allowed=False, verdict="unseen", grounds=(
            Ground("closer", "due", "deals", "all", "price > 100", mine=True, meets=False),
            Ground("seller", "deals", "deals", "own", None, mine=False, meets=True),
            Ground("seller", "shared", "deals", "shared", None, mine=False, meets=True)))
    assert asked(kim, "deal", "update", owned["ann"]["id"]).verdict == "covered"
    assert asked(kim, "deal", "archive", owned["ann"]["id"]).verdict == "record"


def test_without_a_record_the_reasons_are_of_the_object(company: Company) -> None:
    assert asked(company.as_("hal"), "deal", "read") == Reasons(allowed=False, verdict="not_granted")
    assert asked(company.as_("joe"), "deal", "read") == Reasons(allowed=True, verdict="administrator")
    found = asked(company.as_("dan"), "deal", "update")
    assert (found.verdict, [(each.role, each.mine, each.covers) for each in found.grounds]) == (
        "granted", [("chief", None, False)])


def test_a_line_is_judged_by_what_it_belongs_to(company: Company, owned) -> None:
    part = owned["bob"]["parts"][0]["id"]
    assert asked(company.as_("bob"), "deal_part", "read", part).allowed
    assert asked(company.as_("ann"), "deal_part", "read", part).verdict == "unseen"


def test_a_field_says_which_words_of_which_grant_hide_it(company: Company, owned) -> None:
    eve, thing = company.as_("eve"), company.admin.context.catalog.objects["deal"]
    deal = image(eve.context, thing, owned["ann"]["id"])
    assert [(each.grant, each.right, each.because, each.covers)
            for each in field_reasons(eve.context, thing, "cost", "read", deal).grounds] == [
        ("every", "hidden", "class", True), ("own", "edit", "others", False)]
    assert not field_reasons(eve.context, thing, "cost", "read", deal).allowed
    assert field_reasons(eve.context, thing, "cost").allowed                # in records of her own
    assert not field_reasons(company.as_("ann").context, thing, "secret").allowed
    assert not field_reasons(company.as_("ann").context, thing, "no_such").allowed


def test_a_masked_field_is_explained_where_it_is_missing(company: Company, owned) -> None:
    kim, thing = company.as_("kim"), company.admin.context.catalog.objects["deal"]
    deal = image(kim.context, thing, owned["ann"]["id"])
    shown = kim.read("deal", owned["ann"]["id"])
    for name in thing.fields:
        assert field_reasons(kim.context, thing, name, "read", deal).allowed == (name in shown)


def test_what_may_not_be_read_is_told_of_like_what_is_not_there(company: Company, owned) -> None:
    ann, thing = company.as_("ann"), company.admin.context.catalog.objects["deal"]
    told = []
    for id in (owned["bob"]["id"], 10**9):
        with pytest.raises(AppError) as no:
            image(ann.context, thing, id)
        told.append((type(no.value), vars(no.value)))
    assert told[0] == told[1]
    assert told[0][0] is Missing
    nobody = replace(ann.context, actor=replace(ann.context.actor, policy=company.as_("hal").context.actor.policy))
    with pytest.raises(Missing):
        image(nobody, thing, owned["ann"]["id"])
