"""Closures, reference, SQLite and PostgreSQL give the same answer to whatever the language can say."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import case, select

from dougong.expressions import reference
from dougong.expressions.check import Checked, check
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError, ExpressionOverflow
from dougong.expressions.functions import AGGREGATES, BUILTIN
from dougong.expressions.parse import parse
from dougong.expressions.tree import Aggregate, Apply, Bound, Constant, Items, Member, Node, Path
from dougong.kernel.kinds import Kind
from dougong.store.database import Database
from dougong.store.expression.bounds import parameters, parts
from dougong.store.expression.functions import decoded
from dougong.store.expression.translator import predicate, translate
from dougong.store.sql import Statement, compile
from tests.unit.expressions.grammar import texts
from tests.unit.expressions.world import COLUMNS, LINE, RECORD, RECORDS, SCOPE, create, insert, people

CASES = 5_000
EXAMPLES, DRAWN = 210, 32        # more than enough, since small expressions come twice
BATCH = 40
ENVS = people(seed=4, count=24)
ERROR = "overflow"
#: Tree nodes, and where a written null may stand in them.
NODES = ("Constant", "Path own", "Path old", "Path parent", "Path link", "Bound", "Negate", "Not", "Arithmetic",
         "Logic", "Compare", "Member", "Member Items", "IsNull", "Choice", "Apply", "Aggregate")
NULLS = ("Arithmetic.left", "Arithmetic.right", "Negate.operand", "Not.operand", "Logic.parts", "Choice.test",
         "Choice.then", "Choice.otherwise", "Apply.args", "IsNull.operand", "Member.item", "Aggregate.condition")


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[list[Database]]:
    """The records in both databases."""
    found = [Database.open(f"sqlite:///{tmp_path_factory.mktemp('agree') / 'agree.db'}"), Database.open(postgres_url)]
    for database in found:
        _fill(database)
    yield found
    for database in found:
        with database.write(None) as session:
            for name in ("record", "line"):
                session.rows(Statement(f"drop table {name}", keep=False))
            session.commit()
        database.close()


def _fill(database: Database) -> None:
    with database.write(None) as session:
        for name, symbols in (("record", RECORD), ("line", LINE)):
            session.rows(Statement(create(name, symbols, database.dialect), keep=False))
        for env in ENVS:
            session.rows(Statement(insert("record", env.values, RECORD, database.dialect), keep=False))
            for line in env.lines["lines"]:
                session.rows(Statement(insert("line", line, LINE, database.dialect), keep=False))
        session.commit()


def test_the_evaluators_agree(databases: list[Database]) -> None:
    found: dict[str, Checked] = {}

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(texts(DRAWN))
    def closures_agree_with_the_reference(drawn: list[str]) -> None:
        for text in drawn:
            checked = check(parse(text), SCOPE)
            run = closure(checked)
            for env in ENVS[:6]:
                answer = _outcome(lambda run=run, env=env: run(env))
                assert same(answer, _outcome(lambda checked=checked, env=env: reference.value(checked, env))), text
            found.setdefault(text, checked)

    closures_agree_with_the_reference()
    cases = list(found.values())
    seen = Counter(name for checked in cases for name in _census(checked.tree))
    compared = sum(_hold(databases, cases[start : start + BATCH], ENVS[index % len(ENVS)])
                   for index, start in enumerate(range(0, len(cases), BATCH)))

    assert compared >= CASES
    missing = [name for name in (*NODES, *NULLS, *map("kind {}".format, _KINDS), *(BUILTIN.keys() - _OURS),
                                 *map("aggregate {}".format, AGGREGATES)) if not seen[name]]
    assert missing == []


_KINDS = [kind.value for kind in Kind if kind not in {Kind.ROWS, Kind.NULL, Kind.OPAQUE, Kind.WORKSPAN}]
#: What no database reckons.
_OURS = frozenset({"workdays"})


def _hold(databases: list[Database], cases: list[Checked], home: Env) -> int:
    """Ask both databases for a batch of cases over every record; return how many cases both were asked for."""
    cases = [checked for checked in cases if "old" not in checked.uses and not _overflows(checked.tree, _around(home))]
    for database in databases:
        answers = _ask(database, cases, home)
        for checked, column in zip(cases, answers, strict=True):
            run = closure(checked)
            for env, answer in zip(_around(home), column, strict=True):
                expected = run(env)
                assert same(expected, answer), _smallest(database, checked, home)
    return len(cases)


def _around(home: Env) -> list[Env]:
    """Each record as seen by one person at one time."""
    return [Env(env.values, None, env.linked, env.lines, home.me, home.today, home.now, home.settings, home.roles, None,
                home.zone) for env in ENVS]


def _ask(database: Database, cases: list[Checked], home: Env) -> list[list[Any]]:
    """What the database says: one list of values, in the order of records, per case."""
    dialect = database.dialect
    shown = [translate(checked, dialect, COLUMNS).label(f"c{i}") for i, checked in enumerate(cases)]
    loose = [case((predicate(checked, dialect, COLUMNS), 1), else_=0).label(f"p{i}")
             for i, checked in enumerate(cases) if checked.kind is Kind.FLAG]
    statement = compile(select(*shown, *loose).select_from(RECORDS).order_by(RECORDS.c.id), dialect)
    bound = {name: value for checked in cases for name, value in parameters(checked, home, dialect).items()}
    with database.read() as session:
        rows = session.rows(replace(statement, keep=False), bound)
    answers = [[_decoded(row[i], checked, dialect) for row in rows] for i, checked in enumerate(cases)]
    flags = iter(range(len(cases), len(cases) + len(loose)))
    for checked, answer in zip(cases, answers, strict=True):
        if checked.kind is Kind.FLAG:
            place = next(flags)
            assert [bool(row[place]) for row in rows] == answer, f"predicate of {checked.text} on {dialect}"
    return answers


def _decoded(value: Any, checked: Checked, dialect: str) -> Any:
    if checked.kind is Kind.SET:
        return tuple(json.loads(value) if isinstance(value, str) else value or ())
    if value is None or dialect != "sqlite":
        return value
    if checked.kind is Kind.TIME:
        return type(ENVS[0].now.time()).fromisoformat(value)
    return decoded(checked.kind)(value)


def same(left: Any, right: Any) -> bool:
    """Whether two answers are one; a span is a number of days in SQL, a set that is null has no members."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return (left or ()) == (right or ())
    if isinstance(left, timedelta) and isinstance(right, int):
        return left.days == right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def _outcome(run: Callable[[], Any]) -> Any:
    try:
        return run()
    except ExpressionOverflow:
        return ERROR


def _overflows(node: Node, envs: Iterable[Env]) -> bool:
    """Whether any part overflows for any record: a database may look at parts a closure need not."""
    runs = [closure(_alone(part)) for part in _own_parts(node)]
    rows = [closure(_alone(part)) for aggregate in parts(node) if isinstance(aggregate, Aggregate)
            for child in (aggregate.path, aggregate.condition) if child for part in _own_parts(child)]
    return any(_outcome(lambda run=run, env=env: run(env)) == ERROR for env in envs for run in runs) or \
        any(_outcome(lambda run=run, row=row: run(row)) == ERROR
            for env in envs for line in env.lines["lines"] for row in (env.row(line),) for run in rows)


def _own_parts(node: Node) -> Iterator[Node]:
    yield node
    for child in ([] if isinstance(node, Aggregate) else _children(node)):
        if hasattr(child, "kind") and type(child).__name__ != "Items":
            yield from _own_parts(child)


def _children(node: Node) -> Iterator[Node]:
    for field in fields(node):
        value = getattr(node, field.name)
        yield from (part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, Node))


def _alone(node: Node) -> Checked:
    return Checked("part", node, node.kind, frozenset(), {}, frozenset())


def _smallest(database: Database, checked: Checked, home: Env) -> str:
    """Tell the smallest part of the case on which the database differs."""
    said = f"{checked.text} on {database.dialect}"
    for part in sorted(_own_parts(checked.tree), key=lambda part: len(list(parts(part)))):
        if part.kind is Kind.OPAQUE:
            continue
        alone = _alone(part)
        for env, answer in zip(_around(home), _ask(database, [alone], home)[0], strict=True):
            expected = closure(alone)(env)
            if not same(expected, answer):
                return f"{said}: {part} gives {answer!r}, not {expected!r}; record {dict(env.values)} {env.me}"
    return said


def _census(node: Node) -> Iterator[str]:
    """Names of what the tree is made of."""
    for part in parts(node):
        yield type(part).__name__
        yield f"kind {part.kind.value}"
        yield from _details(part)
        for field in fields(part):
            value = getattr(part, field.name)
            for child in value if isinstance(value, tuple) else (value,):
                if isinstance(child, Constant) and child.value is None:
                    yield f"{type(part).__name__}.{field.name}"


def _details(part: Node) -> Iterator[str]:
    match part:
        case Path():
            yield f"Path {part.root}"
            yield "Path link" if len(part.path) > 1 else "Path"
        case Apply(): yield part.function.name
        case Bound(): yield part.name.split("__", maxsplit=1)[0]
        case Aggregate(): yield f"aggregate {part.name}"
        case Member(group=Items()): yield "Member Items"


def test_what_has_no_sql_is_refused_when_it_is_translated() -> None:
    checked = check(parse("old.n2 == n2"), SCOPE)
    for dialect in ("sqlite", "postgresql"):
        with pytest.raises(ExpressionError) as caught:
            translate(checked, dialect, COLUMNS)
        assert (caught.value.code, caught.value.column) == ("not_sql", 1)
