"""Expressions in SQLite: numbers and dates go through the functions of store/expression/functions.py."""

from collections.abc import Mapping

from dougong.expressions.words import BLANK
from dougong.kernel.kinds import Kind

_BLANK = "(" + " || ".join(f"char({ord(blank)})" for blank in BLANK) + ")"

ARITHMETIC: Mapping[tuple[str, Kind, Kind], str] = {
    ("+", Kind.NUMBER, Kind.NUMBER): "dg_add({0}, {1})",
    ("-", Kind.NUMBER, Kind.NUMBER): "dg_subtract({0}, {1})",
    ("*", Kind.NUMBER, Kind.NUMBER): "dg_multiply({0}, {1})",
    ("/", Kind.NUMBER, Kind.NUMBER): "dg_divide({0}, {1})",
    ("+", Kind.SPAN, Kind.SPAN): "({0} + {1})",
    ("-", Kind.SPAN, Kind.SPAN): "({0} - {1})",
    ("-", Kind.DATE, Kind.DATE): "dg_day_count({0}, {1})",
    ("+", Kind.DATE, Kind.SPAN): "dg_shift_date({0}, {1})",
    ("-", Kind.DATE, Kind.SPAN): "dg_shift_date({0}, - {1})",
    ("+", Kind.MOMENT, Kind.SPAN): "dg_shift_moment({0}, {1})",
    ("-", Kind.MOMENT, Kind.SPAN): "dg_shift_moment({0}, - {1})",
}

TEXTS: Mapping[Kind, str] = {
    Kind.NUMBER: "dg_text({0})", Kind.TEXT: "{0}", Kind.DATE: "{0}", Kind.TIME: "substr({0}, 1, 8)",
    Kind.FLAG: "(CASE {0} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)",
}
LENGTHS: Mapping[str, str] = {
    "text": "length({0})", "set": "coalesce(json_array_length({0}), 0)", "links": "coalesce(json_array_length({0}), 0)",
}

#: What is not listed is the registered function dg_<name>.
FUNCTIONS: Mapping[str, str] = {
    "lower": "lower({0})", "upper": "upper({0})", "trim": f"trim({{0}}, {_BLANK})",
    "contains": "(instr({0}, {1}) > 0)", "number": "dg_parse({0})",
}
