"""What the checker tells the author, and what it notes for the catalog."""

import pytest

from dougong.expressions.check import check
from dougong.expressions.errors import ExpressionError
from dougong.expressions.parse import parse
from dougong.kernel.kinds import Kind
from tests.unit.expressions.world import SCOPE, LineScope


@pytest.mark.parametrize(("text", "code", "column", "hint"), [
    ("n2 + totl", "unknown", 6, ""),
    ("cust.levl == 'A'", "unknown", 1, ""),
    ("lin == 1", "unknown", 1, "did you mean lines?"),
    ("rond(n2)", "unknown", 1, "did you mean round?"),
    ("o == 'rde'", "option", 6, "did you mean red?"),
    ("'采购单' == t and n2 == u", "kind", 22, "write text(n)"),          # columns count characters, not bytes
    ("n2 == None", "null", 7, "write `is None`"),
    ("d + 30", "kind", 1, "write days(n)"),
    ("t + u", "kind", 1, "write concat(a, b)"),
    ("t in u", "kind", 6, "write contains(a, b)"),
    ("n2 ** 2", "syntax", 1, "there is no power"),
    ("n2 % 2", "syntax", 1, "write mod(a, b)"),
    ("f & g", "syntax", 1, "write and"),
    ("n2 if n0 else n6", "kind", 7, "write n != 0"),
    ("m > d", "kind", 5, "write date_of(moment)"),
    ("d > '31.12.2024'", "kind", 5, "write '2024-12-31'"),
    ("sum(lines)", "aggregate", 1, "write lines.amount"),
    ("sum(n2)", "aggregate", 1, "write sum(lines.amount)"),
    ("lines is None", "kind", 1, "write count(lines) == 0"),
    ("lines", "kind", 1, "write count(lines)"),
    ("n2\n  + nothing", "unknown", 8, ""),
])
def test_a_fault_has_a_code_a_place_and_a_way_out(text: str, code: str, column: int, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        check(parse(text), SCOPE)
    assert (caught.value.code, caught.value.column, caught.value.hint) == (code, column, hint)


@pytest.mark.parametrize(("text", "paths", "rows", "uses"), [
    ("n2 * n0", {("n2",), ("n0",)}, {}, set()),
    ("cust.level == 'A'", {("cust", "level")}, {}, {"link"}),
    ("cust is None", {("cust",)}, {}, set()),
    ("old.n2 != n2", {("n2",)}, {}, {"old"}),
    ("l == me.emp", {("l",)}, {}, {"me"}),
    ("d >= today() - days(30)", {("d",)}, {}, {"clock"}),
    ("now() > m", {("m",)}, {}, {"clock"}),
    ("n2 * setting('rate')", {("n2",)}, {}, {"setting"}),
    ("role('boss')", set(), {}, {"role"}),
    ("count(lines)", set(), {"lines": set()}, set()),
    ("sum(lines.a, not f)", set(), {"lines": {("a",), ("f",)}}, set()),
    ("sum(lines.a, a > parent.n2)", {("n2",)}, {"lines": {("a",), ("parent", "n2")}}, set()),
    ("sum(lines.prod.w)", set(), {"lines": {("prod", "w")}}, {"link"}),
    ("any(lines, parent.cust.level == t)", {("cust", "level")}, {"lines": {("t",), ("parent", "cust", "level")}},
     {"link"}),
])
def test_what_an_expression_reads_is_noted(text: str, paths: set[tuple[str, ...]],
                                           rows: dict[str, set[tuple[str, ...]]], uses: set[str]) -> None:
    checked = check(parse(text), SCOPE)
    assert (checked.paths, dict(checked.rows), checked.uses) == (paths, rows, uses)


def test_a_line_notes_what_it_reads_of_its_owner() -> None:
    checked = check(parse("a > parent.n2"), LineScope())
    assert (checked.paths, checked.uses) == ({("a",), ("parent", "n2")}, set())


@pytest.mark.parametrize(("text", "kind"), [
    ("n2", Kind.NUMBER), ("d - e", Kind.NUMBER), ("d + days(1)", Kind.DATE), ("m", Kind.MOMENT), ("c", Kind.TIME),
    ("cust", Kind.LINK), ("s", Kind.SET), ("None", Kind.NULL), ("n2 > 1", Kind.FLAG), ("max(lines.t)", Kind.TEXT),
    ("days(2)", Kind.SPAN), ("None if f else d", Kind.DATE), ("coalesce(None, t)", Kind.TEXT),
])
def test_kinds(text: str, kind: Kind) -> None:
    assert check(parse(text), SCOPE).kind is kind


@pytest.mark.parametrize(("text", "expect"), [
    ("'2024-02-29'", Kind.DATE), ("'2024-02-29T08:00:00+08:00'", Kind.MOMENT), ("'08:30'", Kind.TIME), ("7", Kind.LINK),
    ("('a', 'b')", Kind.SET), ("['a']", Kind.SET), ("None", Kind.NUMBER), ("0", Kind.NUMBER), ("'x'", Kind.TEXT),
])
def test_a_constant_takes_the_kind_its_place_wants(text: str, expect: Kind) -> None:
    assert check(parse(text), SCOPE, expect=expect).kind is expect


@pytest.mark.parametrize(("text", "expect"), [
    ("n2", Kind.TEXT), ("t", Kind.NUMBER), ("'30 February'", Kind.DATE), ("'2024-02-29T08:00:00'", Kind.MOMENT),
    ("1.5", Kind.LINK), ("99999999999999999999", Kind.LINK), ("n2", Kind.FLAG), ("days(1)", Kind.NUMBER),
])
def test_another_kind_is_refused(text: str, expect: Kind) -> None:
    with pytest.raises(ExpressionError) as caught:
        check(parse(text), SCOPE, expect=expect)
    assert caught.value.code == "kind"
