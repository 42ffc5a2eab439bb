"""Rows of the driver become values by name, and values become what it binds: tables of converters, made once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from dougong.catalog.model import Catalog, Field
from dougong.fields.any_link import AnyLink
from dougong.fields.base import Convert, Dialect, chain

Make = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Decoder:
    """Turns a row into a mapping by name. `names` are the columns in order (a row may go on behind them); `converts`
    those that need a turn; `pairs` fields of several columns, which then stand under the field's name alone; `masks`
    flags among the names, each with the names that go where it is not set."""

    names: tuple[str, ...]
    converts: tuple[tuple[str, Make], ...]
    pairs: tuple[tuple[str, tuple[str, ...], Make | None], ...] = ()
    masks: tuple[tuple[str, frozenset[str]], ...] = ()

    def one(self, row: Sequence[Any]) -> dict[str, Any]:
        """Return the row's values by name."""
        found = dict(zip(self.names, row, strict=False))
        for name, convert in self.converts:
            value = found[name]
            if value is not None:
                found[name] = convert(value)
        for name, columns, join in self.pairs:
            parts = tuple(found.pop(column) for column in columns)
            found[name] = None if parts[0] is None else parts if join is None else join(parts)
        for flag, hidden in self.masks:
            if found.pop(flag) is None:
                for name in hidden:
                    found.pop(name, None)
        return found

    def all(self, rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
        """Return the values of each row."""
        return [self.one(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Encoder:
    """Turns values by name into what the driver binds, in a fixed order; `slots` are (field, converter, part)."""

    slots: tuple[tuple[str, Convert, int | None], ...]

    def values(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the values to bind; a missing one is null."""
        get = values.get
        return [None if (value := get(name)) is None else
                (value if convert is None else convert(value)) if part is None else
                (value if convert is None else convert(value))[part]
                for name, convert, part in self.slots]


def decoder(selected: Iterable[tuple[str, Field]], catalog: Catalog, dialect: Dialect, *, json: bool) -> Decoder:
    """Return the decoder of selected fields, each under its label, in order; with `json` of rows whose statement gives
    `texts`, and into the JSON form."""
    names: list[str] = []
    converts: list[tuple[str, Make]] = []
    pairs: list[tuple[str, tuple[str, ...], Make | None]] = []
    for label, field in selected:
        convert = (_to_json if json else stored_result)(field, catalog, dialect)
        parts = part_names(label, field)
        names.extend(parts)
        if len(parts) > 1:
            pairs.append((label, parts, convert))
        elif convert is not None:
            converts.append((label, convert))
    return Decoder(tuple(names), tuple(converts), tuple(pairs))


def part_names(label: str, field: Field) -> tuple[str, ...]:
    """Return the names under which a field's columns are selected: its label, or one name per column."""
    if field.type.storage == "join":
        return (label,)
    columns = field.type.columns(field)
    return (label,) if len(columns) == 1 else tuple(f"{label}/{column.name}" for column in columns)


def stored_result(field: Field, catalog: Catalog, dialect: Dialect) -> Make | None:
    """Return what turns what the driver gives into a value; ids of a join table come as an array.

    What an any-link points to is stored by uid, because names change, and is a name in values.
    """
    if field.type.storage == "join":
        return tuple if dialect == "postgresql" else _ids
    if len(field.type.columns(field)) > 1:
        return chain(field.type.result(field, dialect), lambda link: _called(catalog, link))
    return field.type.result(field, dialect)


def _to_json(field: Field, catalog: Catalog, dialect: Dialect) -> Make | None:
    """Return what turns what the driver gives, on PostgreSQL with `texts`, into the JSON form."""
    if dialect == "postgresql" and field.type.storage == "columns" and len(field.type.columns(field)) == 1:
        return field.type.written(field)
    return chain(stored_result(field, catalog, dialect), field.type.to_json(field))


def stored_bind(field: Field, catalog: Catalog, dialect: Dialect) -> Make | None:
    """Return what turns a value into what the driver binds: the opposite of `stored_result`."""
    if len(field.type.columns(field)) > 1:
        return chain(lambda link: replace(link, object=catalog.objects[link.object].uid),
                     field.type.bind(field, dialect))
    return field.type.bind(field, dialect)


def _called(catalog: Catalog, link: AnyLink) -> AnyLink:
    """Return the link by its object's name; an object that is gone leaves its uid."""
    found = catalog.by_uid.get(link.object)
    return replace(link, object=found.name) if found is not None else link


def listed(values: Sequence[Any], dialect: Dialect) -> Any:
    """Return many values as the one parameter that `= any(…)` or json_each take."""
    return list(values) if dialect == "postgresql" else packed(values)


def packed(value: Any) -> str:
    """Return rows or values in stored form as JSON text; decimals as texts, which every cast reads exactly."""
    return orjson.dumps(value, default=str).decode()


def sent_params(rows: Sequence[Sequence[Any]], dialect: Dialect) -> dict[str, Any]:
    """Return rows in stored form, at least one, as the parameters that `sent_rows` reads: one JSON text on SQLite, an
    array for each column on PostgreSQL."""
    if dialect == "sqlite":
        return {"rows": packed(rows)}
    return {f"rows_{at}": column for at, column in enumerate(zip(*rows, strict=True))}


def packed_rows(rows: Iterable[Sequence[Any]], dialect: Dialect) -> str:
    """Return rows in stored form as the one parameter that `given_rows` reads: arrays on SQLite, objects with the
    members c0, c1, … on PostgreSQL."""
    if dialect == "sqlite":
        return packed(list(rows))
    return packed([{f"c{at}": value for at, value in enumerate(row)} for row in rows])


def _ids(text: str) -> tuple[int, ...]:
    return tuple(orjson.loads(text))
