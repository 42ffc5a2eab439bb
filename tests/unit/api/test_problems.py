"""Problems: one table of numbers, words in three languages, and a page that lists them all."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from dougong.api import errors, problems
from dougong.api.language import asked
from dougong.kernel.errors import AppError, Conflict, Denied, FieldError, Missing, Refused, Stale
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.messages import messages

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "platform" / "dougong" / "api").rglob("*.py"))
RAISED = {kind.__name__ for kind, _, _ in errors.STATUS} | {"FieldError"}


def codes() -> Iterator[str]:
    """Every code the API floor itself raises, from its source."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                at = 1 if node.func.id == "FieldError" else 0
                if len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    yield str(node.args[at].value)
            elif isinstance(node, ast.Constant) and file.name == "place.py" and str(node.value).startswith("json_"):
                yield str(node.value)
    yield from ("json_syntax", "control")


def rows(title: str) -> dict[str, tuple[str, ...]]:
    """The rows of the table below a heading, by what their first cell holds between backticks."""
    part = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in part.splitlines()
             if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in cells}


def test_the_page_lists_every_kind_with_its_number() -> None:
    assert {name: int(cells[0]) for name, cells in rows("Kinds").items()} == {
        name: status for _, status, name in errors.STATUS}


def test_the_page_lists_every_code_the_api_raises() -> None:
    assert set(rows("Codes")) == set(codes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_code_has_words(language: str) -> None:
    known = messages(language)
    assert {f"problem_{name.replace('-', '_')}" for _, _, name in errors.STATUS} - known.keys() == set()
    assert set(codes()) - known.keys() == set()


def test_numbers_of_http_stand_in_one_table() -> None:
    """No other module of the API decides which refusal has which status."""
    said = {file.name: re.sub(r'""".*?"""|#.*', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
            for file in SOURCES if file.name != "errors.py" and file.parent.name == "api"}
    assert [name for name, text in said.items() if re.search(r"\b4(09|12|13|15|22|28)\b", text)] == []


@pytest.mark.parametrize(("error", "status", "kind"), [
    (Stale(), 412, "stale"), (Conflict(), 409, "conflict"), (Missing(), 404, "missing"), (Denied(), 403, "denied"),
    (AppError("strange"), 500, "internal"),
])
def test_the_nearest_kind_counts(error: AppError, status: int, kind: str) -> None:
    assert errors.status_of(error) == (status, kind)


@pytest.mark.parametrize(("header", "language"), [
    ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-Hant-HK,en", "zh-Hant"), ("en-GB", "en"),
    ("fr;q=1, en;q=0.2, zh;q=0.5", "zh-Hans"), ("fr", None), ("", None), ("en;q=0, zh-HK;q=0.1", "zh-Hant"),
    ("*;q=x,;;;,zh-MO", "zh-Hant"),
])
def test_the_language_asked_for(header: str, language: str | None) -> None:
    assert asked(header) == language


def test_a_problem_says_what_was_refused_where_and_why() -> None:
    refused = Refused(errors=[FieldError("/lines/0/qty", "number"),
                              FieldError("", "check", text={"en": "Older than 30 days", "zh-Hans": "早于三十天"})])
    with Flask("test").test_request_context("/api/v1/x", headers={"Accept-Language": "zh-CN"}):
        answer = problems.answer(refused)
        again = problems.answer(refused)
    body = json.loads(answer.get_data())
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert {name: body[name] for name in ("type", "title", "status", "code", "detail")} == {
        "type": "https://dougong.dev/problems/refused", "title": "没有接受", "status": 422, "code": "refused",
        "detail": "有些值不能保存"}
    assert body["errors"] == [
        {"pointer": "/lines/0/qty", "code": "number", "message": messages("zh-Hans")["number"]},
        {"pointer": "", "code": "check", "message": "早于三十天"}]
    assert body["instance"] == json.loads(again.get_data())["instance"]      # one request, one id
    assert re.fullmatch("urn:dougong:[0-9a-f]{16}", body["instance"])


def test_a_fault_of_ours_tells_only_its_id(caplog: pytest.LogCaptureFixture) -> None:
    with Flask("test").test_request_context("/api/v1/x"):
        try:
            raise ZeroDivisionError("the secret is 42")
        except ZeroDivisionError as fault:
            answer = problems.answer(problems.broken(fault))
    body = json.loads(answer.get_data())
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)
    incident = body["instance"].removeprefix("urn:dougong:")
    assert incident in body["detail"]
    assert f"incident {incident}" in caplog.text
    assert "the secret is 42" in caplog.text
