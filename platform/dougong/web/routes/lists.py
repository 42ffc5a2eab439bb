"""Lists and the fragments they are made of: rows, sums, counts of tabs."""

from dataclasses import dataclass, replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Object
from dougong.records import reading
from dougong.records.lists.query import query_of
from dougong.records.lists.summary import Asked, Group, summary
from dougong.web.answer import fragment, go, kept
from dougong.web.entry import scene, screens
from dougong.web.listing.asked import conditions
from dougong.web.listing.conditions import PARTS
from dougong.web.listing.filters import Pairs, first_of
from dougong.web.listing.frame import ListPage
from dougong.web.listing.groups import MOST_GROUPS, SUMMED_AT_ONCE, Grouping, Totals, grouping
from dougong.web.listing.kinds import shown_as, switch
from dougong.web.listing.laid import laid
from dougong.web.listing.listed import Around, Listed
from dougong.web.listing.loosening import SHOWING
from dougong.web.listing.page import list_page, rows, same, told
from dougong.web.listing.saved import saved
from dougong.web.listing.tabs import Tab, opened, tabs
from dougong.web.listing.taking import PARAMETER, Sum, Taking, sums, taken, taking
from dougong.web.listing.totals import totals_of
from dougong.web.pointed import with_titles
from dougong.web.routes.kinds import shown_otherwise
from dougong.web.routes.narrowing import edited, pairs_asked
from dougong.web.routes.ticked import asks, these
from dougong.web.scene import Scene

#: Columns of which the bar of ticked rows tells what they add up to.
TOLD = 2


@dataclass(frozen=True, slots=True)
class Sums:
    """The sum row alone."""

    totals: Totals | None
    picks: bool
    columns: int


@dataclass(frozen=True, slots=True)
class Together:
    """What the rows that are ticked add up to, by the column's label."""

    sums: tuple[tuple[str, Sum], ...]


@dataclass(frozen=True, slots=True)
class Tabs:
    """The tabs alone, every one counted."""

    views: tuple[Tab, ...]
    counts: str = ""


def listing(name: str) -> AnyResponse:
    """Show the list of an object."""
    shown, thing = scene(), scene().context.object(name)
    if any(key in request.args for key in PARTS):
        return go(edited(shown, thing))
    views = saved(shown, thing) if thing.parent is None else ()
    pairs = opened(shown, thing, views, list(request.args.items(multi=True)))
    kind = shown_as(shown, thing, pairs)
    if kind is not None:
        around = Around(tabs(shown, thing, views, pairs, screens().counts), switch(shown, thing, pairs, kind.kind),
                        views)
        return shown_otherwise(shown, thing, pairs, around, kind)
    listed = read(shown, thing, pairs, whole=True)
    if listed.count is not None:
        screens().counts.put(shown, thing, pairs, f"{listed.count:,}{'+' if listed.capped else ''}")
    around = Around(tabs(shown, thing, views, pairs, screens().counts), (), views)

    def model() -> ListPage:
        return list_page(shown, listed, replace(around, switch=switch(shown, thing, pairs, "table")))
    return kept("list", same(shown, listed, around), model, told(shown, listed), title=shown.plural(thing),
                current=name)


def more(name: str) -> Response:
    """Return the next rows of a list."""
    shown = scene()
    return fragment("rows", rows(shown, read(shown, shown.context.object(name), pairs_asked(), whole=False)))


def totals(name: str) -> Response:
    """Return the sum row of a list, added up."""
    shown, thing = scene(), scene().context.object(name)
    pairs = pairs_asked()
    fields = laid(shown, thing, pairs, screens().layouts).rows.fields
    takes = taking(fields, first_of(pairs, PARAMETER))
    total = _summary(shown, thing, takes, pairs, None)
    return fragment("sums", Sums(totals_of(shown, fields, takes, next(iter(total.values()))), thing.parent is None,
                                 len(fields)))


def chosen(name: str) -> Response:
    """Return what the rows ticked of a list add up to, or all of them where all are meant."""
    shown, thing = scene(), scene().context.object(name)
    pairs = asks("_asks")
    fields = laid(shown, thing, pairs, screens().layouts).rows.fields
    takes = {name: way for name, way in taking(fields, first_of(pairs, PARAMETER)).items() if way != "count"}
    meant = asks("_all") or [these()]
    total = next(iter(_summary(shown, thing, takes, meant, None).values()))
    found = zip(fields, sums(shown, fields, takes, total.of), strict=True)
    return fragment("chosen", Together(tuple((shown.label(field), each) for field, each in found if each.lines)[:TOLD]))


def counts(name: str) -> Response:
    """Return the tabs of a list, each with how many records it has."""
    shown, thing = scene(), scene().context.object(name)
    known = screens().counts
    found = tabs(shown, thing, saved(shown, thing), pairs_asked(), known)
    return fragment("tabs", Tabs(tuple(replace(each, count=known.count(shown, thing, each.pairs)) for each in found)))


def read(shown: Scene, thing: Object, pairs: Pairs, *, whole: bool) -> Listed:
    """Return what a list shows: one page of records, for a `whole` page with count, groups and sums."""
    layout = laid(shown, thing, pairs, screens().layouts)
    fields = layout.rows.fields
    takes = taking(fields, first_of(pairs, PARAMETER))
    by = grouping(shown, thing, first_of(pairs, "_group"))
    asked = query_of(shown.context, thing, conditions(pairs))
    sort = asked.sort or layout.order
    names = ("id", "title", *(["parent"] if thing.parent else ["version"]), *(field.name for field in fields),
             *([by.path] if by else []))
    found = reading.select(shown.context, replace(
        asked, sort=(*by.order, *(each for each in sort if each.removeprefix("-") != by.path)) if by else sort,
        fields=tuple(dict.fromkeys(names)), titles=True, count="capped" if whole else "none"))
    records = with_titles(shown, fields, found.rows)
    at_once = whole and not found.capped and (found.count or 0) <= SUMMED_AT_ONCE
    wanted = bool(takes) and (at_once or first_of(pairs, "_sum") == "1")
    groups = _summary(shown, thing, takes, pairs, by) if by else None
    total = _summary(shown, thing, takes, pairs, None) if whole and wanted and found.rows else {}
    return Listed(thing=thing, view=layout.view, pairs=pairs, layout=layout.rows, sort=sort, takes=takes,
                  records=records, next=found.next, count=found.count, capped=found.capped, grouping=by, groups=groups,
                  total=next(iter(total.values()), None),
                  after=next((text for name, text in pairs if name == "_after"), None))


def _summary(shown: Scene, thing: Object, takes: Taking, pairs: Pairs,
             by: Grouping | None) -> dict[object, Group]:
    kept = [pair for pair in conditions(pairs) if pair[0] not in SHOWING]
    asked = Asked(query=query_of(shown.context, thing, kept), by=(by.said,) if by else (), of=taken(takes),
                  limit=MOST_GROUPS)
    return {group.by[by.said] if by else None: group for group in summary(shown.context, asked).groups}
