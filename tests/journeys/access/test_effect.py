"""What a change of memberships or roles would do is counted before it is done, and is what then happens."""

from dataclasses import replace
from datetime import date

import pytest

from dougong.access.belonging import memberships
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.records.reasons.effect import Membership, Shift, of_joining, of_leaving, of_roles, summed
from tests.journeys.access.conftest import SOURCES, Company
from tests.journeys.access.pack import DEALS

TODAY = date(2026, 1, 1)
#: What a chief may do with the deals of a department.
CHIEF = ("read", "update", "share", "assign")


@pytest.fixture(scope="module", autouse=True)
def owned(company: Company) -> None:
    for owner in ("ann", "ann", "bob", "cat"):
        company.deal(owner)


def deals(shifts: list[Shift]) -> set[tuple[bool, str | None, int | None]]:
    return {(each.gains, each.verb, each.count) for each in shifts if each.object == "deal"}


def seen(company: Company, who: str) -> int:
    return company.as_(who).list("deal", count="exact").count or 0


def test_who_joins_a_department_gains_what_its_people_have_and_loses_it_on_leaving(company: Company) -> None:
    """A chief sees and changes the deals of the department and those beneath: two of ann, one of bob."""
    member = Membership(company.ids["hal"], company.units["north"], "chief", TODAY, None)
    found = of_joining(company.admin.context, member)
    assert deals(found) == {(True, verb, 3) for verb in CHIEF}
    company.admin.create("membership", member=member.member, unit=member.unit, role=company.roles["chief"],
                         valid_from="2026-01-01", reason="promoted")
    assert seen(company, "hal") == 3
    held = [each for each in memberships(company.admin.context.database) if each.member == company.ids["hal"]]
    assert deals(of_leaving(company.admin.context, held[0])) == {(False, verb, 3) for verb in CHIEF}


def test_what_another_role_allows_already_is_no_gain(company: Company) -> None:
    """Bob sells: as a chief of his own department he gains the two deals of ann, and not his own."""
    member = Membership(company.ids["bob"], company.units["north"], "chief", TODAY, None)
    assert {each for each in deals(of_joining(company.admin.context, member)) if each[1] in {"read", "update"}} == {
        (True, "read", 2), (True, "update", 2)}


def test_fields_that_come_into_sight_are_told(company: Company) -> None:
    member = Membership(company.ids["bob"], company.units["north"], "chief", TODAY, None)
    found = [(each.right, each.fields) for each in of_joining(company.admin.context, member)
             if each.object == "deal" and each.verb is None]
    assert found == [("read", ("cost", "gain")), ("edit", ("cost",))]


def test_an_administrator_neither_gains_nor_loses(company: Company) -> None:
    for who in (company.ids["joe"], 1):
        assert of_joining(company.admin.context, Membership(who, None, "seller", TODAY, None)) == []


def test_a_role_that_shows_less_takes_it_from_all_who_hold_it(company: Company) -> None:
    """Lookers see only their own deals then: eve loses those of ann, bob and cat."""
    files = {**DEALS, "roles/looker.yaml": DEALS["roles/looker.yaml"].replace(
        "every: {on: [deal], may: [read], scope: all,", "every: {on: [deal], may: [read], scope: own,")}
    then = compile_catalog((SOURCES[0], PackSource.of("deals", files)), registry(), {})
    found = of_roles(company.admin.context, then)
    assert {(each.user, each.gains, each.verb) for each in found} == {(company.ids["eve"], False, "read")}
    assert found[0].count == seen(company, "eve")
    twice = [*found, replace(found[0], user=0, count=1)]
    assert [(each.count, people) for each, people in summed(twice)] == [(found[0].count, 2)]


def test_what_a_role_may_no_longer_write_bring_in_or_give_away_is_told(company: Company) -> None:
    """Sellers no longer write prices, give deals away or share them: their own four deals, and those of gus and kim,
    of whom none has one."""
    files = {**DEALS, "roles/seller.yaml": DEALS["roles/seller.yaml"].replace(
        "export, print, share, assign], scope: own,\n          fields: {secret: hidden, state: read}",
        "export, print], scope: own,\n          fields: {secret: hidden, state: read, price: read}").replace(
        "scope: shared, fields: {secret: hidden,", "scope: shared, fields: {price: read, secret: hidden,").replace(
        "may: [read, create, update, import]", "may: [read, create, update]")}
    then = compile_catalog((SOURCES[0], PackSource.of("deals", files)), registry(), {})
    found = of_roles(company.admin.context, then)
    assert not any(each.gains for each in found)
    ann = {(each.object, each.verb, each.count, each.right, each.fields) for each in found
           if each.user == company.ids["ann"]}
    assert ann == {("deal", "share", 2, "read", ()), ("deal", "assign", 2, "read", ()),
                   ("deal", None, None, "edit", ("price",)), ("pledge", "import", None, "read", ())}
