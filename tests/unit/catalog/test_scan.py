"""YAML and JSON become plain data with positions; whatever is sent, only ScanError comes out."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong.catalog.reading.scan import ScanError, scan_yaml
from dougong.catalog.reading.strictjson import scan_json


@pytest.mark.parametrize("text", [
    "no", "on", "yes", "off", "y", "12:30", "1:30", "0755", "-012", "2024-01-01", "1_000", "0x1F", "0o17", "=", "1.2.3",
    "+", ".", "e5", "1e", "+.e1", "TRue", "nULL", "None"])
def test_plain_scalars_of_older_yaml_stay_text(text: str) -> None:
    assert scan_yaml(f"a: {text}").data == {"a": text}


@pytest.mark.parametrize(("text", "value"), [
    ("0", 0), ("-7", -7), ("+5", 5), ("123456789012345678", 123456789012345678), ("1.5", 1.5), (".5", 0.5), ("1.", 1.0),
    ("-0.25", -0.25), ("1e3", 1000.0), ("true", True), ("FALSE", False), ("null", None), ("~", None), ("", None),
    ("'12'", "12"), ('"true"', "true"), ("'null'", "null"),
])
def test_plain_scalars_of_yaml_1_2_are_values(text: str, value: object) -> None:
    data = scan_yaml(f"a: {text}").data
    assert data == {"a": value}
    assert type(data["a"]) is type(value)


def test_keys_are_always_text() -> None:
    assert scan_yaml("on: 1\n1: 2\ntrue: 3\nnull: 4\n2024-01-01: 5").data == {
        "on": 1, "1": 2, "true": 3, "null": 4, "2024-01-01": 5}


def test_positions_count_from_one_and_tell_key_from_value() -> None:
    positions = scan_yaml("a: 1\nb:\n  - x\n  - {c/d: 汉, e~: 字}\n").positions
    assert positions.values[""] == (1, 1)
    assert positions.keys["/a"] == (1, 1)
    assert positions.values["/a"] == (1, 4)
    assert positions.values["/b/0"] == (3, 5)
    assert positions.keys["/b/1/c~1d"] == (4, 6)
    assert positions.values["/b/1/e~0"] == (4, 18)


def test_json_positions_count_like_those_of_yaml() -> None:
    text = '{"a": 1,\n "b": ["x", {"c/d": "汉", "e": {}}]}'
    read = scan_json(text)
    assert read.data == {"a": 1, "b": ["x", {"c/d": "汉", "e": {}}]}
    assert read.positions == scan_yaml(text).positions


def test_the_first_of_two_equal_keys_stays() -> None:
    read = scan_yaml("a: 1\na: {b: 2}\nc: 3")
    assert read.data == {"a": 1, "c": 3}
    assert [fault.code for fault in read.faults] == ["M103"]


@pytest.mark.parametrize("character", ["\x01", "\x1b", "\x7f", "\ufffe"])
def test_a_text_holds_no_control_characters(character: str) -> None:
    with pytest.raises(ScanError) as raised:
        scan_yaml(f'a: "\\u{ord(character):04x}"')
    assert raised.value.code in {"M101", "M102"}


def test_characters_beyond_the_basic_plane_are_text() -> None:
    assert scan_yaml("a: 𠮷野家😀").data == {"a": "𠮷野家😀"}
    assert scan_json('{"a": "\\ud83d\\ude00"}').data == {"a": "😀"}


def test_exactly_twenty_levels_are_allowed() -> None:
    assert scan_yaml("[" * 20 + "]" * 20).data
    with pytest.raises(ScanError, match="more than 20 levels"):
        scan_yaml("[" * 21 + "]" * 21)


@given(st.text(alphabet="ab:-[]{},&*!|>'\"#%@ \n\t?~<1.", max_size=80))
def test_whatever_is_sent_only_scan_errors_come_out(text: str) -> None:
    for scan in (scan_yaml, scan_json):
        with contextlib.suppress(ScanError):
            scan(text)


@given(st.recursive(st.none() | st.booleans() | st.integers(-10**17, 10**17) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x7f\ufffe\uffff")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b/", "c~"]), inner, max_size=3)))
def test_json_reads_what_was_written(value: object) -> None:
    import json

    assert scan_json(json.dumps(value)).data == value
