"""Rules that are new, stricter or gone, against the rows that are there: how many would break them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, MetaData, Table, and_, func, not_, select

from dougong.catalog.model import Catalog, Check, Enforce, Expression, Field, Object
from dougong.expressions.errors import ExpressionError
from dougong.fields.base import Dialect
from dougong.kernel.saying import Name, said
from dougong.store.change.former import Former
from dougong.store.change.look import Looking
from dougong.store.change.plan import Later, Safety, Step
from dougong.store.expression.translator import translate
from dougong.store.predicates import OwnColumns, live
from dougong.store.session import Order
from dougong.store.sql import compile


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule that is new or stricter: whose it is, whether it is a check or that a value is required, and which rows
    break it (None: their own columns cannot tell)."""

    object: str
    name: str
    kind: Literal["check", "required"]
    enforce: Enforce
    level: str
    table: Table
    broken: ColumnElement[bool] | None
    #: The field whose default the rows are given that lack it.
    given: Field | None = None


def rules(looking: Looking, former: Former, catalog: Catalog, tables: MetaData) -> Iterator[Step]:
    """Yield a step for each check and requirement that is new, says something else or is gone, with how many live
    rows break it. Those rows stay as they are."""
    asked: list[_Rule] = []
    for one in sorted(catalog.objects.values(), key=lambda each: each.name):
        table = tables.tables.get(one.name)
        if one.uid not in former.definitions or table is None or one.name not in looking.model.columns:
            continue
        asked += _stricter(former, one, table, looking)
        yield from _gone(former, one)
    counted = [(rule, _broken(looking, rule.table, rule.broken)) for rule in asked if rule.broken is not None]
    found = looking.session.many([order for _, order in counted])
    counts = {id(rule): int(rows[0][0]) for (rule, _), rows in zip(counted, found, strict=True)}
    for rule in asked:
        yield from _told(rule, counts.get(id(rule)))


def _told(rule: _Rule, count: int | None) -> Iterator[Step]:
    if rule.given is not None:
        if count != 0:
            yield replace(_step(rule, "default", "plan_default", count or 0),
                          later=(Later(f"default {rule.given.uid}"),))
    elif count is None:
        yield _step(rule, "judge", f"plan_unknown_{rule.kind}")
    elif count:
        safety: Safety = "confirm" if rule.level == "error" and rule.enforce in ("new", "all") else "safe"
        yield replace(_step(rule, "judge", f"plan_judge_{rule.kind}", count), safety=safety)


def _step(rule: _Rule, verb: Literal["default", "judge"], code: str, count: int = 0) -> Step:
    subject, part = f"{rule.object}.{rule.name}", "checks" if rule.kind == "check" else "fields"
    told = said(code, rule=Name(subject), n=count, stay=said(f"plan_stay_{rule.enforce}"))
    return Step(verb, subject, told, (), "safe", count, rule=f"objects.{rule.object}.{part}.{rule.name}",
                enforce=rule.enforce)


def _stricter(former: Former, one: Object, table: Table, looking: Looking) -> Iterator[_Rule]:
    before = former.definitions[one.uid].get("checks", {})
    for check in one.checks:
        held = before.get(check.name, {})
        if (held.get("must"), held.get("level"), held.get("enforce", "all")) != (
                check.must.text, check.level, check.enforce):
            yield _Rule(one.name, check.name, "check", check.enforce, check.level, table,
                        violated(check, table, looking))
    for field in one.fields.values():
        if _newly_required(former, field):
            yield _Rule(one.name, field.name, "required", field.enforce, "error", table, lacks(field, table, looking),
                        field if _fillable(one, field) else None)


def _fillable(one: Object, field: Field) -> bool:
    """Return whether old rows can be given the default of a field: it is the same whoever asks, many may have it."""
    default = field.default
    unique = field.unique or any(field.name in each.fields for each in one.uniques)
    return default is not None and field.stored and len(field.type.columns(field)) == 1 and not unique \
        and field.enforce in ("new", "all") and not default.checked.uses & {"me", "role", "old"}


def _gone(former: Former, one: Object) -> Iterator[Step]:
    """Yield what nobody has to keep any more: it holds nothing back, so it needs nobody's yes."""
    now = {check.name for check in one.checks}
    for name in former.definitions[one.uid].get("checks", {}):
        if name not in now:
            yield Step("ease", f"{one.name}.{name}", said(
                "plan_ease_check", object=Name(one.name), check=Name(f"{one.name}.{name}", alone=True)))
    for field in one.fields.values():
        held = former.fields.get(field.uid)
        if held is not None and held.definition.get("required") and not field.required:
            yield Step("ease", f"{one.name}.{field.name}", said(
                "plan_ease_required", field=Name(f"{one.name}.{field.name}")))


def _newly_required(former: Former, field: Field) -> bool:
    """Return whether a field must have a value from now on that could be without one, or under another condition."""
    held = former.fields.get(field.uid)
    said = field.required.text if isinstance(field.required, Expression) else field.required
    before: Mapping[str, Any] = {} if held is None else held.definition
    return bool(said) and (before.get("required", False), before.get("enforce", "all")) != (said, field.enforce)


def violated(check: Check, table: Table, looking: Looking) -> ColumnElement[bool] | None:
    """Return the condition that a row of `table` breaks a check; None where its own columns cannot tell."""
    must = _condition(check.must, table, looking)
    return None if must is None else not_(must)


def lacks(field: Field, table: Table, looking: Looking) -> ColumnElement[bool] | None:
    """Return the condition that a row lacks a required value; None where its own columns cannot tell."""
    if not field.stored or (table.name, field.name) in looking.model.fresh:
        return None
    columns: Sequence[ColumnElement[bool]] = [table.c[each.name].is_(None) for each in field.type.columns(field)]
    conditions = [rule for rule in (field.required, field.visible) if isinstance(rule, Expression)]
    found = [_condition(rule, table, looking) for rule in conditions]
    known = [each for each in found if each is not None]
    return and_(*columns, *known) if len(known) == len(found) else None


def _condition(rule: Expression, table: Table, looking: Looking) -> ColumnElement[bool] | None:
    if rule.checked.uses or any((table.name, name) in looking.model.fresh for path in rule.checked.paths
                                for name in path[:1]):
        return None
    return _translated(rule, table, looking.dialect)


def _translated(rule: Expression, table: Table, dialect: Dialect) -> ColumnElement[bool] | None:
    try:
        clause: ColumnElement[bool] = translate(rule.checked, dialect, OwnColumns(table))
    except (ExpressionError, KeyError):
        return None
    return clause


def _broken(looking: Looking, table: Table, broken: ColumnElement[bool]) -> Order:
    kept = live(table).get(looking.dialect)
    query = select(func.count()).select_from(table).where(broken if kept is None else and_(kept, broken))
    return looking.ahead(compile(query, looking.dialect), table), {}
