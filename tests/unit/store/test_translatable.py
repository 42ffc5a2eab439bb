"""What no database can decide is a finding at its place: also a plugin's function that has SQL for one of them only."""

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.registry import registry
from dougong.expressions.functions import Function
from dougong.kernel.kinds import Kind
from dougong.kernel.problems import MetadataError
from dougong.store.expression.translatable import INSPECTIONS
from tests.unit.catalog.packs import demo

FUNCTIONS = [
    Function("shout", (Kind.TEXT,), Kind.TEXT, str.upper),
    Function("hash", (Kind.TEXT,), Kind.TEXT, str.upper, sql={"postgresql": "md5({0})"}),
    Function("louder", (Kind.TEXT,), Kind.TEXT, str.upper, sql={"postgresql": "UPPER({0})", "sqlite": "upper({0})"})]
FIELDS = "fields:\n  name: {type: text}\n  due: {type: date}\n"


def findings(rest: str) -> list[str]:
    try:
        compile_catalog(demo(thing=FIELDS + rest), registry(functions=FUNCTIONS), {}, INSPECTIONS)
    except MetadataError as error:
        return [f"{found.place.line}:{found.place.column} {found.code} {found.message}" for found in error.findings]
    return []


@pytest.mark.parametrize(("formula", "at", "message"), [
    ("shout(name) == 'A' and due < today()", 32, "shout cannot be used where the database decides"),
    ("due < today() and hash(name) == 'A'", 50, "hash is not there on sqlite"),
])
def test_a_function_without_sql_is_named_at_its_place(formula: str, at: int, message: str) -> None:
    assert findings(f'  late: {{type: flag, formula: "{formula}"}}\n') == [
        f"7:{at} M317 formula of late: {message}"]


def test_a_function_with_sql_on_both_is_fine() -> None:
    assert findings('  late: {type: flag, formula: "louder(name) == \'A\' and due < today()"}\n') == []


def test_a_formula_of_another_that_has_no_sql_tells_nothing_more() -> None:
    found = findings('  late: {type: flag, formula: "shout(name) == \'A\' and due < today()"}\n'
                     '  very: {type: flag, formula: "late and due < today()"}\n')
    assert len(found) == 1


def test_a_stored_formula_needs_no_sql() -> None:
    assert findings('  loud: {type: text, formula: "shout(name)"}\n') == []


def test_a_link_may_only_ask_what_a_statement_can() -> None:
    assert findings('  next: {type: link, to: thing, where: "shout(name) == \'A\'"}\n') == [
        "7:41 M317 where of next: shout cannot be used where the database decides"]


def test_a_unique_may_only_hold_where_an_index_can() -> None:
    rest = 'unique:\n  once: {fields: [name], where: "shout(name) == \'A\'"}\n'
    assert findings(rest) == [
        "8:34 M317 unique once: shout cannot be used where the database decides"]
