"""Samples of every field type: a definition, JSON forms that fit, JSON forms that are refused and the code said."""

from dataclasses import dataclass
from typing import Any

from dougong.fields.base import FieldType, Spec
from dougong.fields.registry import types_by_key

TYPES = types_by_key()


@dataclass(frozen=True)
class Sample:
    """One definition of a type with values for it; each value is in the very JSON form the API shows."""

    key: str
    options: dict[str, Any]
    good: tuple[Any, ...]
    bad: tuple[tuple[Any, str], ...]

    @property
    def type(self) -> FieldType:
        return TYPES[self.key]

    @property
    def spec(self) -> Spec:
        return Spec(name="f", options=self.options)


LEVELS = {"A": {"label": {"zh-Hans": "重点", "zh-Hant": "重點", "en": "Key"}, "tone": "pine"},
          "B": "Normal", "C": {"en": "Small"}}

SAMPLES = (
    Sample("text", {}, ("杭州云栖", "a", "𠮷野家", "'; drop table x --", "=1+1", "x" * 200),
           ((5, "text"), (True, "text"), ("x" * 201, "too_long"), ("a\0b", "control"), ("a\ud800", "control"),
            ("a\nb", "control"), ("a\x85b", "control"), (["a"], "text"), ({}, "text"))),
    Sample("text", {"length": 4, "pattern": "[A-Z]+[0-9]*"}, ("AB12", "A"),
           (("ab", "pattern"), ("A1B", "pattern"), ("ABCDE", "too_long"))),
    Sample("note", {}, ("line 1\nline 2\tend", "x" * 20_000),
           (("x" * 20_001, "too_long"), ("a\0", "control"), (1, "text"))),
    Sample("integer", {"min": -5, "max": 10**12}, (0, -5, 10**12),
           ((-6, "at_least"), (10**12 + 1, "at_most"), (10**30, "out_of_range"), ("5", "integer"), (1.5, "integer"),
            (True, "integer"), (float("nan"), "integer"), (float("inf"), "integer"))),
    Sample("integer", {}, (999_999_999_999_999_999, -999_999_999_999_999_999), ((10**18, "out_of_range"),)),
    Sample("decimal", {"places": 3}, ("0.001", "-0.001", "999999999999999.999", "-999999999999999.999", "0.000"),
           (("0.0001", "places"), ("1000000000000000", "out_of_range"), ("1e3", "number"), ("1e10000000", "number"),
            ("NaN", "number"), ("Infinity", "number"), ("-Infinity", "number"), (float("nan"), "number"),
            (float("inf"), "number"), (1e999, "number"), (1e300, "out_of_range"), (True, "number"), ("", "number"),
            ("1,000", "number"), ("１２", "number"), ("9" * 10_000, "number"),
            (10**4000, "out_of_range"), ([1], "number"))),
    Sample("decimal", {"places": 12}, ("999999.999999999999", "0.000000000001"), (("1000000", "out_of_range"),)),
    Sample("decimal", {"places": 0}, ("999999999999999999", "0"), (("0.5", "places"),)),
    Sample("money", {"currency": "currency", "min": 0}, ("0.00", "128640.00", "9999999999999999.99"),
           (("-0.01", "at_least"), ("0.001", "places"), ("10000000000000000.00", "out_of_range"))),
    Sample("price", {"currency": "currency"}, ("12.500000", "0.000001", "-0.000001"), (("0.0000001", "places"),)),
    Sample("quantity", {"unit": "uom", "places": 3}, ("1.500", "0.001"), (("0.0001", "places"),)),
    Sample("percent", {"max": 100}, ("13.00", "0.50", "100.00"), (("100.01", "at_most"), ("13%", "number"))),
    Sample("rate", {}, ("0.00000001", "7.18540000", "0.00000000"), (("0.000000001", "places"),)),
    Sample("flag", {}, (True, False), ((1, "flag"), (0, "flag"), ("true", "flag"), ("", "flag"))),
    Sample("date", {}, ("2025-07-29", "0001-01-01", "9999-12-31", "2024-02-29"),
           (("2025-02-29", "date_none"), ("2025-13-01", "date_none"), ("0000-01-01", "date_none"), ("20250729", "date"),
            ("2025-7-29", "date"), ("2025-W31-2", "date"), ("2025-07-29T00:00:00Z", "date"), (20250729, "date"))),
    Sample("moment", {}, ("2025-07-29T06:05:00Z", "1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z",
                          "9999-12-31T23:59:59.999999Z"),
           (("2025-07-29T06:05:00", "moment_zone"), ("2025-07-29", "moment"), ("0001-01-01T00:00:00+14:00", "moment"),
            ("9999-12-31T23:59:59-14:00", "moment"), ("2025-02-30T00:00:00Z", "moment"),
            (0, "moment"), ("now", "moment"))),
    Sample("time", {}, ("00:00:00", "23:59:59", "14:30:00"),
           (("24:00", "time"), ("14:60", "time"), ("14", "time"), ("14:30:00Z", "time"), (1430, "time"))),
    Sample("choice", {"options": LEVELS}, ("A", "B"), (("D", "option"), ("a", "option"), (1, "text"), (["A"], "text"))),
    Sample("choice", {"options": ["red", "green"]}, ("red",), (("gren", "option"),)),
    Sample("choices", {"options": LEVELS}, (["A"], ["A", "C"]),
           ((["A", "A"], "twice"), (["D"], "option"), ("A", "list"), ([1], "text"), ([["A"]], "text"),
            (["A", "B", "C", "D"], "too_many"))),
    Sample("tags", {}, (["vip"], ["华东", "展会 2025", "=x"]),
           ((["a", "a"], "twice"), (["a,b"], "tag"), ([" a"], "tag"), ([""], "tag"), (["x" * 41], "too_long"),
            ("a", "list"),
            ([1], "text"), (["a\0"], "control"), ([str(n) for n in range(51)], "too_many"), ([{}], "text"))),
    Sample("link", {"to": "target", "on_delete": "clear"}, (1, 2**63 - 1),
           ((0, "link"), (-1, "link"), (2**63, "link"), ("1", "link"), (True, "link"), (1.0, "link"), ({}, "link"),
            ({"external_id": ""}, "link"), ({"external_id": "a\0"}, "link"), ({"external_id": 5}, "link"))),
    Sample("links", {"to": "target"}, ([1], [3, 1, 2]),
           ((1, "list"), ([1, 1], "twice"), (["1"], "link"), ([0], "link"), ([[1]], "link"),
            (list(range(1, 502)), "too_many"))),
    Sample("any-link", {}, ({"object": "target", "id": 7},),
           ((7, "any_link"), ({"object": "target"}, "any_link"), ({"object": "target", "id": 7, "x": 1}, "any_link"),
            ({"object": "No Name", "id": 7}, "any_link_target"), ({"object": "target", "id": 0}, "link"))),
    Sample("any-link", {"to": ["target"]}, ({"object": "target", "id": 7},),
           (({"object": "other", "id": 7}, "any_link_target"),)),
    Sample("lines", {"of": "target", "min": 1, "max": 2}, (),
           ((5, "lines"), ([], "lines_min"), ([{}, {}, {}], "lines_max"))),
    Sample("tree", {"to": "target"}, (5,), (("5", "link"),)),
    Sample("user", {}, (5,), (("5", "link"),)),
    Sample("email", {}, ("li@example.com", "li.wei+x@mail.example.com.cn"),
           (("li", "email"), ("li@example", "email"), ("a@b@c.com", "email"),
            ("Li <li@example.com>", "email"), (5, "text"),
            ("a" * 250 + "@b.com", "too_long"))),
    Sample("phone", {}, ("13805712046", "+8613805712046", "0571-88886666", "0571-88886666-8001"),
           (("12", "phone"), ("138x", "phone"), ("call me", "phone"), (13805712046, "text"))),
    Sample("url", {}, ("https://example.com", "http://example.com/a?b=c#d", "https://例子.中国/路"),
           (("example.com", "url"), ("javascript:alert(1)", "url"), ("https://", "url"), ("ftp://example.com", "url"),
            ("https://bank.com@evil.com", "url"), ("https://a b", "url"))),
    Sample("file", {}, (5,), (("5", "link"), ({"external_id": "x"}, "link"))),
    Sample("image", {}, (5,), (("5", "link"),)),
    Sample("json", {}, ({"a": [1, 2.5, "x", None, True]}, [], "text", 0, -(2**63) + 1, {"键": "值"}),
           ((2**63, "json"), (float("nan"), "json"), ("a\0", "control"), ({"a\ud800": 1}, "control"),
            ("x" * 100_000, "too_long"))),
)


def name(sample: Sample) -> str:
    """Return a test's name for a sample."""
    return sample.key + ("" if not sample.options else f"-{'-'.join(sample.options)}")
