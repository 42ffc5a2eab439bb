"""Text, phone numbers, addresses, tags, flags: what is trimmed, refused, shown."""

from typing import Any

import pytest
from marshmallow import ValidationError

from dougong.fields.base import Spec
from dougong.fields.refusals import Unclear
from dougong.fields.registry import types_by_key

TYPES = types_by_key()


def load(key: str, form: Any, **options: Any) -> Any:
    return TYPES[key].wire(Spec(name="f", options=options)).deserialize(form)


@pytest.mark.parametrize(("key", "form", "value"), [
    ("text", "  a b  ", "a b"), ("text", "\u3000华为\u3000", "华为"), ("text", "   ", None), ("text", "", None),
    ("note", "a\r\nb\rc\n", "a\nb\nc"), ("note", "\n \n", None), ("email", " li@example.com ", "li@example.com"),
    ("email", "", None), ("phone", "+86 (138) 0571-2046", "+861380571-2046"), ("phone", "138 0571 2046", "13805712046"),
    ("url", "", None), ("tags", [], None), ("choices", [], None),
])
def test_blanks_fall_and_empty_is_null(key: str, form: Any, value: Any) -> None:
    options = {"options": ["a"]} if key == "choices" else {}
    assert load(key, form, **options) == value


def test_length_counts_before_trimming_so_that_the_published_schema_is_the_truth() -> None:
    assert load("text", " ab ", length=4) == "ab"
    with pytest.raises(ValidationError, match="too_long"):
        load("text", " ab  ", length=4)


def test_length_counts_characters_not_bytes() -> None:
    assert load("text", "𠮷野家店", length=4) == "𠮷野家店"


@pytest.mark.parametrize(("pattern", "fault"), [("(", True), ("(?=a)", True), (r"(a)\1", True), ("^a+$", False)])
def test_a_pattern_re2_cannot_run_is_found_at_load(pattern: str, fault: bool) -> None:
    assert bool(TYPES["text"].check_options(Spec(name="f", options={"pattern": pattern}))) is fault


def test_a_pattern_that_would_take_others_forever_is_quick() -> None:
    with pytest.raises(ValidationError, match="pattern"):
        load("text", "a" * 199 + "!", pattern="(a+)+")


@pytest.mark.parametrize(("value", "shown"), [("13805712046", "138 0571 2046"), ("+8613805712046", "138 0571 2046"),
                                              ("0571-88886666", "0571-88886666"), ("+442071234567", "+442071234567")])
def test_shown_phone_numbers(value: str, shown: str) -> None:
    assert TYPES["phone"].show(Spec(name="f"), value, "zh-Hans") == shown


def test_typed_addresses() -> None:
    spec = Spec(name="f")
    assert TYPES["url"].parse(spec, "www.example.com/a") == "https://www.example.com/a"
    assert TYPES["url"].parse(spec, "http://example.com") == "http://example.com"
    assert TYPES["email"].parse(spec, "ｌｉ＠example.com") == "li@example.com"
    assert TYPES["phone"].parse(spec, "１３８ 0571 2046") == "13805712046"


def test_a_script_typed_as_address_stays_no_address() -> None:
    typed = TYPES["url"].parse(Spec(name="f"), "javascript:alert(1)//")
    with pytest.raises(ValidationError, match="url"):
        load("url", "javascript://example.com/%0aalert(1)")
    assert typed == "https://javascript:alert(1)//"


def test_typed_tags_are_split_and_each_kept_once() -> None:
    assert TYPES["tags"].parse(Spec(name="f"), "华东， vip、vip;展会 2025") == ["华东", "vip", "展会 2025"]
    assert TYPES["tags"].show(Spec(name="f"), ("a", "b"), "zh-Hans") == "a、b"
    assert TYPES["tags"].show(Spec(name="f"), ("a", "b"), "en") == "a, b"


@pytest.mark.parametrize(("typed", "value"), [("是", True), ("Yes", True), ("TRUE", True), ("１", True), ("✓", True),
                                              ("否", False), ("no", False), ("0", False), ("", None)])
def test_typed_flags(typed: str, value: bool | None) -> None:
    assert TYPES["flag"].parse(Spec(name="f"), typed) is value


def test_flags_in_words() -> None:
    spec = Spec(name="f")
    with pytest.raises(Unclear, match="flag"):
        TYPES["flag"].parse(spec, "maybe")
    words = [TYPES["flag"].show(spec, value, language) for value in (True, False) for language in ("zh-Hans", "en")]
    assert words == ["是", "Yes", "否", "No"]


def test_json_may_nest_twenty_levels() -> None:
    value: Any = 1
    for _ in range(19):
        value = [value]
    assert load("json", value) == value
    with pytest.raises(ValidationError, match="json_deep"):
        load("json", [[value]])


def test_a_large_float_in_json_is_no_whole_number_beyond_64_bits_when_postgresql_gives_it_back() -> None:
    read = TYPES["json"].result(Spec(name="f"), "postgresql")
    assert read is not None
    found = read({"big": [10**22, 2**63 - 1, -(10**22)], "yes": True})
    assert found == {"big": [1e22, 2**63 - 1, -1e22], "yes": True}
    assert [type(each) for each in found["big"]] == [float, int, float]


@pytest.mark.parametrize("typed", ["{", "NaN", "[1,]", "[" * 100_000, "1 2"])
def test_typed_json_that_is_none(typed: str) -> None:
    with pytest.raises(Unclear, match="json"):
        TYPES["json"].parse(Spec(name="f"), typed)
