"""Rules that are new or stricter, against the rows that are there: how many would break them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, MetaData, Table, and_, func, not_, select

from dougong.catalog.model import Catalog, Check, Expression, Field, Object
from dougong.expressions.errors import ExpressionError
from dougong.store import shape
from dougong.store.change_former import Former
from dougong.store.change_look import Looking
from dougong.store.change_model import Model
from dougong.store.database import Database
from dougong.store.expression import translate
from dougong.store.plan import Step
from dougong.store.predicates import OwnColumns, live
from dougong.store.schema import schema
from dougong.store.session import Order
from dougong.store.sql import compile


def rules(looking: Looking, former: Former, catalog: Catalog, tables: MetaData) -> Iterator[Step]:
    """Yield a step for each check and requirement that is new or says something else, with how many live rows break
    it. Those rows stay as they are; who edits one has to mend it."""
    asked: list[tuple[str, str, Order]] = []
    for one in sorted(catalog.objects.values(), key=lambda each: each.name):
        table = tables.tables.get(one.name)
        if one.uid not in former.definitions or table is None or one.name not in looking.model.columns:
            continue
        for subject, sentence, broken in _stricter(former, one, table, looking):
            asked.append((subject, sentence, _broken(looking, table, broken)))
    found = looking.session.many([order for _, _, order in asked])
    for (subject, sentence, _), rows in zip(asked, found, strict=True):
        count = int(rows[0][0])
        if count:
            yield Step("judge", subject, f"{count} live rows {sentence}; they stay until somebody edits them", (),
                       "confirm", count)


def _stricter(former: Former, one: Object, table: Table,
              looking: Looking) -> Iterator[tuple[str, str, ColumnElement[bool]]]:
    before = former.definitions[one.uid].get("checks", {})
    for check in one.checks:
        if before.get(check.name, {}).get("must") != check.must.text and check.level == "error":
            broken = violated(check, table, looking)
            if broken is not None:
                yield f"{one.name}.{check.name}", f"break the new check {check.name}", broken
    for field in one.fields.values():
        if _newly_required(former, field):
            lacking = lacks(field, table, looking)
            if lacking is not None:
                yield f"{one.name}.{field.name}", f"lack {field.name}, which becomes required", lacking


def _newly_required(former: Former, field: Field) -> bool:
    held = former.fields.get(field.uid)
    said = field.required.text if isinstance(field.required, Expression) else field.required
    return bool(said) and (held is None or held.definition.get("required", False) != said)


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
    try:
        clause: ColumnElement[bool] = translate(rule.checked, looking.dialect, OwnColumns(table))
    except (ExpressionError, KeyError):
        return None
    return clause


def violations(database: Database, catalog: Catalog) -> list[tuple[str, str, int]]:
    """Return (object, check or required field, how many live rows break it now) for every rule that rows of one table
    can be held against; rules nobody breaks are left out."""
    tables = schema(catalog)
    with database.read() as session:
        present = shape.read(session, database.dialect)
        looking = Looking(session, database.dialect, Model.of(present, {}, database.dialect))
        asked = [(one.name, name, _broken(looking, tables.tables[one.name], broken))
                 for one in catalog.objects.values() if one.name in present.columns
                 for name, broken in _every(one, tables.tables[one.name], looking)]
        found = session.many([order for _, _, order in asked])
    return [(name, rule, int(rows[0][0])) for (name, rule, _), rows in zip(asked, found, strict=True) if rows[0][0]]


def _every(one: Object, table: Table, looking: Looking) -> Iterator[tuple[str, ColumnElement[bool]]]:
    found = [*((check.name, violated(check, table, looking)) for check in one.checks),
             *((field.name, lacks(field, table, looking)) for field in one.fields.values() if field.required)]
    yield from ((name, broken) for name, broken in found if broken is not None)


def _broken(looking: Looking, table: Table, broken: ColumnElement[bool]) -> Order:
    kept = live(table).get(looking.dialect)
    query = select(func.count()).select_from(table).where(broken if kept is None else and_(kept, broken))
    return looking.ahead(compile(query, looking.dialect), table), {}
