"""Expressions in PostgreSQL. A nested select with OFFSET 0 evaluates its argument once, and only when it is asked."""

from collections.abc import Mapping

from dougong.expressions.arithmetic import DIGITS
from dougong.expressions.dates import DAYS, MONTHS
from dougong.expressions.words import BLANK, LONGEST
from dougong.kernel.kinds import Kind

_BLANK = "U&'" + "".join(f"\\{ord(blank):04x}" for blank in BLANK) + "'"


def _whole(slot: str, least: int, most: int) -> str:
    """A number cut to a whole one within limits; null stays null."""
    return (f"(SELECT CASE WHEN w.v > {most} THEN {most} WHEN w.v < {least} THEN {least}"
            f" ELSE CAST(TRUNC(w.v) AS INTEGER) END FROM (SELECT {slot} AS v OFFSET 0) AS w)")


def _shift_date(sign: str) -> str:
    return (f"(SELECT CASE WHEN e.k BETWEEN 0 AND {DAYS - 1} THEN DATE '0001-01-01' + e.k END"
            f" FROM (SELECT ({{0}} - DATE '0001-01-01') {sign} {{1}} AS k OFFSET 0) AS e)")


def _shift_moment(sign: str) -> str:
    return (f"(SELECT CASE WHEN EXTRACT(EPOCH FROM e.m) + e.n * 86400.0 >= -62135596800"
            f" AND EXTRACT(EPOCH FROM e.m) + e.n * 86400.0 < 253402300800 THEN e.m + make_interval(hours => e.n * 24)"
            f" END FROM (SELECT {{0}} AS m, {sign} {{1}} AS n OFFSET 0) AS e)")


#: Brings a number to 28 digits, rounded half-up; 10^28 and more is an error (the cast cannot hold it).
FIT = (f"(SELECT CASE WHEN ABS(g.r) < 1e{DIGITS} THEN g.r ELSE CAST(g.r AS NUMERIC({DIGITS}, 0)) END FROM (SELECT"
       f" CASE WHEN f.n <= {DIGITS} THEN f.v ELSE ROUND(f.v, SCALE(f.v) - f.n + {DIGITS}) END AS r FROM (SELECT e.v,"
       " LENGTH(LTRIM(REPLACE(CAST(ABS(e.v) AS TEXT), '.', ''), '0')) AS n FROM (SELECT {0} AS v OFFSET 0) AS e"
       " OFFSET 0) AS f OFFSET 0) AS g)")

#: A quotient cut after 13 places and then rounded: exact, which numeric division is not.
_DIVIDE = "ROUND(DIV({0} * 1e13, NULLIF({1}, 0)) * 1e-13, 12)"

ARITHMETIC: Mapping[tuple[str, Kind, Kind], str] = {
    ("+", Kind.NUMBER, Kind.NUMBER): "({0} + {1})",
    ("-", Kind.NUMBER, Kind.NUMBER): "({0} - {1})",
    ("*", Kind.NUMBER, Kind.NUMBER): "({0} * {1})",
    ("/", Kind.NUMBER, Kind.NUMBER): _DIVIDE,
    ("+", Kind.SPAN, Kind.SPAN): "({0} + {1})",
    ("-", Kind.SPAN, Kind.SPAN): "({0} - {1})",
    ("-", Kind.DATE, Kind.DATE): "CAST({0} - {1} AS NUMERIC)",
    ("+", Kind.DATE, Kind.SPAN): _shift_date("+"),
    ("-", Kind.DATE, Kind.SPAN): _shift_date("-"),
    ("+", Kind.MOMENT, Kind.SPAN): _shift_moment(""),
    ("-", Kind.MOMENT, Kind.SPAN): _shift_moment("-"),
}

#: The smallest or largest of several values, null when one is null (LEAST would leave nulls out).
EXTREME = "(SELECT CASE WHEN COUNT(*) = COUNT(e.x) THEN {name} END FROM (VALUES {rows}) AS e (x))"

TEXTS: Mapping[Kind, str] = {
    Kind.NUMBER: "CAST(TRIM_SCALE({0}) AS TEXT)", Kind.TEXT: "{0}", Kind.DATE: "TO_CHAR({0}, 'YYYY-MM-DD')",
    Kind.TIME: "LEFT(CAST({0} AS TEXT), 8)",
    Kind.FLAG: "(CASE {0} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END)",
}
LENGTHS: Mapping[str, str] = {
    "text": "CAST(LENGTH({0}) AS NUMERIC)", "set": "CAST(COALESCE(JSONB_ARRAY_LENGTH({0}), 0) AS NUMERIC)",
    "links": "CAST(COALESCE(CARDINALITY({0}), 0) AS NUMERIC)",
}

FUNCTIONS: Mapping[str, str] = {
    "abs": "ABS({0})",
    "round": "ROUND({0}, CAST({1} AS INTEGER))",
    "floor": "FLOOR({0})",
    "ceil": "CEIL({0})",
    "mod": "MOD({0}, NULLIF({1}, 0))",
    "number": f"CAST(SUBSTRING(BTRIM({{0}}, {_BLANK}) FROM '^[+-]?[0-9]{{{{1,18}}}}(?:[.][0-9]{{{{1,12}}}})?$')"
              " AS NUMERIC)",
    "lower": 'LOWER({0} COLLATE "C")',
    "upper": 'UPPER({0} COLLATE "C")',
    "trim": f"BTRIM({{0}}, {_BLANK})",
    "contains": "(STRPOS({0}, {1}) > 0)",
    "starts_with": "STARTS_WITH({0}, {1})",
    "ends_with": "(SELECT RIGHT(e.t, LENGTH(e.p)) = e.p FROM (SELECT {0} AS t, {1} AS p OFFSET 0) AS e)",
    "left": f"LEFT({{0}}, {_whole('{1}', 0, LONGEST)})",
    "right": f"RIGHT({{0}}, {_whole('{1}', 0, LONGEST)})",
    "mid": f"SUBSTR({{0}}, {_whole('{1}', 1, LONGEST)}, {_whole('{2}', 0, LONGEST)})",
    "replace": f"(SELECT CASE WHEN CAST(LENGTH(e.t) AS BIGINT) * GREATEST(LENGTH(e.n), 1) <= {LONGEST}"
               " THEN REPLACE(e.t, e.o, e.n) END FROM (SELECT {0} AS t, {1} AS o, {2} AS n OFFSET 0) AS e)",
    "date": "(SELECT CASE WHEN EXTRACT(MONTH FROM f.x) = f.m THEN f.x END FROM (SELECT e.m, CASE WHEN e.y BETWEEN 1 AND"
            " 9999 AND e.m BETWEEN 1 AND 12 AND e.d BETWEEN 1 AND 31 THEN MAKE_DATE(e.y, e.m, 1) + (e.d - 1) END AS x"
            f" FROM (SELECT {_whole('{0}', -DAYS, DAYS)} AS y, {_whole('{1}', -DAYS, DAYS)} AS m,"
            f" {_whole('{2}', -DAYS, DAYS)} AS d OFFSET 0) AS e OFFSET 0) AS f)",
    "date_of": "(SELECT CASE WHEN e.d BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN e.d END"
               " FROM (SELECT CAST({0} AT TIME ZONE {1} AS DATE) AS d OFFSET 0) AS e)",
    "year": "CAST(EXTRACT(YEAR FROM {0}) AS NUMERIC)",
    "month": "CAST(EXTRACT(MONTH FROM {0}) AS NUMERIC)",
    "day": "CAST(EXTRACT(DAY FROM {0}) AS NUMERIC)",
    "weekday": "CAST(EXTRACT(ISODOW FROM {0}) AS NUMERIC)",
    "days": _whole("{0}", -DAYS, DAYS),
    "add_months": "(SELECT CASE WHEN EXTRACT(YEAR FROM e.d) * 12 + EXTRACT(MONTH FROM e.d) - 1 + e.n BETWEEN 12 AND"
                  " 119999 THEN CAST(CAST(e.d AS TIMESTAMP) + make_interval(months => e.n) AS DATE) END"
                  f" FROM (SELECT {{0}} AS d, {_whole('{1}', -MONTHS, MONTHS)} AS n OFFSET 0) AS e)",
    "month_start": "CAST(DATE_TRUNC('month', CAST({0} AS TIMESTAMP)) AS DATE)",
    "month_end": "CAST(DATE_TRUNC('month', CAST({0} AS TIMESTAMP)) + INTERVAL '1 month' - INTERVAL '1 day' AS DATE)",
    "hours_between": "ROUND(DIV((EXTRACT(EPOCH FROM {0}) - EXTRACT(EPOCH FROM {1})) * 1e13, 3600) * 1e-13, 12)",
}
