"""Lists: a shape (what is asked, without values) becomes statements that are kept; values are bound each time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, false, func, literal, or_, select, union

from dougong.catalog.model import Expression
from dougong.expressions.check import Checked
from dougong.expressions.tree import Shared
from dougong.store.engine.shares import anything
from dougong.store.query.paths import Ground, Path, Source
from dougong.store.query.seek import After, Key, Keyed, Segments, begin, ordered, seek
from dougong.store.query.shared import gathered, needed, several
from dougong.store.query.terms import Term, escaped, wanted
from dougong.store.search import index as search
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import Decoder
from dougong.store.statements.reads import Masks, masked, selecting

Count = Literal["none", "capped", "exact"]
Search = Literal["", "within", "words", "both", "nothing"]
#: A capped count stops here: beyond it people are told "more than".
CAP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a list asks, without the values: equal shapes share their statements. Every path has been vetted.

    `where` are a person's conditions and `texts` what they say, which is what is compared. What a policy says of rows
    is the ground's to know; what it masks, `masks` tell: shapes of two policies are never compared. `search`
    looks for :q within titles and numbers, for the tokens :search in the search rows, or both ways; `titles` are links
    whose titles come along as "<link>/title", `archived` looks into the bin instead.
    """

    object: str
    paths: tuple[Path, ...]
    terms: tuple[Term, ...] = ()
    where: tuple[Expression, ...] = field(default=(), compare=False)
    texts: tuple[str, ...] = ()
    search: Search = ""
    sort: tuple[Key, ...] = ()
    titles: tuple[Path, ...] = ()
    archived: bool = False
    masks: Masks = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Following:
    """The statements that continue a list, each one range of an index, in the order of their rows: `first` are
    nearly always enough to fill a page, `rest` are asked when they were not. `apart`: where they also look among
    what is shared with who asks, what does where nothing is."""

    first: tuple[Statement, ...]
    rest: tuple[Statement, ...]
    apart: "Apart | None" = None


@dataclass(frozen=True, slots=True)
class Apart:
    """What continues a list for whom nothing of the object `uid` is shared with: `anything` gives a row where
    something is. To plan two pages and what is first in both takes PostgreSQL longer than to read one."""

    uid: str
    anything: Statement
    unshared: Following


@dataclass(frozen=True, slots=True)
class Listing:
    """The statements of a shape. Each page statement binds :limit, the terms' values, and for `after` the cursor's
    key0, key1, …; rows end with the sort keys as stored, which the next cursor
    holds. What `expressions` need as parameters has to be bound, too."""

    first: Following
    decode: Decoder
    keys: int
    expressions: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The statement that counts a shape's rows, at most CAP + 1, and what its `expressions` need bound."""

    statement: Statement
    expressions: tuple[Checked, ...]


def listing(ground: Ground, shape: Shape) -> Listing:
    """Return the first page of a list."""
    page = _page(ground, shape)
    first = _segments(page, shape, begin)                    # before its expressions are all gathered
    every = {id(each): each for each in page.source.expressions}         # a way is asked in several places
    return Listing(first, page.decode, len(page.keys), tuple(every.values()))


def following(ground: Ground, shape: Shape, after: After) -> Following:
    """Return what continues a list after a row; `after` says which of the row's keys were null."""
    return _segments(_page(ground, shape), shape, lambda keys: seek(keys, after))


def tallying(ground: Ground, shape: Shape) -> Tally:
    """Return what counts the rows where nothing else is asked of them."""
    source = Source(ground, ground.catalog.objects[shape.object])
    return Tally(_counting(source, shape, "capped"), tuple(source.expressions))


def counting(ground: Ground, shape: Shape, count: Count) -> Statement:
    """Return what counts the rows, all of them or at most CAP + 1."""
    return _counting(Source(ground, ground.catalog.objects[shape.object]), shape, count)


def _counting(source: Source, shape: Shape, count: Count) -> Statement:
    wanted = conditions(source, shape)
    if count == "exact":
        return compile(select(func.count()).select_from(source.joined).where(*wanted), source.dialect)
    some = select(literal(1)).select_from(source.joined).where(*wanted).limit(CAP + 1).subquery()
    return compile(select(func.count()).select_from(some), source.dialect)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a list selects and sorts by, before it is said of which rows."""

    source: Source
    query: Select[Any]
    decode: Decoder
    keys: Keyed


def _page(ground: Ground, shape: Shape) -> _Page:
    source = Source(ground, ground.catalog.objects[shape.object])
    query, decode = masked(source, *selecting(source, shape.paths, json=True), shape.masks)
    titles = [source.columns((*path, "title"))[0].label(f"{'.'.join(path)}/title") for path in shape.titles]
    keys = _keyed(source, shape)
    query = query.add_columns(*titles, *(column for column, _ in keys))
    named = (f"{'.'.join(path)}/title" for path in shape.titles)
    return _Page(source, query, replace(decode, names=(*decode.names, *named)), keys)


def _keyed(source: Source, shape: Shape) -> Keyed:
    return [(source.columns(key.path)[0], key) for key in shape.sort]


def _segments(page: _Page, shape: Shape, make: Callable[[Keyed], Segments]) -> Following:
    source, segments = page.source, make(page.keys)
    ways = several(source.own_limit())
    if not ways:
        return _asking(page, segments, [[*conditions(source, shape), *each] for each in segments.conditions])
    either = [_of_either(page, shape, ways, make, at) for at in range(len(segments.conditions))]
    both, share = _asking(page, segments, either), needed(ways[1])
    return both if share is None else replace(both, apart=_apart(page, shape, segments, ways[0], share))


def _apart(page: _Page, shape: Shape, segments: Segments, rule: Expression, share: Shared) -> Apart:
    """Return what looks at records by the `rule` that says nothing of shares."""
    source = page.source
    rows = [[source.allowed(rule), *_asked(source, shape), *each] for each in segments.conditions]
    return Apart(share.uid, anything(share.uid, share.whom.name, share.day.name, source.dialect),
                 _asking(page, segments, rows))


def _asking(page: _Page, segments: Segments, rows: Sequence[Sequence[ColumnElement[bool]]]) -> Following:
    """Return the statements of the segments; `rows` are the conditions of each."""
    source = page.source
    query = page.query.select_from(source.joined).order_by(*ordered(page.keys)).limit(bindparam("limit"))
    found = [compile(query.where(*wanted), source.dialect, texts=True) for wanted in rows]
    return Following(tuple(found[:segments.first]), tuple(found[segments.first:]))


def _of_either(page: _Page, shape: Shape, ways: Sequence[Expression], make: Callable[[Keyed], Segments],
               at: int) -> list[ColumnElement[bool]]:
    """Return that a row is among the first of what either way gives in the segment `at`: each is a limited page that
    an index of its own serves, where one `or` of both would be served by none."""
    found, source = [], page.source
    for number, rule in enumerate(ways):
        way = Source(source.ground, source.object, f"w{number}", source.expressions)
        keys = _keyed(way, shape)
        wanted = [way.allowed(rule), *_asked(way, shape), *make(keys).conditions[at]]
        one = select(way.table.c.id).select_from(way.joined).where(*wanted)
        ids = one.order_by(*ordered(keys)).limit(bindparam("limit")).subquery(f"of{number}")
        found.append(select(ids.c.id))
    return [gathered(source.table.c.id, union(*found), source.dialect)]


def conditions(source: Source, shape: Shape) -> list[ColumnElement[bool]]:
    """Return what a row must fulfil to be in the list."""
    return [*source.limited(), *_asked(source, shape)]


def _asked(source: Source, shape: Shape) -> list[ColumnElement[bool]]:
    """Return what is asked of a row that may be seen."""
    table = source.table
    found = wanted(source, shape.terms)
    found += [source.condition(each) for each in shape.where]
    if "archived_at" in table.c:
        found.append(table.c.archived_at.is_not(None) if shape.archived else table.c.archived_at.is_(None))
    if shape.search == "nothing":
        found.append(false())
    ways = {"within": (_within,), "words": (_words,), "both": (_within, _words)}.get(shape.search, ())
    if ways:
        found.append(or_(*(way(source) for way in ways)))
    return found


def _words(source: Source) -> ColumnElement[bool]:
    """Return the condition that the record's search row fits :search."""
    return source.table.c.id.in_(search.found(source.dialect))


def _within(source: Source) -> ColumnElement[bool]:
    """Return the condition that the title (also by pinyin) or the number holds the folded words :q, escaped."""
    table = source.table
    within = [table.c.title_key.like(bindparam("q"), escape="\\")]
    if "number" in table.c:
        within.append(func.lower(table.c.number).like(bindparam("q"), escape="\\"))
    return or_(*within)


def searching(words: str) -> str:
    """Return folded words as the pattern :q."""
    return f"%{escaped(words)}%"
