"""Summaries of lists: groups, and sums, averages, bounds and counts of each, by the list's own filters and rights."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import Malformed
from dougong.kernel.kinds import Kind
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.records.lists import filtering
from dougong.records.lists.listing import kept, shape_of
from dougong.records.lists.paths import resolved
from dougong.records.lists.query import Query, query_of
from dougong.store.query.groups import STEPS as STEPS  # noqa: PLC0414 - the API documents them
from dougong.store.query.groups import By, Grouped, Groups, Taken, grouping
from dougong.store.query.lists import Shape
from dougong.store.query.paths import Ground, Path

#: Groups of an answer; a list of so many is for programs, not for eyes.
MOST_GROUPS: Final = 1000
MOST_BY: Final = 4
MOST_OF: Final = 12
ORDERS: Final = ("by", "-of")
#: Currencies and units a group may hold, at most so many rows per group.
_UNITS: Final = 50
_CALL: Final = re.compile(r"([a-z]+)\(([a-z0-9_.]*)\)")
_DATED: Final = frozenset({Kind.DATE, Kind.MOMENT})
_APART: Final = frozenset({Kind.TEXT, Kind.FLAG, Kind.NUMBER, Kind.DATE, Kind.MOMENT, Kind.TIME, Kind.LINK})
#: Options that name the field a number is in: numbers of two currencies or units are never added.
NAMING: Final = ("currency", "unit")
#: Parameters of lists that a summary does not take.
_OTHERS: Final = frozenset("fields expand cursor count as_of".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a summary is asked: `query` filters, `by` and `of` are as written ("month(doc_date)", "sum(total)")."""

    query: Query
    by: tuple[str, ...] = ()
    of: tuple[str, ...] = ("count()",)
    titles: bool = False
    limit: int = MOST_GROUPS
    largest: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A value of one currency or unit: `unit` is what the field that names it holds, `title` its record's."""

    unit: Any
    title: str
    value: Any


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its values in JSON form and the titles of links by what made them, and what was taken by what took
    it. What has a currency or unit is a tuple of amounts."""

    by: Mapping[str, Any]
    titles: Mapping[str, str]
    of: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """The groups in order; `capped` says that there are more."""

    groups: tuple[Group, ...]
    capped: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """What one statement takes: those values that share the field which names their unit."""

    unit: Path | None
    of: dict[str, Taken] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What one statement found."""

    part: _Part
    groups: Groups
    grouped: Grouped
    rows: list[Any] = field(default_factory=list)

    def read(self) -> list[tuple[tuple[Any, ...], dict[Path, Any], dict[str, Any]]]:
        """Return of each row the values that make its group, titles by path, and what was taken by name."""
        return [(keys, dict(zip(self.groups.titles, titles, strict=True)), dict(zip(self.part.of, of, strict=True)))
                for keys, titles, of in map(self.grouped.one, self.rows)]


def asked_of(context: Context, object: Object, args: Iterable[tuple[str, str]]) -> Asked:
    """Return the summary that parameters ask for; raises Malformed naming the one that is wrong."""
    own: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for name, text in args:
        if name in _OTHERS:
            raise Malformed("query_unknown", name=name, suggestion="by, of")
        if name not in {"by", "of", "sort"}:
            rest.append((name, text))
        elif name in own:
            raise Malformed("query_twice", name=name)
        else:
            own[name] = text
    order = own.get("sort", "by")
    if order not in ORDERS:
        raise Malformed("query_order", known=", ".join(ORDERS))
    query = query_of(context, object, rest)
    limit = query.limit if any(name == "limit" for name, _ in rest) else MOST_GROUPS
    return Asked(query=query, by=_names("by", own, MOST_BY), of=_names("of", own, MOST_OF) or ("count()",),
                 titles=query.titles, limit=limit, largest=order == "-of")


def summary(context: Context, asked: Asked) -> Summary:
    """Return the groups of a list and what each adds up to; raises Malformed for what cannot be grouped or taken."""
    object = context.object(asked.query.object)
    by = tuple(_by_of(context, object, name) for name in asked.by)
    terms, values = filtering.terms(context, object, asked.query)
    shape = shape_of(context, replace(asked.query, fields=(), sort=("id",)), terms)
    values["zone"] = str(context.zone)
    batch, found = Batch(), []
    for part in _parts(context, object, asked):
        groups = _groups(context, object, shape, by, part, largest=asked.largest)
        made = kept(context, None, groups, "groups", partial(_grouping, groups))
        found.append(_Rows(part, groups, made))
        most = (asked.limit + 1) * (1 if part.unit is None else _UNITS)
        batch.ask(made.statement, {**values, **parameters(context, made.expressions), "limit": most},
                  found[-1].rows.extend)
    with context.database.read() as session:
        batch.run(session)
    return _merged(asked, *found)


def _grouping(groups: Groups, ground: Ground) -> Grouped:
    return grouping(ground, groups)


def _by_of(context: Context, object: Object, name: str) -> By:
    """Return what a name in `by` says; raises Malformed for a field that has not one plain value."""
    call = _CALL.fullmatch(name)
    step, path = (call[1], call[2]) if call else ("", name)
    known = resolved(context, object, path, "by")
    if not (step in STEPS and known.type.kind in _DATED if call else groups_by(known)):
        raise Malformed("query_by", name=name)
    return By(tuple(path.split(".")), step)


def groups_by(known: Field) -> bool:
    """Return whether records can be grouped by the field's values as they are."""
    return known.type.storage == "columns" and known.type.kind in _APART and known.type.sortable and \
        len(known.type.columns(known)) == 1


def taken_of(known: Field) -> tuple[str, ...]:
    """Return what can be taken of the field's values in a group."""
    plain = known.type.storage == "columns" and len(known.type.columns(known)) == 1
    return tuple(sorted(known.type.aggregates)) if plain else ()


def _unit_of(context: Context, object: Object, path: Path) -> Path | None:
    """Return the path of the field that names the currency or unit of a number, None where it has none."""
    known = resolved(context, object, ".".join(path), "of")
    named = next((known.options[key] for key in NAMING if known.options.get(key)), None)
    if named is None:
        return None
    found = (*path[:-1], *str(named).split("."))
    resolved(context, object, ".".join(found), "of")
    return found


def _names(name: str, own: Mapping[str, str], most: int) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in own.get(name, "").split(",") if part.strip()))
    if len(found) > most:
        raise Malformed("query_names", name=name, most=most)
    return found


def _parts(context: Context, object: Object, asked: Asked) -> list[_Part]:
    """Return what is taken, apart by the field that names its unit. The first part gives the groups."""
    parts: dict[Path | None, _Part] = {None: _Part(None)}
    for name in asked.of:
        taken = _taken(context, object, name)
        unit = _unit_of(context, object, taken.path) if taken.path and taken.function != "count" else None
        parts.setdefault(unit, _Part(unit)).of[name] = taken
    return list(parts.values())


def _taken(context: Context, object: Object, name: str) -> Taken:
    call = _CALL.fullmatch(name)
    if call is None:
        raise Malformed("query_of", name=name, known="count")
    if not call[2]:
        if call[1] != "count":
            raise Malformed("query_of", name=name, known="count")
        return Taken("count")
    known = resolved(context, object, call[2], "of")
    allowed = taken_of(known)
    if call[1] not in allowed:
        raise Malformed("query_of", name=name, known=", ".join(allowed) or "–")
    return Taken(call[1], tuple(call[2].split(".")))


def _groups(context: Context, object: Object, shape: Shape, by: tuple[By, ...], part: _Part, *,
            largest: bool) -> Groups:
    if part.unit is not None:
        by = (*by, By(part.unit))
    links = tuple(dict.fromkeys(each.path for each in by if not each.step))
    return Groups(shape=shape, by=by, of=tuple(part.of.values()), titles=filtering.titled(context, object, links),
                  largest=largest and part.unit is None)


def _merged(asked: Asked, first: _Rows, *others: _Rows) -> Summary:
    """Return the groups the first statement found, with the amounts the others found for them."""
    groups: dict[tuple[Any, ...], Group] = {}
    for keys, titles, of in first.read()[:asked.limit]:
        told = {name: titles[path] for name in asked.by if titles.get(path := tuple(name.split("."))) is not None}
        groups[keys] = Group(dict(zip(asked.by, keys, strict=True)), told if asked.titles else {},
                             {name: of.get(name, ()) for name in asked.of})
    for other in others:
        for keys, titles, of in other.read():
            group, unit = groups.get(keys[:-1]), keys[-1]
            for name, value in of.items() if group is not None else ():
                if group is not None and value is not None:
                    group.of[name] = (*group.of[name], Amount(unit, titles.get(other.groups.by[-1].path) or "", value))
    return Summary(tuple(groups.values()), len(first.rows) > asked.limit)
