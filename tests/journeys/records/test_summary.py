"""Summaries: groups in order, exact sums, one sum per currency and unit, parts of the calendar in the company."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dougong.kernel.errors import Malformed
from dougong.records.lists.summary import Amount, asked_of, summary
from tests.journeys.records.conftest import World


@pytest.fixture(scope="module")
def north(world: World) -> dict[str, Any]:
    """An area with five clients, by name, level, credit and first day."""
    north, south = world.create("area", name="Sum north"), world.create("area", name="Sum south")
    for name, level, credit, since, area in (
            ("Sum A", "gold", "0.10", "2026-01-31", north), ("Sum B", "gold", "0.20", "2026-02-01", north),
            ("Sum C", "silver", "9999999999999999.99", "2026-02-28", south), ("Sum D", "silver", None, None, None),
            ("Sum E", "silver", "9999999999999999.99", "2025-12-31", north)):
        world.create("client", name=name, level=level, credit=credit, since=since, area=area and area["id"])
    return north


def asked(world: World, object: str, *pairs: tuple[str, str]) -> list[tuple[dict, dict]]:
    found = summary(world.context, asked_of(world.context, world.context.object(object), pairs))
    return [(dict(group.by), dict(group.of)) for group in found.groups]


SUM = ("name[starts]", "Sum ")


def test_a_whole_list_is_one_group_and_sums_are_exact_beyond_64_bits(world: World, north) -> None:
    of = "count(),count(credit),sum(credit),avg(credit),min(credit),max(credit),min(since),max(since)"
    assert asked(world, "client", SUM, ("of", of)) == [({}, {
        "count()": 5, "count(credit)": 4, "sum(credit)": "20000000000000000.28", "avg(credit)": "5000000000000000.07",
        "min(credit)": "0.10", "max(credit)": "9999999999999999.99", "min(since)": "2025-12-31",
        "max(since)": "2026-02-28"})]


def test_groups_come_in_the_order_of_their_values_nulls_last(world: World, north) -> None:
    found = asked(world, "client", SUM, ("by", "area,level"), ("titles", "1"))
    south = north["id"] + 1
    assert [(by["area"], by["level"], of["count()"]) for by, of in found] == [
        (north["id"], "gold", 2), (north["id"], "silver", 1), (south, "silver", 1), (None, "silver", 1)]


def test_titles_of_links_come_along(world: World, north) -> None:
    told = summary(world.context, asked_of(world.context, world.context.object("client"), [
        SUM, ("by", "area"), ("titles", "1")]))
    assert [dict(group.titles) for group in told.groups] == [{"area": "Sum north"}, {"area": "Sum south"}, {}]


def test_the_largest_may_come_first(world: World, north) -> None:
    found = asked(world, "client", SUM, ("by", "level"), ("of", "sum(credit)"), ("sort", "-of"))
    assert [by["level"] for by, _ in found] == ["silver", "gold"]
    assert [of["sum(credit)"] for _, of in found] == ["19999999999999999.98", "0.30"]


@pytest.mark.parametrize(("step", "values"), [
    ("year", ["2025", "2026", None]), ("quarter", ["2025-Q4", "2026-Q1", None]),
    ("month", ["2025-12", "2026-01", "2026-02", None]),
    ("week", ["2025-12-29", "2026-01-26", "2026-02-23", None]),        # Mondays; 1 February is a Sunday
    ("day", ["2025-12-31", "2026-01-31", "2026-02-01", "2026-02-28", None])])
def test_dates_are_grouped_by_parts_of_the_calendar(world: World, north, step: str, values: list) -> None:
    found = asked(world, "client", SUM, ("by", f"{step}(since)"))
    assert [by[f"{step}(since)"] for by, _ in found] == values


def test_moments_lie_in_the_day_of_the_company(world: World) -> None:
    world.create("client", name="Zone 1", seen="2026-03-31T15:59:00Z")
    world.create("client", name="Zone 2", seen="2026-03-31T16:00:00Z")          # 1 April in Shanghai
    here = World(replace(world.context, zone=ZoneInfo("Asia/Shanghai")))
    pairs = (("name[starts]", "Zone "), ("by", "month(seen)"))
    assert [by["month(seen)"] for by, _ in asked(here, "client", *pairs)] == ["2026-03", "2026-04"]
    assert [by["month(seen)"] for by, _ in asked(world, "client", *pairs)] == ["2026-03"]


def test_paths_through_links_and_virtual_fields_group_and_add_up(world: World, north) -> None:
    client = world.create("client", name="Virtual sum", level="gold", credit="50.00", area=north["id"])
    for price in ("10", "20"):
        world.create("sale", client=client["id"], lines=[{"item": "x", "qty": "1", "price": price}])
    found = asked(world, "sale", ("client", str(client["id"])), ("by", "client.area,level"),
                  ("of", "sum(total),sum(room)"))
    assert found == [({"client.area": north["id"], "level": "gold"}, {"sum(total)": "30.00", "sum(room)": "70.00"})]


def test_amounts_of_two_currencies_are_never_added(world: World) -> None:
    euro, yuan = (world.create("area", name=name)["id"] for name in ("Sum EUR", "Sum CNY"))
    for unit, amount, kind in ((euro, "1.10", "a"), (euro, "2.20", "b"), (yuan, "7.00", "a"), (None, "5.00", "b"),
                               (None, None, "b")):
        world.create("pledge", amount=amount, area=unit, kind=kind)
    (_, of), = asked(world, "pledge", ("of", "sum(amount),count(),max(amount)"))
    assert of == {"count()": 5, "sum(amount)": (
        Amount(yuan, "Sum CNY", "7.00"), Amount(euro, "Sum EUR", "3.30"), Amount(None, "", "5.00")), "max(amount)": (
        Amount(yuan, "Sum CNY", "7.00"), Amount(euro, "Sum EUR", "2.20"), Amount(None, "", "5.00"))}
    split = asked(world, "pledge", ("by", "kind"), ("of", "sum(amount)"))
    assert split[0] == ({"kind": "a"}, {"sum(amount)": (
        Amount(yuan, "Sum CNY", "7.00"), Amount(euro, "Sum EUR", "1.10"))})


def test_filters_search_and_conditions_are_those_of_the_list(world: World, north) -> None:
    for more, count in ((("level", "gold"), 2), (("q", "sum c"), 1), (("where", "credit is None"), 1),
                        (("archived", "true"), 0)):
        assert asked(world, "client", SUM, more)[0][1]["count()"] == count, more


def test_groups_beyond_the_limit_are_told(world: World, north) -> None:
    found = summary(world.context, asked_of(world.context, world.context.object("client"), [
        SUM, ("by", "name"), ("limit", "2")]))
    assert ([group.by["name"] for group in found.groups], found.capped) == (["Sum A", "Sum B"], True)


@pytest.mark.parametrize("pair", [
    ("by", "nope"), ("by", "title_key"), ("by", "tags"), ("by", "month(name)"), ("by", "decade(since)"),
    ("by", "notes.x"), ("by", "a,b,c,d,e"), ("of", "sum(name)"), ("of", "sum()"), ("of", "total"), ("of", "sum(nope)"),
    ("of", "sum(title_key)"), ("of", "median(credit)"), ("sort", "credit"), ("fields", "id"), ("expand", "area"),
    ("cursor", "x"), ("as_of", "2026-01-01T00:00Z"), ("nope", "1"), ("limit", "0")])
def test_what_means_nothing_is_refused(world: World, north, pair: tuple[str, str]) -> None:
    with pytest.raises(Malformed):
        asked(world, "client", pair)


def test_two_of_a_kind_are_refused(world: World, north) -> None:
    with pytest.raises(Malformed):
        asked(world, "client", ("by", "level"), ("by", "area"))

