"""docs/reference/expressions.md tells of every function, by the registry's own words."""

import re
from pathlib import Path

import pytest

from dougong.expressions.functions import AGGREGATES, BUILTIN
from dougong.expressions.parse import DEPTH, DIGITS, LENGTH, NODES, STRING
from dougong.kernel.kinds import Kind

PAGE = (Path(__file__).parents[3] / "docs/reference/expressions.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `(\w+)\([^`]*\)` \| [^|]+ \| (.+) \|$", PAGE, re.MULTILINE))


def test_every_function_has_a_row_and_no_row_is_left_of_a_function_that_went() -> None:
    assert {name: ROWS.get(name) for name in BUILTIN} == {name: function.doc for name, function in BUILTIN.items()}
    assert set(ROWS) == set(BUILTIN)


@pytest.mark.parametrize("name", AGGREGATES)
def test_every_aggregate_has_a_row(name: str) -> None:
    assert re.search(rf"^\|.*`{name}\(lines", PAGE, re.MULTILINE)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.ROWS, Kind.OPAQUE}])
def test_every_kind_has_a_row(kind: Kind) -> None:
    assert f"\n| {kind.value} |" in PAGE


def test_the_limits_are_those_that_hold() -> None:
    assert f"{LENGTH:,} characters, {NODES} parts, {DEPTH} levels, texts of {STRING:,} characters" in PAGE
    assert f"numbers of {DIGITS} digits" in PAGE
