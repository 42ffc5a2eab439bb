"""SQL is built, not written: no value and no name is formatted into a text outside the files listed here."""

import ast
import re
from pathlib import Path

import pytest

import dougong

ROOT = Path(dougong.__file__).parent

#: Files that put something into SQL text, and what: only names the catalog has checked, quoted, and constants.
LISTED = {
    "store/engine/audit.py": "names of engine tables and verbs, constants, in triggers",
    "store/change/ahead.py": "the key of an advisory lock and a prefix, constants; the name of an index, quoted()",
    "store/change/fill.py": "names of a table and a column, through quoted(), and the column's type",
    "store/change/later.py": "names of indexes, through quoted(), in DROP",
    "store/change/look.py": "names of tables and columns, through quoted(), around a statement on what will be",
    "store/change/model.py": "names of tables, columns, keys and indexes, through quoted(), in ALTER and DROP",
    "store/change/purge.py": "names of parked tables and columns, through quoted(), in DROP",
    "store/change/rebuild.py": "names of tables and columns, through quoted(), in a table made anew",
    "store/change/shadow.py": "names of tables, columns and what goes by their name, through quoted()",
    "store/change/differences.py": "names of tables, columns and indexes, through quoted(), in ALTER and DROP",
    "store/fence.py": "the key of the advisory lock, a constant",
    "store/init.py": "the key of the advisory lock and the name of an engine table, constants",
    "store/scratch.py": "names of databases, made here or through quoted(), in CREATE and DROP DATABASE",
    "store/drivers/sqlite.py": "a time-out in a pragma, a constant",
}
#: Ways to hand SQLAlchemy a text it does not look into (safety.md M18).
RAW = {"text", "literal_column", "op", "prefix_with", "suffix_with", "extract", "from_statement", "exec_driver_sql"}
SQL = re.compile(r"^\s*(select|insert|update|delete|alter|drop|create|with|pragma|set|lock|vacuum)\s", re.IGNORECASE)

FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))


def formatted(tree: ast.AST) -> list[int]:
    """Lines where something is put into a text that begins like SQL: f-string, +, %, format."""
    found = []
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr) and any(isinstance(each, ast.FormattedValue) for each in node.values):
            parts = node.values[:1]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
            parts = [node.left]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            parts = [node.func.value]
        if any(isinstance(each, ast.Constant) and isinstance(each.value, str) and SQL.match(each.value)
               for each in parts):
            found.append(getattr(node, "lineno", 0))
    return found


def raw(tree: ast.AST) -> list[int]:
    """Lines that hand SQLAlchemy a text that is not written out there and then."""
    imported = {name.asname or name.name for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
                for name in node.names if name.name in RAW}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in imported]
    methods = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in RAW - {"text"}
               and isinstance(call.func.value, ast.Name | ast.Attribute | ast.Call)]
    any_function = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "getattr"
                    and ast.unparse(call.args[0]) in {"func", "sa.func", "sqlalchemy.func"}]
    return [call.lineno for call in (*named, *methods) if not isinstance(call.args[0], ast.Constant)] + \
        [call.lineno for call in any_function]


@pytest.mark.parametrize("file", [file for file in FILES if file not in LISTED])
def test_nothing_is_formatted_into_sql(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text())
    assert formatted(tree) == []
    assert raw(tree) == []


@pytest.mark.parametrize("file", LISTED)
def test_the_list_names_no_file_without_reason(file: str) -> None:
    assert formatted(ast.parse((ROOT / file).read_text())), f"{file} formats nothing any more: take it off the list"


@pytest.mark.parametrize("code", [
    'f"select {name} from x"', '"delete from %s" % name', '"select * from " + name', '"update {} set".format(name)'])
def test_the_search_finds_what_it_is_for(code: str) -> None:
    assert formatted(ast.parse(code)) == [1]


@pytest.mark.parametrize("code", [
    "from sqlalchemy import text\ntext(given)", "column\\\n.op(given)('x')", "a = 1\ngetattr(func, given)('x')"])
def test_the_search_finds_texts_that_are_given(code: str) -> None:
    assert len(raw(ast.parse(code))) == 1


def test_only_the_store_speaks_sql() -> None:
    driver = re.compile(r"^(from|import) (sqlalchemy|sqlite3|psycopg|alembic)", re.MULTILINE)
    strangers = [file for file in FILES if not file.startswith(("store/", "fields/"))
                 and driver.search((ROOT / file).read_text())]
    assert strangers == []
