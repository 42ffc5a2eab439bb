"""What is wrong with an expression is said in the reader's language, reason and cure, and no words lie unused."""

import ast
import re
from pathlib import Path

import pytest

import dougong
from dougong.expressions.check import check
from dougong.expressions.errors import ExpressionError, ExpressionOverflow
from dougong.expressions.parse import DEPTH, DIGITS, LENGTH, NODES, parse
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import Said, messages, say
from tests.unit.expressions.world import SCOPE

_SOURCES = Path(dougong.__file__).parent

WRONG = (
    "", " ", "a" * (LENGTH + 1), "((", "n2)", "(n2]", "'abc", "n2 = 1", "1 +", "1, 2) + (3", "n2 ** 2", "n2 % 2",
    "n2 // 2", "f'{t}'", "f & g", "f | g", "~f", "n2[0]", "lambda: 1", "round(n2, places=2)", "t.upper()", "(1).a",
    "cust.a.b.c.d.e", "cust.sales.a.b.c", "__n", "1 < (n2 < n0 < n6) < 2", "n2 is 1", "'" + "\\0" + "'",
    "1" * (DIGITS + 1), "+".join(["1"] * NODES), "-" * (DEPTH + 2) + "n2",
    "totl", "me.nothing", "old.cust.level", "any(lines, old.a == 1)", "rond(n2)", "sum(n2)", "sum(lines)",
    "sum(lines.t)",
    "count(lines, f, g)", "round()", "round(n2, n2)", "round(n2, 99)", "mod(1)", "coalesce()", "setting('A b')",
    "setting('nothing')", "share(1)", "share(n2, n2)", "days(t)", "n2 + d", "t + u", "d + 30", "m - m", "n2 == None",
    "t in u", "n2 in ()", "n2 in (n0, 1)", "n2 in (1, None)", "lines in (1, 2)", "lines is None", "lines", "n2 == t",
    "o == 'rde'", "d > '31.12.2024'", "lines > 1", "n2 if n0 else n6", "abs(t)", "s > s", "s + 1",
    "days(1) + t", "workdays(1) + t", "c + 1", "cust + t", "j + 1", "not None + t", "j in ('a', 'b')", "l == 'x'",
    f"coalesce({','.join(['n2'] * NODES)})", "if(None)", "abs(None) + t", "(None if f else None) and 1",
)


def refused(text: str) -> ExpressionError | None:
    try:
        check(parse(text), SCOPE)
    except ExpressionError as error:
        return error
    return None


def literals(prefix: str) -> set[str]:
    """Return the codes the sources speak of."""
    return {node.value for path in _SOURCES.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(prefix + "[a-z_]*[a-z]",
                                                                                              node.value)}


def spoken(one: Said) -> set[str]:
    """Return the codes a sentence is made of."""
    return {one.code} | {code for each in one.slots.values() if isinstance(each, Said) for code in spoken(each)}


def test_every_reason_has_words_and_no_words_are_without_a_reason() -> None:
    kinds = {f"expr_kind_{kind.name.lower()}" for kind in Kind}
    told = {code for code in messages("en") if code.startswith("expr_")}
    assert told - {"expr_found_alone"} == literals("expr_") | kinds


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_a_fault_is_said_without_a_word_of_english(language: str) -> None:
    errors = [error for text in WRONG if (error := refused(text))]
    assert len(errors) == len(WRONG)
    for error in [*errors, ExpressionOverflow()]:
        told = say("query_where", language, **error.slots())
        assert re.search("[\u4e00-\u9fff]", say(error.reason.code, language, **error.reason.slots))
        assert error.message not in told
        assert not error.hint or error.hint not in told
        assert "{" not in told.replace("{…}", "")


@pytest.mark.parametrize(("text", "english", "chinese"), [
    ("n2 == t", "where, character 7: a number and a text do not go together (write text(n))",
     "where 第 7 个字符：数字与文本不能放在一起用（请写 text(n)）"),
    ("rond(n2)", "where, character 1: there is no function rond (did you mean round?)",
     "where 第 1 个字符：没有函数 rond（是否指 round？）"),
    ("round()", "where, character 1: round takes 1 or 2 values", "where 第 1 个字符：round 要 1 或 2 个值"),
    ("n2 % 2", "where, character 1: % is not part of the language (write mod(a, b))",
     "where 第 1 个字符：表达式里不能用 %（请写 mod(a, b)）"),
])
def test_reason_and_cure_are_one_sentence_in_each_language(text: str, english: str, chinese: str) -> None:
    error = refused(text)
    assert error is not None
    assert (say("query_where", "en", **error.slots()), say("query_where", "zh-Hans", **error.slots())) == \
        (english, chinese)
