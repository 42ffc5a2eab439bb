"""What the door of the API takes for JSON, and what it says of everything else."""

import json
import math
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dougong.api import body
from dougong.api.errors import TooLarge, WrongType
from dougong.api.fraction import Exact
from dougong.kernel.errors import AppError, Malformed
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import say


def refusal(raw: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        body.parse(raw)
    return caught.value


@pytest.mark.parametrize(("raw", "code", "pointer"), [
    (b'{"a": 1, "a": 2}', "json_duplicate", "/a"),
    (b'{"x": [{"a": 1, "b": 2}, {"a": 1, "a": 1}]}', "json_duplicate", "/x/1/a"),
    (b'{"\\u0061": 1, "a": 2}', "json_duplicate", "/a"),
    (b'{"a/b": {"~": 1, "~": 2}}', "json_duplicate", "/a~1b/~0"),
    (b'{"a": [1, NaN]}', "json_number", "/a/1"),
    (b'{"a": Infinity}', "json_number", "/a"),
    (b'{"a": -Infinity}', "json_number", "/a"),
    (b'{"a": {"b": 1e999}}', "json_number", "/a/b"),
    (b'{"a": -1e999}', "json_number", "/a"),
    (b'{"a": 1e-999}', "json_number", "/a"),
    (b'{"a": 1e10000000}', "json_number", "/a"),
    (b'{"a": ' + b"1" * 41 + b"}", "json_number", "/a"),
    (b'{"a": 0.' + b"1" * 40 + b"}", "json_number", "/a"),
    (b'{"a": ' + b"9" * 900_000 + b"}", "json_number", "/a"),
    (b'{"a": "x\\u0000y"}', "control", "/a"),
    (b'{"a": ["\\ud800"]}', "control", "/a/0"),
    (b'{"a": "\\udc00\\ud800"}', "control", "/a"),
    (b'{"\\u0000": 1}', "control", "/?"),
    (b'{"a": ' * 21 + b"1" + b"}" * 21, "json_deep", "/a" * 20),
    (b"[" * 10_000, "json_deep", "/0" * 20),
    (b"[" * 500_000 + b"]" * 500_000, "json_deep", "/0" * 20),
])
def test_what_json_allows_and_we_do_not_is_refused_at_its_place(raw: bytes, code: str, pointer: str) -> None:
    no = refusal(raw)
    assert [(each.code, each.pointer) for each in no.errors] == [(code, pointer)]


@pytest.mark.parametrize(("raw", "line", "column"), [
    (b"{", 1, 2), (b'{"a": 1,\n "b" 2}', 2, 6), (b"{'a': 1}", 1, 2), (b'{"a": 01}', 1, 8), (b"[1,]", 1, 4),
    (b'{"a": "\x00"}', 1, 8), (b'{"a": 1} {}', 1, 10), (b"nul", 1, 1), (b'{"a": +1}', 1, 7), (b'{"a": "\t"}', 1, 8),
])
def test_what_is_no_json_is_refused_with_line_and_column(raw: bytes, line: int, column: int) -> None:
    no = refusal(raw)
    assert (no.code, no.params) == ("json_syntax", {"line": line, "column": column})


@pytest.mark.parametrize(("raw", "position"), [
    (b'\xef\xbb\xbf{}', 0), (b'{"a": "\xff"}', 7), ('{"a": "华"}'.encode("gbk"), 7), ('{"a": 1}'.encode("utf-16"), 0),
    (b'{"a": "\xed\xa0\x80"}', 7),
])
def test_only_utf_8_without_a_mark_is_read(raw: bytes, position: int) -> None:
    no = refusal(raw)
    assert (no.code, no.params) == ("body_encoding", {"position": position})


def test_a_body_beyond_a_million_bytes_is_too_large() -> None:
    body.parse(b" " * 999_998 + b"{}")
    with pytest.raises(TooLarge):
        body.parse(b" " * 999_999 + b"{}")


@pytest.mark.parametrize("raw", [b"", b"  \n", b"[]", b'"a"', b"null", b"1"])
def test_a_document_is_an_object(raw: bytes) -> None:
    with pytest.raises(Malformed):
        body.document(raw)


def test_twenty_levels_are_fine() -> None:
    assert body.parse(b'{"a": ' * 20 + b"1" + b"}" * 20)
    assert body.parse(json.dumps({"lines": [{"a": []}] * 300}).encode())["lines"][299] == {"a": []}


def test_text_comes_through_whole() -> None:
    said = {"name": "杭州云栖 \U00020000 \\ud800 \"q\"", "escaped": "\n"}
    assert body.parse(json.dumps(said).encode()) == said                     # escapes, pairs of surrogates
    assert body.parse(json.dumps(said, ensure_ascii=False).encode()) == said


@pytest.mark.parametrize("text", [
    "0.1", "12345678901234567.89", "-0.000000000000000001", "1.10", "1e2", "123456789012345678.0",
    "0.30000000000000004",
])
def test_a_decimal_number_keeps_its_digits(text: str) -> None:
    number = body.parse(f'{{"a": {text}}}'.encode())["a"]
    assert Decimal(repr(number)) == Decimal(text)


def test_a_whole_number_written_with_a_point_is_that_number() -> None:
    assert body.parse(b"[7.0, 1e3, -0.0, 9007199254740993.0]") == [7, 1000, 0, 9007199254740993]   # not ...992
    assert all(type(each) is int for each in body.parse(b"[7.0, 1e3, -0.0, 9007199254740993.0]"))


def test_a_number_no_float_is_stays_what_was_written() -> None:
    number = body.parse(b"9007199254740993.5")
    assert isinstance(number, Exact)
    assert (repr(number), number.is_integer()) == ("9007199254740993.5", False)


@pytest.mark.parametrize("kind", [
    "application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'])
def test_json_may_say_its_charset(kind: str) -> None:
    body.check_type(kind)


@pytest.mark.parametrize(("kind", "coding"), [
    ("", ""), ("text/plain", ""), ("application/x-www-form-urlencoded", ""), ("application/json; charset=gbk", ""),
    ("application/jsonp", ""), ("application/json", "gzip"), ("multipart/form-data; boundary=x", ""),
])
def test_anything_else_is_the_wrong_type(kind: str, coding: str) -> None:
    with pytest.raises(WrongType):
        body.check_type(kind, coding)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10**39, 10**39) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6), inner, max_size=4),
    max_leaves=15)


def digits(value: object) -> object:
    """The value with every number as the decimal it was written as."""
    if isinstance(value, dict):
        return {name: digits(member) for name, member in value.items()}
    if isinstance(value, list):
        return [digits(member) for member in value]
    return Decimal(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def written(raw: bytes) -> object:
    """What Python's parser reads, numbers as decimals."""
    return json.loads(raw, parse_float=Decimal, parse_int=Decimal)


@given(JSON, st.booleans())
def test_reads_what_any_json_writer_wrote(value: object, escaped: bool) -> None:
    raw = json.dumps(value, ensure_ascii=escaped).encode()
    assert digits(body.parse(raw)) == written(raw)


PIECES = st.sampled_from(
    ["{", "}", "[", "]", ",", ":", '"a"', '"b"', '"\\u0000"', '"\\ud800"', "1", "-", "1e999", "NaN", "null", " ", "\n",
     '"', "\\", "华", "0.10", "e", "true", "\0", "1" * 45])


@given(st.lists(PIECES, max_size=14).map("".join).map(str.encode) | st.binary(max_size=40))
def test_never_says_anything_but_a_value_or_a_refusal_people_can_read(raw: bytes) -> None:
    try:
        value = body.parse(raw)
    except AppError as no:
        said = [(each.code, each.params) for each in (no, *no.errors)]
    else:
        assert digits(value) == written(raw)
        return
    assert all(say(code, language, **params) for code, params in said for language in LANGUAGES)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-10**12, max_value=10**12))
def test_any_decimal_number_arrives_exactly(value: Decimal) -> None:
    assert Decimal(repr(body.parse(f"{value:f}".encode()))) == value
    assert math.isfinite(body.parse(f"{value:f}".encode()))


def test_a_ten_line_document_is_read_in_well_under_a_tenth_of_a_millisecond() -> None:
    line = {"product": 1001, "qty": "12.5", "price": "128.400000", "unit": 3, "remark": "备注", "due": "2025-08-02"}
    raw = json.dumps({"customer": 42, "reference": "PO-123", "lines": [line] * 10}, ensure_ascii=False).encode()

    def once() -> float:
        start = time.thread_time()                # what others do on the machine meanwhile does not count
        for _ in range(50):
            body.parse(raw)
        return (time.thread_time() - start) / 50

    assert min(once() for _ in range(40)) < 60e-6
