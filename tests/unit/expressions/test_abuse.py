"""What must not get through, does not: each line of abuse.txt is refused, and whatever is typed never crashes."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dougong.expressions.check import check
from dougong.expressions.errors import ExpressionError
from dougong.expressions.parse import DEPTH, LENGTH, NODES, STRING, parse
from dougong.kernel.kinds import Kind
from tests.unit.expressions.world import SCOPE

CORPUS = (Path(__file__).parent / "abuse.txt").read_text("utf-8").splitlines()
WORDS = ("n2", "t", "lines", "cust", "me", "old", "sum", "round", "if", "else", "and", "not", "in", "is", "None", "(",
         ")", "[", "]", "{", "}", ".", ",", "+", "-", "*", "/", "**", "%", "==", "<", "=", ":=", "lambda", "for", "'a'",
         "1",         "2.5", "1e9", "\\", "#", "\n", "\0", "f'", "__class__", "𝄞", "\ud800", "@", "...")


def refused(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        check(parse(text), SCOPE)
    return caught.value


def test_the_corpus_is_a_hundred_and_more() -> None:
    assert len(set(CORPUS)) >= 100


@pytest.mark.parametrize("text", CORPUS)
def test_each_is_refused_with_a_sentence_and_a_place(text: str) -> None:
    error = refused(text)
    assert error.message
    assert 0 <= error.column <= len(text) + 1


@settings(max_examples=2_000, deadline=None, database=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.sampled_from(("", " ")))
def test_whatever_is_typed_is_an_expression_or_an_expression_error(words: list[str], space: str) -> None:
    with suppress(ExpressionError):
        assert check(parse(space.join(words)), SCOPE).kind is not Kind.ROWS


@pytest.mark.parametrize(("text", "code"), [
    ("n2" + " " * LENGTH, "too_long"),
    ("+".join(["1"] * 15) + "+" + "+".join(["1"] * 20), "too_deep"),
    (" and ".join(["n2 == 1"] * (NODES // 3 + 1)), "too_large"),
    ("(" * 900 + "1" + ")" * 900, "syntax"),
    ("-" * (DEPTH + 1) + "n2", "too_deep"),
    ("", "syntax"), ("   ", "syntax"), ("# n2", "syntax"),
])
def test_limits(text: str, code: str) -> None:
    assert refused(text).code == code


def test_what_just_fits_is_allowed() -> None:
    assert check(parse("-" * (DEPTH - 1) + "n2"), SCOPE).paths == {("n2",)}
    assert len("'" + "a" * (LENGTH - 2) + "'") == LENGTH < STRING
    check(parse("'" + "a" * (LENGTH - 2) + "'"), SCOPE)
