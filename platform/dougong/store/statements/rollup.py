"""Rollups in SQL: what records that point to one add up to, in the form the field that says it is stored in."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, literal, select, true, type_coerce

from dougong.catalog.linking.rollups import ranked
from dougong.catalog.model import Field, Object, Rollup
from dougong.expressions.tree import Path
from dougong.fields.base import Dialect
from dougong.kernel.kinds import Kind
from dougong.store.expression.sql import Written
from dougong.store.expression.translator import translate

if TYPE_CHECKING:
    from dougong.store.query.paths import Source

#: Over shares in stored form. The average alone is taken before it is rounded: to 12 places, as `/` gives it.
_TAKEN: Final[Mapping[str, str]] = {
    "sum": "COALESCE(SUM({0}), 0)", "min": "MIN({0})", "max": "MAX({0})", "count": "COUNT(*)", "latest": "{0}"}
_AVERAGE: Final[Mapping[Dialect, str]] = {
    "postgresql": "ROUND(DIV(SUM({0}) * 1e13, NULLIF(COUNT({0}), 0)) * 1e-13, 12)", "sqlite": "dg_avg({0})"}


def taken(pointing: "Source", object: Object, field: Field, rollup: Rollup,
          id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the sub-select of what `rollup` takes of the rows of `pointing` that point to the record `id`.

    The share of each record is rounded half-up to the field's places before it is summed, so that a stored rollup,
    to which shares are added one by one, and one that is computed at once never differ.
    """
    value = _value(pointing, field, rollup)
    query = select(value).where(_pointing(pointing, object, rollup, id), *_counted(pointing, rollup))
    if rollup.function == "latest":
        query = query.order_by(*order(pointing, rollup.order)).limit(1)
    return query.select_from(pointing.joined).correlate_except(pointing.joined).scalar_subquery()


def order(source: "Source", keys: Iterable[str]) -> list[ColumnElement[Any]]:
    """Return what puts first the record that comes first by `keys`, nulls last; of equals, the newest."""
    found: list[ColumnElement[Any]] = []
    for path, down in map(ranked, keys):
        column = source.columns(path)[0]
        found.append((column.desc() if down else column.asc()).nulls_last())
    return [*found, source.table.c.id.desc()]


def stored_form(field: Field, value: ColumnElement[Any], dialect: Dialect) -> ColumnElement[Any]:
    """Return a computed value in the form its field would be stored in, numbers rounded half-up to their places."""
    type_ = field.type.columns(field)[0].type
    if field.type.kind is Kind.TEXT and dialect == "postgresql":
        return Written('({0} COLLATE "C")', type_, value)
    if field.type.kind is not Kind.NUMBER:
        return value
    places = field.type.places(field) or 0
    if dialect == "sqlite":
        return Written(f"CAST(dg_round(dg_multiply({{0}}, {10 ** places}), 0) AS INTEGER)", BigInteger(), value)
    whole = isinstance(type_, BigInteger)
    return Written("CAST(ROUND({0}, 0) AS BIGINT)" if whole else f"ROUND({{0}}, {places})", type_, value)


def _value(pointing: "Source", field: Field, rollup: Rollup) -> ColumnElement[Any]:
    type_ = field.type.columns(field)[0].type
    if rollup.value is None:
        scale = 10 ** (field.type.places(field) or 0) if pointing.dialect == "sqlite" else 1
        return Written(f"({_TAKEN['count']} * {scale})", type_)
    if rollup.function == "avg":
        pointing.expressions.append(rollup.value.checked)
        shares = translate(rollup.value.checked, pointing.dialect, pointing)
        return stored_form(field, Written(_AVERAGE[pointing.dialect], type_, shares), pointing.dialect)
    found: ColumnElement[Any] = Written(_TAKEN[rollup.function], type_, _share(pointing, field, rollup))
    if pointing.dialect == "postgresql" and field.type.kind is Kind.NUMBER:
        return stored_form(field, Written("CAST({0} AS NUMERIC)", type_, found), pointing.dialect)
    return found


def _share(pointing: "Source", field: Field, rollup: Rollup) -> ColumnElement[Any]:
    """Return what one record gives, in stored form; a column that fits as it is needs no turn."""
    assert rollup.value is not None          # noqa: S101 - only count() has none
    tree, places = rollup.value.checked.tree, field.type.places(field) or 0
    if isinstance(tree, Path) and tree.root == "own" and field.type.kind is Kind.NUMBER and \
            (tree.symbol.places or 0) <= places:
        column = pointing.column(tree.path)
        more = places - (tree.symbol.places or 0)
        if pointing.dialect != "sqlite":
            return column
        return Written(f"({{0}} * {10 ** more})", BigInteger(), type_coerce(column, BigInteger())) if more else column
    pointing.expressions.append(rollup.value.checked)
    return stored_form(field, translate(rollup.value.checked, pointing.dialect, pointing), pointing.dialect)


def _pointing(pointing: "Source", object: Object, rollup: Rollup, id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a row's field `via` holds the id; an any-link says which object's, too."""
    *of, at = pointing.columns((rollup.via,))
    return and_(at == id, *(each == literal(object.uid) for each in of))


def lives(source: "Source") -> ColumnElement[bool]:
    """Return the condition that a row is of the living; a line lives as long as its owner."""
    if source.object.parent is not None:
        return source.columns(("parent", "archived_at"))[0].is_(None)
    return source.table.c.archived_at.is_(None) if "archived_at" in source.table.c else true()


def _counted(pointing: "Source", rollup: Rollup) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a row is live, a line with its owner, and that `where` holds."""
    live = lives(pointing)
    return (live,) if rollup.where is None else (live, pointing.condition(rollup.where))
