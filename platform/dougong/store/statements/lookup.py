"""Lookups in SQL: the value of the first live record that fits, or the record itself as a link needs it."""

from collections.abc import Iterable

from sqlalchemy import Select, func, select

from dougong.catalog.model import Expression, Field, Lookup
from dougong.store.expression.translator import translate
from dougong.store.query.paths import Ground, Path, Source
from dougong.store.sql import compile
from dougong.store.statements.forms import decoder
from dougong.store.statements.reads import Lock, Selected, held, judged
from dougong.store.statements.rollup import lives, order, stored_form


def lookup(ground: Ground, field: Field, said: Lookup, paths: Iterable[Path], lock: Lock) -> Selected:
    """Return the statement that finds what a lookup gives `field`, at most one row; a line lives with its owner. What
    its expressions name of the record at hand has to be bound. Where the record itself is taken, the row is what a link
    needs of its target (`statements.judged`), held by `lock`, and nobody has to read it again."""
    source = Source(ground, ground.catalog.objects[said.of])
    if said.counts:
        counted = select(stored_form(field, func.count(), source.dialect).label(field.name))
        query = counted.where(lives(source), source.condition(said.where)).select_from(source.joined)
        decode = decoder([(field.name, field)], ground.catalog, ground.dialect, json=False)
    elif said.take is None:
        query, decode = judged(source, paths, field.where)
        query = held(_first(query, source, said), source, lock)
    else:
        query = _first(_value(source, field, said.take), source, said)
        decode = decoder([(field.name, field)], ground.catalog, ground.dialect, json=False)
    return Selected(compile(query, ground.dialect), decode, tuple(source.expressions))


def _value(source: Source, field: Field, take: Expression) -> Select[tuple[object, ...]]:
    source.expressions.append(take.checked)
    value = stored_form(field, translate(take.checked, source.dialect, source), source.dialect)
    return select(value.label(field.name))


def _first(query: Select[tuple[object, ...]], source: Source, said: Lookup) -> Select[tuple[object, ...]]:
    query = query.where(lives(source), source.condition(said.where)).order_by(*order(source, said.order)).limit(1)
    return query.select_from(source.joined)
