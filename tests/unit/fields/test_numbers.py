"""Exact numbers: limits, places, typing and showing, by hand."""

from decimal import Decimal
from typing import Any

import pytest
from marshmallow import ValidationError

from dougong.fields import exact
from dougong.fields.base import Spec
from dougong.fields.refusals import Unclear
from dougong.fields.registry import types_by_key

TYPES = types_by_key()


def spec(**options: Any) -> Spec:
    return Spec(name="f", options=options)


def load(key: str, form: Any, **options: Any) -> Any:
    return TYPES[key].wire(spec(**options)).deserialize(form)


@pytest.mark.parametrize(("form", "value"), [
    ("12.5", "12.50"), ("0012.50", "12.50"), ("12.5000", "12.50"), (12, "12.00"), (12.5, "12.50"), (0.1, "0.10"),
    (1e15, "1000000000000000.00"), ("-0", "0.00"), (-0.0, "0.00"),
])
def test_money_is_kept_with_two_places(form: Any, value: str) -> None:
    assert str(load("money", form)) == value


def test_a_float_means_its_shortest_text_not_its_binary_value() -> None:
    assert load("decimal", 1.005, places=3) == Decimal("1.005")     # in binary 1.00499999999999989…


def test_noise_of_floating_arithmetic_is_no_place() -> None:
    assert load("decimal", 0.1 + 0.2) == Decimal("0.30")            # 0.30000000000000004
    assert load("decimal", 57 * 0.01) == Decimal("0.57")            # 0.5700000000000001


@pytest.mark.parametrize("sent", [0.305, 1234567890123.4567, 1e-9, 0.3000001])
def test_a_float_with_more_places_is_refused(sent: float) -> None:
    with pytest.raises(ValidationError, match="places"):
        load("decimal", sent)


@pytest.mark.parametrize(("typed", "form"), [
    ("1.2万", "12000.00"), ("1.2萬", "12000.00"), ("3亿", "300000000.00"), ("5千", "5000.00"), ("2百万", "2000000.00"),
    ("1.5k", "1500.00"), ("2M", "2000000.00"), ("128,640", "128640.00"), ("１２８，６４０．５", "128640.50"),
    ("¥ 12.5", "12.50"), ("￥12", "12.00"), ("12元", "12.00"), ("−5", "-5.00"), ("－5", "-5.00"), ("+5", "5.00"),
    (".5", "0.50"), ("5.", "5.00"), ("1.5e3", "1500.00"), (" 7 ", "7.00"), ("1 000", "1000.00"),
    ("1.2 万", "12000.00"), ("1.500", "1.50"),
    ("1.005", "1.005"),       # understood; loading refuses its third place
])
def test_typed_numbers(typed: str, form: str) -> None:
    assert TYPES["money"].parse(spec(), typed) == form


@pytest.mark.parametrize("typed", ["abc", "1,2", "1 2", "12,34,567",
                                   "1.2.3", "--5", "5-", "万", "-", ".", "1e999", "NaN", "inf",
                                   "0x10", "1_000", "5%", "9" * 1000, "1" + "0" * 59 + "亿亿"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Unclear, match="number"):
        TYPES["money"].parse(spec(), typed)


@pytest.mark.parametrize(("key", "options", "value", "shown"), [
    ("money", {}, "123000", "123,000.00"), ("money", {}, "-1234.5", "\u22121,234.50"), ("money", {}, "0", "0.00"),
    ("money", {"places": 0}, "1234", "1,234"), ("decimal", {"places": 3}, "1.5", "1.500"),
    ("decimal", {"places": 6}, "0.92", "0.92"), ("decimal", {"places": 6}, "1", "1.00"),
    ("price", {}, "12.5", "12.50"), ("price", {}, "12.345", "12.345"), ("price", {}, "0.000001", "0.000001"),
    ("price", {}, "10", "10.00"), ("quantity", {}, "10", "10"), ("quantity", {}, "1200.5", "1,200.5"),
    ("quantity", {}, "0", "0"), ("percent", {}, "13", "13.0%"), ("percent", {}, "12.25", "12.25%"),
    ("percent", {}, "-0.5", "\u22120.5%"), ("rate", {}, "7.1854", "7.1854"), ("rate", {}, "7", "7.0000"),
    ("rate", {}, "0.00000001", "0.00000001"),
])
def test_shown_numbers(key: str, options: dict[str, Any], value: str, shown: str) -> None:
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert TYPES[key].show(spec(**options), load(key, value, **options), language) == shown


def test_shown_integers() -> None:
    assert TYPES["integer"].show(spec(), -1234567, "en") == "\u22121,234,567"


def test_an_input_shows_no_thousands() -> None:
    assert TYPES["money"].edit(spec(), Decimal("-1234.50")) == "-1234.50"
    assert TYPES["price"].edit(spec(), Decimal("1234.500000")) == "1234.50"
    assert TYPES["quantity"].edit(spec(), Decimal("10.000000")) == "10"


def test_a_percent_may_be_typed_with_its_sign() -> None:
    assert TYPES["percent"].parse(spec(), "13％") == "13.00"


def test_an_integer_typed_with_a_fraction_is_refused() -> None:
    assert TYPES["integer"].parse(spec(), "1.2万") == 12000
    with pytest.raises(Unclear, match="integer"):
        TYPES["integer"].parse(spec(), "1.5")


@pytest.mark.parametrize(("value", "places", "settled"), [
    ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("0.1249999", 2, "0.12"), ("2.5", 0, "3"), ("1.5", 0, "2"),
    ("0.0000005", 6, "0.000001"),       # half-up, not half-even: correctness.md 4.2.1
])
def test_computed_numbers_are_rounded_half_up(value: str, places: int, settled: str) -> None:
    assert str(exact.rounder(places)(Decimal(value))) == settled


@pytest.mark.parametrize("value", ["9999999999999999.995", "1e20", "1e999"])
def test_a_computed_number_too_large_is_refused(value: str) -> None:
    with pytest.raises(Unclear, match="out_of_range"):
        exact.rounder(2)(Decimal(value))


def test_a_computed_integer_is_a_whole_number() -> None:
    settle = TYPES["integer"].settle(spec())
    assert settle is not None
    assert (settle(Decimal("2.5")), type(settle(Decimal("2.5")))) == (3, int)


@pytest.mark.parametrize(("key", "options", "fault"), [
    ("money", {"min": "0.001"}, "min and max must be numbers with at most 2 places"),
    ("money", {"min": "x"}, "min and max must be numbers with at most 2 places"),
    ("quantity", {"min": 2, "max": 1}, "min is above max"), ("integer", {"min": 2, "max": 1}, "min is above max"),
    ("integer", {"min": 1, "max": 1}, None),
])
def test_limits_that_make_no_sense_are_found_at_load(key: str, options: dict[str, Any], fault: str | None) -> None:
    assert TYPES[key].check_options(spec(**options)) == fault
