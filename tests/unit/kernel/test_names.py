import pytest

from dougong.kernel.names import RESERVED, is_name, nearest, suggestion


@pytest.mark.parametrize("text", ["a", "purchase_order", "level2", "x_1", "a" * 48])
def test_snake_case_of_at_most_48_characters_is_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "A", "Order", "1st", "_x", "x_", "a__b", "a-b", "a b", "é", "客户", "a" * 49,
                                  "a\n"])
def test_anything_else_is_not(text: str) -> None:
    assert not is_name(text)


def test_query_words_and_words_of_sql_python_and_expressions_are_reserved() -> None:
    assert {"limit", "cursor", "archived", "by", "of", "where"} <= RESERVED
    assert {"select", "class", "me", "old", "version", "created_at"} <= RESERVED
    assert not {"name", "parent", "role", "date", "total", "level"} & RESERVED


def test_a_slip_of_the_finger_is_recognised() -> None:
    assert nearest("mony", ["money", "text"]) == "money"
    assert suggestion("mony", ["money", "text"]) == "did you mean money?"


def test_nothing_is_suggested_for_something_else_altogether() -> None:
    assert nearest("zzz", ["money", "text"]) is None
    assert suggestion("zzz", ["money", "text"]) == ""
