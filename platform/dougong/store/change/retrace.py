"""A value followed through changes of its type: what each made of what had been written under the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from dougong.fields.base import Dialect, FieldType
from dougong.store.change.convert import as_field, conversion, restoring, same_storage
from dougong.store.change.former import Held, held_as


@dataclass(frozen=True, slots=True)
class Stretch:
    """Catalogs in a row that say the same of a field, and the JSON forms written meanwhile, oldest first."""

    held: Held
    written: tuple[Any, ...] = ()


def stretches(said: Sequence[tuple[int, Mapping[str, Any]]], written: Sequence[tuple[int, Any]],
              types: Mapping[str, FieldType]) -> list[Stretch]:
    """Return the stretches of one field. `said` are its definitions by catalog number, `written` the forms by the
    number of the catalog they were written under, both oldest first; definitions of types nobody knows are left out."""
    found: list[Stretch] = []
    for at, (number, body) in enumerate(said):
        until = said[at + 1][0] if at + 1 < len(said) else number + 1
        forms = tuple(form for under, form in written if number <= under < until)
        held = held_as(body, types)
        if held is None:
            continue
        if found and held.spec == found[-1].held.spec and held.type is found[-1].held.type:
            found[-1] = Stretch(held, (*found[-1].written, *forms))
        else:
            found.append(Stretch(held, forms))
    return found


def retraced(path: Sequence[Stretch], dialect: Dialect, zone: tzinfo) -> Any:
    """Return the JSON form the field showed at the end of `path`."""
    value, left = None, list[tuple[Held, Any]]()
    for at, stretch in enumerate(path):
        if at:
            value = _turned(path[at - 1].held, stretch.held, value, left, dialect, zone)
        for form in stretch.written[-1:]:
            value = _stored(stretch.held, form, dialect)
    return _form(path[-1].held, value, dialect)


def _turned(old: Held, now: Held, value: Any, left: list[tuple[Held, Any]], dialect: Dialect, zone: tzinfo) -> Any:
    """Return what is stored after the field has turned from `old` into `now`; `left` are the columns set aside."""
    new = as_field(now)
    if same_storage(old, new):
        return value
    aside = list(left)
    left.append((old, value))
    for former, kept in reversed(aside):
        restore = restoring(old, former, new, dialect, zone)
        if restore is not None:
            return restore(value, kept)[0]
    convert = conversion(old, new, dialect, zone)
    return None if convert is None or value is None else convert(value)[0]


def _stored(held: Held, form: Any, dialect: Dialect) -> Any:
    if form is None:
        return None
    value, bind = held.type.read(held.spec, form), held.type.bind(held.spec, dialect)
    return value if bind is None else bind(value)


def _form(held: Held, stored: Any, dialect: Dialect) -> Any:
    if stored is None:
        return None
    result, write = held.type.result(held.spec, dialect), held.type.to_json(held.spec)
    value = stored if result is None else result(stored)
    return value if write is None else write(value)
