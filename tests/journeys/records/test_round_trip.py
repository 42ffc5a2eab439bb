"""Whatever a form's values are, what goes in comes out."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.journeys.records.conftest import World

TEXT = some.text(some.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp", "Zs")), min_size=1, max_size=40)
TAG = some.text("abc杭州é𠀀", min_size=1, max_size=8)
MONEY = some.decimals(Decimal("-9999999999999999.99"), Decimal("9999999999999999.99"), places=2, allow_nan=False)
DAY = some.dates(min_value=date(1, 1, 1)).map(str)
MOMENT = some.datetimes(timezones=some.just(UTC)).map(lambda at: at.isoformat())
VALUES = some.fixed_dictionaries({}, optional={
    "level": some.sampled_from(["gold", "silver", None]), "credit": MONEY.map(lambda each: f"{each + 0:.2f}"),
    "active": some.booleans() | some.none(), "since": DAY | some.none(), "seen": MOMENT,
    "tags": some.lists(TAG, unique=True, min_size=1, max_size=3), "notes": TEXT | some.none()})


def expected(values: dict) -> dict:
    plain = {**values}
    if plain.get("credit", "").startswith("-0.00"):
        plain["credit"] = "0.00"
    return plain


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=VALUES)
def test_what_goes_in_comes_out(world: World, values: dict) -> None:
    made = world.create("client", name=world.name("Trip"), **values)
    assert world.read("client", made["id"]) == made
    listed = world.list("client", f"id={made['id']}").rows[0]
    assert listed == made
    for name, value in expected(values).items():
        if name == "seen":
            assert datetime.fromisoformat(made[name]) == datetime.fromisoformat(value)
        else:
            assert made[name] == value
    assert world.change("client", made, **{name: made[name] for name in values}) == made
