"""Lists and the fragments they are made of: rows, sums, counts of tabs, the editor of a condition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Field, Object
from dougong.kernel.alternatives import parted
from dougong.records import reading
from dougong.records.query import query_of
from dougong.records.summary import Asked, Group, summary
from dougong.web import links
from dougong.web.answer import fragment, go, kept
from dougong.web.conditions import PARTS, Editor, counted, editor, known_fields, matching, written
from dougong.web.entry import scene, screens
from dougong.web.filters import Pairs
from dougong.web.groups import MOST_GROUPS, SUMMED_AT_ONCE, Grouping, Totals, grouping, summed, taken
from dougong.web.kinds import shown_as, switch
from dougong.web.laid import laid
from dougong.web.listing import (
    Around,
    Kept,
    Listed,
    ListPage,
    conditions,
    list_page,
    rows,
    same,
    told,
    totals_of,
)
from dougong.web.pointed import with_titles
from dougong.web.routes.kinds import shown_otherwise
from dougong.web.saved import saved
from dougong.web.scene import Scene
from dougong.web.tabs import Tab, opened, tabs

#: Parameters that say how rows are shown, not which.
SHOWING = frozenset({"sort", "fields", "cursor", "limit", "count", "titles"})


@dataclass(frozen=True, slots=True)
class Sums:
    """The sum row alone."""

    totals: Totals | None
    picks: bool
    columns: int


@dataclass(frozen=True, slots=True)
class Tabs:
    """The tabs alone, every one counted."""

    views: tuple[Tab, ...]
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """The editor of a condition alone; it reads like the page that holds it."""

    editor: Editor
    here: str
    kept: tuple[Kept, ...]
    q: str
    condition_url: str
    matches_url: str


@dataclass(frozen=True, slots=True)
class Matches:
    """How many records conditions leave, in words."""

    text: str


def listing(name: str) -> AnyResponse:
    """Show the list of an object."""
    shown, thing = scene(), scene().context.object(name)
    if any(key in request.args for key in PARTS):
        return go(_edited(shown, thing))
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
    return fragment("rows", rows(shown, read(shown, shown.context.object(name), _pairs(), whole=False)))


def sums(name: str) -> Response:
    """Return the sum row of a list, added up."""
    shown, thing = scene(), scene().context.object(name)
    pairs = _pairs()
    fields = laid(shown, thing, pairs, screens().layouts).rows.fields
    total = _summary(shown, thing, fields, pairs, None)
    return fragment("sums", Sums(totals_of(shown, fields, next(iter(total.values()))), thing.parent is None,
                                 len(fields)))


def counts(name: str) -> Response:
    """Return the tabs of a list, each with how many records it has."""
    shown, thing = scene(), scene().context.object(name)
    known = screens().counts
    found = tabs(shown, thing, saved(shown, thing), _pairs(), known)
    return fragment("tabs", Tabs(tuple(replace(each, count=known.count(shown, thing, each.pairs)) for each in found)))


def condition(name: str) -> Response:
    """Return the editor of a condition that is there (`c.was`), or relation and value for the field just chosen."""
    shown, thing = scene(), scene().context.object(name)
    was, pairs = request.args.get("c.was", ""), _pairs()
    said, _, text = was.partition("=")
    group, bare = parted(said)
    path, _, op = bare.removesuffix("]").partition("[")
    others = _without(pairs, was)
    fields = known_fields(shown, thing, [])
    field = shown.column(thing, request.args.get("c.field", path)) or fields[0]
    same = field.name == path
    made = editor(shown, _with(fields, field), field, op or "eq" if same else "eq", text if same else "", was)
    made = replace(counted(shown, thing, made, field, conditions(
        [pair for pair in others if not group or parted(pair[0])[0] != group])),
                   match=matching(shown, thing, conditions([*others, (said, text)])) if same else "")
    model = Condition(made, links.list_of(name), tuple(Kept(*pair) for pair in pairs if pair[0] != "q"),
                      next((value for key, value in pairs if key == "q"), ""),
                      links.condition(name, pairs), links.matches(name))
    return fragment("token" if "c.field" not in request.args else "condition", model)


def matches(name: str) -> Response:
    """Return how many records the list would have with the condition that is being typed."""
    shown, thing = scene(), scene().context.object(name)
    others, said = _without(_pairs(), request.args.get("c.was", "")), _written(shown, thing)
    return fragment("matches", Matches(matching(shown, thing, conditions([*others, *([said] if said else [])]))))


def read(shown: Scene, thing: Object, pairs: Pairs, *, whole: bool) -> Listed:
    """Return what a list shows: one page of records, for a `whole` page with count, groups and sums."""
    layout = laid(shown, thing, pairs, screens().layouts)
    fields = layout.rows.fields
    by = grouping(shown, thing, _value(pairs, "_group"))
    asked = query_of(shown.context, thing, conditions(pairs))
    sort = asked.sort or layout.order
    names = ("id", "title", *(["parent"] if thing.parent else ["version"]), *(field.name for field in fields),
             *([by.path] if by else []))
    found = reading.select(shown.context, replace(
        asked, sort=(*by.order, *(each for each in sort if each.removeprefix("-") != by.path)) if by else sort,
        fields=tuple(dict.fromkeys(names)), titles=True, count="capped" if whole else "none"))
    records = with_titles(shown, fields, found.rows)
    at_once = whole and not found.capped and (found.count or 0) <= SUMMED_AT_ONCE
    wanted = bool(summed(fields)) and (at_once or _value(pairs, "_sum") == "1")
    groups = _summary(shown, thing, fields, pairs, by) if by else None
    total = _summary(shown, thing, fields, pairs, None) if whole and wanted and found.rows else {}
    return Listed(thing=thing, view=layout.view, pairs=pairs, layout=layout.rows, sort=sort, records=records,
                  next=found.next, count=found.count, capped=found.capped, grouping=by, groups=groups,
                  total=next(iter(total.values()), None),
                  after=next((text for name, text in pairs if name == "_after"), None))


def _summary(shown: Scene, thing: Object, fields: Sequence[Field], pairs: Pairs,
             by: Grouping | None) -> dict[object, Group]:
    kept = [pair for pair in conditions(pairs) if pair[0] not in SHOWING]
    asked = Asked(query=query_of(shown.context, thing, kept), by=(by.said,) if by else (), of=taken(fields),
                  limit=MOST_GROUPS)
    return {group.by[by.said] if by else None: group for group in summary(shown.context, asked).groups}


def _pairs() -> list[tuple[str, str]]:
    return [pair for pair in request.args.items(multi=True) if pair[0] not in {*PARTS, "done"}]


def _value(pairs: Pairs, name: str) -> str:
    return next((text for key, text in pairs if key == name), "")


def _without(pairs: Pairs, was: str) -> list[tuple[str, str]]:
    """Return the parameters without the first that is `was`, and without the place in the pages."""
    found = [pair for pair in pairs if pair[0] != "cursor"]
    at = next((at for at, (name, text) in enumerate(found) if f"{name}={text}" == was), len(found))
    return [*found[:at], *found[at + 1:]]


def _with(fields: tuple[Field, ...], field: Field) -> tuple[Field, ...]:
    """Return the fields, with the one at hand where it is reached through a link."""
    return fields if any(each.name == field.name for each in fields) else (field, *fields)


def _edited(shown: Scene, thing: Object) -> str:
    """Return the address of the list with a condition added or changed, or other columns chosen."""
    pairs = [pair for pair in _pairs() if pair[0] != "cursor"]
    names = [each for each in request.args.getlist("c.show") if shown.column(thing, each)]
    if names:
        others = [pair for pair in pairs if pair[0] != "fields"]
        return links.list_of(thing.name, [*others, ("fields", ",".join(names))])
    was, said = request.args.get("c.was", ""), _written(shown, thing)
    if not was or said is None:
        return links.list_of(thing.name, [*pairs, said] if said else pairs)
    at = next((at for at, (name, text) in enumerate(pairs) if f"{name}={text}" == was), len(pairs))
    return links.list_of(thing.name, [*pairs[:at], said, *pairs[at + 1:]])


def _written(shown: Scene, thing: Object) -> tuple[str, str] | None:
    """Return the parameter the editor's form stands for, in the group of the one whose place it takes."""
    said = written(shown, thing, request.args)
    return None if said is None else (f"{parted(request.args.get('c.was', ''))[0]}{said[0]}", said[1])
