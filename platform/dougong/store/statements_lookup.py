"""Lookups in SQL: the value of the first live record that fits."""

from typing import Any

from sqlalchemy import ColumnElement, select

from dougong.catalog.model import Field, Lookup
from dougong.store.expression import translate
from dougong.store.query_paths import Ground, Source
from dougong.store.sql import compile
from dougong.store.statements import Selected
from dougong.store.statements_forms import decoder
from dougong.store.statements_rollup import lives, order, stored_form


def lookup(ground: Ground, field: Field, said: Lookup) -> Selected:
    """Return the statement that finds what a lookup gives `field`, at most one row; a line lives with its owner. What
    its expressions name of the record at hand has to be bound."""
    source = Source(ground, ground.catalog.objects[said.of])
    value: ColumnElement[Any] = source.table.c.id
    if said.take is not None:
        source.expressions.append(said.take.checked)
        value = stored_form(field, translate(said.take.checked, ground.dialect, source), ground.dialect)
    chosen = (lives(source), source.condition(said.where))
    first = order(source, said.order)
    query = select(value.label(field.name)).select_from(source.joined).where(*chosen).order_by(*first).limit(1)
    decode = decoder([(field.name, field)], ground.catalog, ground.dialect, json=False)
    return Selected(compile(query, ground.dialect), decode, tuple(source.expressions))
