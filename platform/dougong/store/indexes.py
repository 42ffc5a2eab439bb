"""Indexes that metadata asks for: uniques among live records, links, default sort, title, what lists filter by."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Index, Table

from dougong.catalog.model import Field, Object, View
from dougong.catalog.states import WAITS
from dougong.fields.base import Dialect
from dougong.store.naming import name_of
from dougong.store.predicates import EVERYWHERE, Condition, live, where

#: Which database alone has an index, among what is noted with it.
_ONLY: Final = "only"


def of(subject: Object, table: Table, lists: Sequence[View] = ()) -> Iterator[Index]:
    """Yield the indexes of an object's table, each named after what it is for; `lists` are its list views."""
    narrowed = {name: view for view in reversed(lists) if (name := _narrowed(subject, table, view))}
    yield from _uniques(subject, table)
    yield from _links(subject, table, frozenset(narrowed))
    yield from _sorts(subject, table)
    for name, view in narrowed.items():
        yield _index("ix", table, f"by_{name}", [table.c[name], *_ordered(subject, table, _order(subject, view))],
                     live(table))


def kept(table: Table, dialect: Dialect) -> list[Index]:
    """Return the indexes a database keeps of a table, by name."""
    found = (index for index in table.indexes if index.info.get(_ONLY) in (None, dialect))
    return sorted(found, key=lambda index: str(index.name))


def _uniques(subject: Object, table: Table) -> Iterator[Index]:
    alive = live(table)
    for unique in subject.uniques:
        columns = [column for name in unique.fields for column in _columns(subject, table, name)]
        yield _index("uq", table, unique.name, columns, where(unique.where, table, alive))
    for field in subject.fields.values():
        if field.unique:
            yield _index("uq", table, field.name, _columns(subject, table, field.name), alive)
    if "external_id" in table.c:
        yield _index("uq", table, "external_id", [table.c.external_id], alive)
    if "number" in table.c:                     # of the archived too: a number is never given twice
        scope = [table.c.company] if "company" in table.c else []
        yield _index("uq", table, "number", [*scope, table.c.number], EVERYWHERE)


def _narrowed(subject: Object, table: Table, view: View) -> str | None:
    """Return the field a list is narrowed by first, where an index can lead with it and go on in the list's order."""
    offered = next(iter(view.body.get("filters", ())), "")
    field = subject.field(offered)
    keyed = all(_columns(subject, table, name.removeprefix("-")) for name in _order(subject, view))
    return offered if field is not None and keyed and _is_narrow(field, table) else None


def _is_narrow(field: Field, table: Table) -> bool:
    """Return whether people ask for one value of a field: an option, a record, yes or no, a whole number."""
    return (field.stored and field.type.storage == "columns" and field.name in table.c and not field.unique
            and "eq" in field.type.operators and "like" not in field.type.operators)


def _order(subject: Object, view: View) -> tuple[str, ...]:
    return tuple(view.body.get("sort") or subject.order)


def _links(subject: Object, table: Table, narrowed: frozenset[str]) -> Iterator[Index]:
    """Foreign keys look the other way round whenever a target goes; so does every related list. What lists are
    narrowed by leads an index already. A deadline is looked for among all records, now and then; what waits for someone
    is counted for whoever comes in."""
    if subject.parent is not None:
        yield _index("ix", table, "parent", [table.c.parent, table.c.line_no], EVERYWHERE)
    watched = {rule.on.deadline.field for rule in subject.rules if rule.on.deadline is not None} | _waiting(subject)
    for field in (*subject.system.values(), *subject.fields.values()):
        columns = _columns(subject, table, field.name)
        if not columns or (subject.parent is not None and field.name == "parent"):
            continue
        if len(columns) > 1 or columns[0].foreign_keys:
            onward = _onward(subject, table) if field.name == "owner" else []
            yield _index("ix", table, field.name, [*columns, *onward], EVERYWHERE)
        elif (field.index or field.name in watched) and not field.unique and field.name not in narrowed:
            yield _index("ix", table, field.name, columns, live(table))


def _waiting(subject: Object) -> frozenset[str]:
    """Return the field of the state where records wait in one for someone."""
    field = subject.fields.get(subject.workflow.field) if subject.workflow is not None else None
    waits = field is not None and any(option.tone == WAITS for option in field.type.choices(field))
    return frozenset({field.name}) if field is not None and waits else frozenset()


def _onward(subject: Object, table: Table) -> list[ColumnElement[Any]]:
    """Return the keys of the default order, in which lists of what is one's own go on, too; none where the primary
    key serves, or for a virtual field, which has no column."""
    names = [name.removeprefix("-") for name in subject.order]
    if names[:1] == ["id"] or not all(_columns(subject, table, name) for name in names):
        return []
    return _ordered(subject, table, subject.order)


def _sorts(subject: Object, table: Table) -> Iterator[Index]:
    """Somebody's records by title, or as they were made: PostgreSQL knows whose are few, and sorts them; SQLite takes
    everybody for the average and goes through all titles for the few of one, or sorts all of one who has many."""
    alive = live(table)
    if "title_key" in table.c:
        titled = [table.c.title_key, table.c.id]
        yield _index("ix", table, "title_key", titled, alive)
        if "owner" in table.c and subject.order[:1] != ("title",):
            yield _index("ix", table, "owner_title_key", [table.c.owner, *titled], alive, only="sqlite")
    keys = _onward(subject, table)
    if keys:
        yield _index("ix", table, "order", keys, alive)
        if "owner" in table.c:
            yield _index("ix", table, "owner_id", [table.c.owner, table.c.id], alive, only="sqlite")


def _ordered(subject: Object, table: Table, order: Sequence[str]) -> list[ColumnElement[Any]]:
    """Return the keys of an order that tells every row apart: without an id of its own it ends in the id, which runs
    with the key before it. Then a page is one range of the index."""
    keys: list[ColumnElement[Any]] = [_sorted(subject, table, name) for name in order]
    if "id" not in [name.removeprefix("-") for name in order]:
        keys.append(table.c.id.desc() if order[-1].startswith("-") else table.c.id)
    return keys


def _sorted(subject: Object, table: Table, name: str) -> ColumnElement[Any]:
    """Where nulls go is left open: lists ask for rows with a key and rows without one apart (query.seek.begin)."""
    field = name.removeprefix("-")
    column: Column[Any] = table.c.title_key if field == "title" else _columns(subject, table, field)[0]
    return column.desc() if name.startswith("-") else column


def _columns(subject: Object, table: Table, name: str) -> list[Column[Any]]:
    field = subject.field(name)
    if field is None or not field.stored:
        return []
    return [table.c[stored.name] for stored in field.type.columns(field) if stored.name in table.c]


def _index(kind: str, table: Table, name: str, keys: Sequence[ColumnElement[Any]], covered: Condition,
           only: Dialect | None = None) -> Index:
    conditions: dict[str, Any] = {f"{dialect}_where": clause for dialect, clause in covered.items()}
    return Index(name_of(kind, table.name, name), *keys, unique=kind == "uq", info={_ONLY: only}, **conditions)
