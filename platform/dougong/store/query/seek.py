"""Keyset paging: the rows after a given one, as ranges an index can serve, over ties and nulls (nulls come last)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, tuple_

from dougong.store.query.paths import Path


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a sort. The last key of every sort is the id, which tells equal rows apart."""

    path: Path
    falling: bool = False
    nullable: bool = True


#: For each key of the row to go on from, whether it is null.
After = tuple[bool, ...]
Keyed = Sequence[tuple[ColumnElement[Any], Key]]


@dataclass(frozen=True, slots=True)
class Segments:
    """Conditions whose rows follow one another; the first `first` are nearly always enough to fill a page."""

    conditions: list[list[ColumnElement[bool]]]
    first: int


def begin(keys: Keyed) -> Segments:
    """Return the segments of a whole list: rows with a first key, then those without.

    Asked for apart, no statement has to say where nulls go, and an index serves whichever way it runs.
    """
    column, key = keys[0]
    return Segments([[column.is_not(None)], [column.is_(None)]] if key.nullable else [[]], 1)


def ordered(keys: Keyed) -> list[ColumnElement[Any]]:
    """Return the order within a segment; keys after the first say that their nulls come last."""
    found = [column.desc() if key.falling else column.asc() for column, key in keys]
    return [found[0], *(each.nulls_last() if key.nullable else each
                        for each, (_, key) in zip(found[1:], keys[1:], strict=True))]


def seek(keys: Keyed, after: After) -> Segments:
    """Return the segments that follow the row :key0, :key1, …, in the order of the list.

    Where all keys run one way and only the first can be null, one comparison of whole rows covers what has no nulls.
    """
    if len({key.falling for _, key in keys}) == 1 and not any(after) and not any(key.nullable for _, key in keys[1:]):
        nulls: list[list[ColumnElement[bool]]] = [[keys[0][0].is_(None)]] if keys[0][1].nullable else []
        return Segments([[_beyond_row(keys)], *nulls], 1)
    segments: list[list[ColumnElement[bool]]] = []
    for at in reversed(range(len(keys))):
        column, key = keys[at]
        same = [_same(column, at, null=after[at]) for at, (column, _) in enumerate(keys[:at])]
        if after[at]:
            continue                                 # nothing comes after null
        segments.append([*same, column < _value(column, at) if key.falling else column > _value(column, at)])
        if key.nullable:
            segments.append([*same, column.is_(None)])
    return Segments(segments, 2)


def _beyond_row(keys: Keyed) -> ColumnElement[bool]:
    columns = tuple_(*(column for column, _ in keys))
    row = tuple_(*(_value(column, at) for at, (column, _) in enumerate(keys)))
    return columns < row if keys[0][1].falling else columns > row


def _same(column: ColumnElement[Any], at: int, *, null: bool) -> ColumnElement[bool]:
    return column.is_(None) if null else column == _value(column, at)


def _value(column: ColumnElement[Any], at: int) -> ColumnElement[Any]:
    return bindparam(f"key{at}", type_=column.type)
