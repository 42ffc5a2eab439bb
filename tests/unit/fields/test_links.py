"""Links: ids, external ids, targets, columns."""

from typing import Any

import pytest

from dougong.fields.any_link import AnyLink
from dougong.fields.base import Spec
from dougong.fields.link import External
from dougong.fields.refusals import Unclear
from dougong.fields.registry import types_by_key

TYPES = types_by_key()


def spec(**options: Any) -> Spec:
    return Spec(name="f", options=options)


def test_a_link_may_be_named_by_an_external_id() -> None:
    assert TYPES["link"].wire(spec(to="a")).deserialize({"external_id": "erp:42"}) == External("erp:42")
    assert TYPES["links"].wire(spec(to="a")).deserialize([7, {"external_id": "x"}]) == (7, External("x"))


@pytest.mark.parametrize(("key", "options", "to", "on_delete"), [
    ("link", {"to": "a"}, "a", "restrict"), ("link", {"to": "a", "on_delete": "cascade"}, "a", "cascade"),
    ("user", {"on_delete": "clear"}, "user", "clear"), ("tree", {"to": "own"}, "own", "restrict"),
    ("file", {}, "file", "restrict"), ("image", {}, "file", "restrict"),
])
def test_columns_name_their_target(key: str, options: dict[str, Any], to: str, on_delete: str) -> None:
    (column,) = TYPES[key].columns(spec(**options))
    assert (column.name, column.to, column.on_delete) == ("f", to, on_delete)
    assert TYPES[key].targets(spec(**options)) == (to,)


def test_an_any_link_is_two_columns() -> None:
    kind = TYPES["any-link"]
    assert [column.name for column in kind.columns(spec())] == ["f_object", "f_id"]
    bind, result = kind.bind(spec(), "sqlite"), kind.result(spec(), "sqlite")
    assert bind is not None
    assert result is not None
    assert bind(AnyLink("unit", 7)) == ("unit", 7)
    assert result(("unit", 7)) == AnyLink("unit", 7)
    assert kind.targets(spec(to=["unit", "user"])) == ("unit", "user")


@pytest.mark.parametrize(("key", "typed", "form"), [
    ("link", "42", 42), ("link", " #42 ", 42), ("link", "４２", 42), ("links", "3, #1 2,,3", [3, 1, 2]),
    ("links", " , ", None), ("any-link", "unit 7", {"object": "unit", "id": 7}),
    ("any-link", "unit#7", {"object": "unit", "id": 7}),
])
def test_typed_links(key: str, typed: str, form: Any) -> None:
    assert TYPES[key].parse(spec(to="a"), typed) == form


@pytest.mark.parametrize(("key", "typed"), [("link", "somebody"), ("links", "1, x"), ("any-link", "7"), ("lines", "x"),
                                            ("link", "9" * 50)])
def test_typed_links_that_are_none(key: str, typed: str) -> None:
    with pytest.raises(Unclear):
        TYPES[key].parse(spec(to="a"), typed)


def test_lines_count_themselves() -> None:
    assert TYPES["lines"].show(spec(of="a"), [{}, {}], "zh-Hans") == "共 2 行"
    assert TYPES["lines"].check_options(spec(of="a", min=3, max=2)) == "min is above max"
