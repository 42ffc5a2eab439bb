"""Statements that keep stored rollups: add a difference, take it anew, and find the records where it is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, literal_column, or_, select, update

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.store.expression.sql import Written as Term
from dougong.store.query.paths import Ground, Source, known
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import Decoder, Encoder, decoder
from dougong.store.statements.reads import member
from dougong.store.statements.write import Slot, Written, slots_of


def shifted(ground: Ground, object: Object, names: Sequence[str]) -> Written:
    """Return the update that adds to the rollups `names` of the record `:id`; one never taken counts from nothing."""
    table = ground.tables[object.name]
    slots: dict[str, Slot] = slots_of([known(object, name) for name in names], ground)
    zero: ColumnElement[int] = literal_column("0")
    after = {name: _fitting(known(object, name), func.coalesce(table.c[name], zero).op("+", precedence=7)(
        bindparam(f"add_{name}")), ground) for name in slots}
    statement = compile(update(table).values(after).where(table.c.id == bindparam("id")), ground.dialect)
    found: dict[str, Slot] = {**{f"add_{name}": slot for name, slot in slots.items()},
                              **slots_of([known(object, "id")], ground)}
    return Written(statement, Encoder(tuple(found[name] for name in statement.names)))


def holding(ground: Ground, object: Object) -> Statement:
    """Return what holds the records `:ids`, lowest id first, so that rollups of theirs stand still."""
    table = ground.tables[object.name]
    query = select(table.c.id).where(member(table.c.id, "ids", ground.dialect)).order_by(table.c.id)
    return compile(query.with_for_update(key_share=True) if ground.dialect == "postgresql" else query, ground.dialect)


def retaken(ground: Ground, object: Object, names: Iterable[str]) -> Statement:
    """Return the update that takes the rollups `names` of the records `:ids` anew; they have to be held before, by
    another statement, or what others have just written would not be seen."""
    table = ground.tables[object.name]
    values = {name: _anew(ground, object, known(object, name), table.c.id) for name in names}
    return compile(update(table).values(values).where(member(table.c.id, "ids", ground.dialect)), ground.dialect)


def holding_owners(ground: Ground, lines: Object, owner: Object) -> Statement:
    """Return what holds the owners of the lines `:ids`, as `holding` does."""
    table = ground.tables[owner.name]
    query = select(table.c.id).where(table.c.id.in_(_owners(ground, lines))).order_by(table.c.id)
    return compile(query.with_for_update(key_share=True) if ground.dialect == "postgresql" else query, ground.dialect)


def refreshed(ground: Ground, object: Object, names: Iterable[str], lines: Object | None = None) -> Statement:
    """Return the update that computes the stored formulas over rollups `names` of the records `:ids` anew, or of the
    owners of the `lines` `:ids`; they have to be held before."""
    table = ground.tables[object.name]
    values = {known(object, name).type.columns(known(object, name))[0].name: _formula(ground, object, name, table.c.id)
              for name in names}
    chosen = member(table.c.id, "ids", ground.dialect) if lines is None else table.c.id.in_(_owners(ground, lines))
    return compile(update(table).values(values).where(chosen), ground.dialect)


def crowd(ground: Ground, field: Field, most: int) -> Statement:
    """Return what counts the records that point to `:id` by a rollup's `via`, as far as `most` + 1."""
    assert field.rollup is not None          # noqa: S101 - asked of rollups only
    pointing = Source(ground, ground.catalog.objects[field.rollup.of])
    at = pointing.columns((field.rollup.via,))[-1]
    some = select(literal(1)).select_from(pointing.joined).where(at == bindparam("id")).limit(most + 1).subquery()
    return compile(select(func.count()).select_from(some), ground.dialect)


def wrong(ground: Ground, object: Object, names: Sequence[str]) -> tuple[Statement, Decoder]:
    """Return what finds the records after `:after`, up to `:until`, in which one of the stored rollups, and formulas
    over them, `names` is not what it would be now, and the decoder of its rows: id, and for each what is stored and, as
    "<name>/anew", what it would be."""
    table = ground.tables[object.name]
    pairs = [(name, table.c[name], _right(ground, object, known(object, name), table.c.id)) for name in names]
    columns = [each for name, stored, anew in pairs for each in (stored.label(name), anew.label(f"{name}/anew"))]
    differs = or_(*(stored.is_distinct_from(anew) for _, stored, anew in pairs))
    within = (table.c.id > bindparam("after"), table.c.id <= bindparam("until"))
    query = select(table.c.id, *columns).where(*within, differs).order_by(table.c.id)
    fields = [(label, known(object, name)) for name in names for label in (name, f"{name}/anew")]
    return (compile(query, ground.dialect, texts=True),
            decoder([("id", known(object, "id")), *fields], ground.catalog, ground.dialect, json=True))


def _owners(ground: Ground, lines: Object) -> Select[tuple[int]]:
    table = ground.tables[lines.name].alias("line")
    return select(table.c.parent).where(member(table.c.id, "ids", ground.dialect))


def _formula(ground: Ground, object: Object, name: str, id: ColumnElement[int]) -> ColumnElement[Any]:
    source = Source(ground, object, "r", anew=True)
    value, = source.columns((name,))
    found = select(value).select_from(source.joined).where(source.table.c.id == id).scalar_subquery()
    return _fitting(known(object, name), found, ground)


def _right(ground: Ground, object: Object, field: Field, id: ColumnElement[int]) -> ColumnElement[Any]:
    if field.rollup is not None:
        return _anew(ground, object, field, id)
    return _formula(replace(ground, anew=True), object, field.name, id)


def _anew(ground: Ground, object: Object, field: Field, id: ColumnElement[int]) -> ColumnElement[Any]:
    assert field.rollup is not None          # noqa: S101 - asked of rollups only
    return _fitting(field, Source(ground, object, "r").rolled(object, field, field.rollup, id), ground)


def _fitting(field: Field, value: ColumnElement[Any], ground: Ground) -> ColumnElement[Any]:
    """Return a value that is refused where its column is too small: SQLite's own columns refuse nothing."""
    if ground.dialect != "sqlite" or field.type.kind is not Kind.NUMBER:
        return value
    return Term("dg_fit({0})", field.type.columns(field)[0].type, value)
