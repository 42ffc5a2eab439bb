"""Statements that count the live records which break a rule: the same SQL a filter would be."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, func, not_, select
from sqlalchemy.exc import CompileError

from dougong.catalog.model import Check, Expression, Field, Object
from dougong.expressions.check import Checked
from dougong.expressions.errors import ExpressionError
from dougong.store.expression.translator import translate
from dougong.store.query.paths import Ground, Source
from dougong.store.query.terms import Term, condition
from dougong.store.sql import Statement, compile

#: What counts, and the expressions whose parameters have to be bound.
Counting = tuple[Statement, Sequence[Checked]]
#: What a rule looks at that only a person who writes has: who asks, what the record was before.
_PERSONAL = frozenset({"me", "role", "old"})


def breaking(ground: Ground, one: Object, check: Check) -> Counting | None:
    """Return what counts the live records of `one` that break a check; None where the database cannot tell."""
    return _counting(ground, one, (check.must,), lambda source: [not_(_held(source, check.must))])


def lacking(ground: Ground, one: Object, field: Field) -> Counting | None:
    """Return what counts the live records that lack a required value; None where the database cannot tell."""
    rules = tuple(rule for rule in (field.required, field.visible) if isinstance(rule, Expression))
    return _counting(ground, one, rules, lambda source: [
        condition(source, Term((field.name,), "null"), 0), *(_held(source, rule) for rule in rules)])


def _held(source: Source, rule: Expression) -> ColumnElement[bool]:
    source.expressions.append(rule.checked)
    clause: ColumnElement[bool] = translate(rule.checked, source.dialect, source)
    return clause


def _counting(ground: Ground, one: Object, rules: Sequence[Expression],
              make: Callable[[Source], list[ColumnElement[bool]]]) -> Counting | None:
    if any(_PERSONAL & rule.checked.uses for rule in rules):
        return None
    source = Source(ground, one)
    try:
        conditions = make(source)
        if "archived_at" in source.table.c:
            conditions.append(source.table.c.archived_at.is_(None))
        query = select(func.count()).select_from(source.joined).where(*conditions)
        return compile(query, ground.dialect), tuple(source.expressions)
    except (ExpressionError, CompileError, LookupError):
        return None
