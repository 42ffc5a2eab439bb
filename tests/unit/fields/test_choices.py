"""Choices: the three ways to write options, labels, tones, typing."""

from typing import Any

import pytest

from dougong.fields.base import Option, Spec
from dougong.fields.refusals import Unclear
from dougong.fields.registry import types_by_key

TYPES = types_by_key()
LEVEL = {"A": {"label": {"zh-Hans": "重点", "zh-Hant": "重點", "en": "Key account"}, "tone": "pine"}, "B": "Normal",
         "C": {"zh-Hans": "一般"}, "D": {"tone": "gray"}}


def spec(options: Any) -> Spec:
    return Spec(name="level", options={"options": options})


def test_options_come_in_the_order_of_the_definition_with_labels_and_tones() -> None:
    normal = {"zh-Hans": "Normal", "zh-Hant": "Normal", "en": "Normal"}
    assert TYPES["choice"].choices(spec(LEVEL)) == (
        Option("A", LEVEL["A"]["label"], "pine"), Option("B", normal), Option("C", {"zh-Hans": "一般"}),  # type: ignore[index]
        Option("D", {}, "gray"))
    assert [option.name for option in TYPES["choices"].choices(spec(["x", "y"]))] == ["x", "y"]


@pytest.mark.parametrize(("value", "language", "shown"), [
    ("A", "zh-Hant", "重點"), ("A", "en", "Key account"), ("B", "zh-Hans", "Normal"), ("C", "en", "一般"),
    ("D", "en", "D"), ("gone", "en", "gone"),
])
def test_a_value_is_shown_by_label_else_by_name(value: str, language: str, shown: str) -> None:
    assert TYPES["choice"].show(spec(LEVEL), value, language) == shown


@pytest.mark.parametrize(("typed", "name"), [("A", "A"), ("重点", "A"), ("重點", "A"), ("key ACCOUNT", "A"),
                                             (" b ", "B"),
                                             ("一般", "C"), ("Ｄ", "D")])
def test_an_option_is_typed_by_name_or_label(typed: str, name: str) -> None:
    assert TYPES["choice"].parse(spec(LEVEL), typed) == name


def test_an_unknown_option_is_refused_with_the_nearest() -> None:
    with pytest.raises(Unclear) as refused:
        TYPES["choice"].parse(spec(["draft", "posted"]), "postd")
    assert (refused.value.code, refused.value.params) == ("option", {"value": "postd", "suggestion": "posted"})


def test_several_are_kept_in_the_order_of_the_definition() -> None:
    assert TYPES["choices"].wire(spec(LEVEL)).deserialize(["C", "A"]) == ("A", "C")
    assert TYPES["choices"].parse(spec(LEVEL), "一般、重点") == ["A", "C"]
    assert TYPES["choices"].show(spec(LEVEL), ("A", "C"), "zh-Hans") == "重点、一般"
    assert TYPES["choices"].show(spec(LEVEL), ("A", "B"), "en") == "Key account, Normal"
