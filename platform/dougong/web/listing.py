"""The list of an object: views as tabs, the filter as a sentence, columns, groups, sums, rows page by page."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from markupsafe import Markup, escape

from dougong.access.policy import Verb
from dougong.catalog.model import Field, Object, View
from dougong.kernel.labels import words
from dougong.processes.workflow.offers import runnable
from dougong.records.merging import mergeable
from dougong.records.standing import VIEWS
from dougong.records.summary import Group
from dougong.web import links, pages
from dougong.web.action import Action, Empty, create
from dougong.web.conditions import Editor, editor, known_fields
from dougong.web.filters import Pairs, Token, tokens
from dougong.web.gaps import gap
from dougong.web.groups import Grouping, Totals, groupable, head
from dougong.web.layout import addable, column_label
from dougong.web.saved import Saved, kept
from dougong.web.scene import Scene
from dougong.web.shell import Pick
from dougong.web.table import Column, Layout, Row, rows_of
from dougong.web.tabs import Tab
from dougong.web.taking import PARAMETER, Chosen, Taking, offered, sums

#: Transitions offered for many records at once; the others are on each record.
DOINGS: Final = 4
#: Parameters that are the screen's or the API's alone: the view, what a redirect says was done; a screen shows titles
#: and nothing else of what is behind links. Others of the screen begin with _, which no field does.
OWN = frozenset({"view", "done", "expand"})
#: Parameters of addresses nobody comes back to: what is typed, where someone stands, what was just done.
ONCE = frozenset({"q", "cursor", "_after", "done"})

#: What may be done to records that were ticked, with the right it takes.
BULK: Final[Mapping[str, Verb]] = {"edit": "update", "share": "share", "assign": "assign", "export": "export",
                                        "archive": "archive"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A parameter a form carries along."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A page of rows, drawn, alone: what endless paging asks for."""

    columns: int
    rows: Markup
    more_href: str
    more_rows: str
    picks: bool = False


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept of a list as it stands: where it is posted, its parameters, the view it was, what may be done."""

    href: str
    asks: str
    id: str = ""
    name: str = ""
    version: str = ""
    shared: bool = False
    usual: bool = False
    changed: bool = False
    share: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the records, whichever way they are shown: title, tabs, the filter as a sentence."""

    object: str
    title: str
    count: str
    new: Action | None
    import_href: str
    export_href: str
    export_kept: tuple[Kept, ...]
    views: tuple[Tab, ...]
    counts: str
    switch: tuple[Pick, ...]
    keeping: Keeping | None
    here: str
    here_with_kept: str
    kept: tuple[Kept, ...]
    q: str
    tokens: tuple[Token, ...]
    editor: Editor | None
    condition_url: str
    matches_url: str
    archived_href: str = ""
    archived_label: str = ""
    sort_label: str = ""
    groups: tuple[Pick, ...] = ()
    group_label: str = ""
    chooser: tuple[Chosen, ...] = ()
    columns_default: str = ""
    empty: Empty | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Frame):
    """Everything the list template shows."""

    heads: tuple[Column, ...]
    columns: int
    rows: str
    more_href: str
    more_rows: str
    picks: bool
    shown: str
    footing: str
    bulk: str
    bulk_asks: str
    bulk_sums: str
    bulk_acts: Mapping[str, bool]
    bulk_doings: Sequence[Pick]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list is made of: its address taken apart, the layout, and one page of records."""

    thing: Object
    view: View | None
    pairs: Pairs
    layout: Layout
    sort: tuple[str, ...]
    takes: Taking
    records: Sequence[Mapping[str, Any]]
    next: str | None
    count: int | None
    capped: bool
    grouping: Grouping | None = None
    groups: Mapping[Any, Group] | None = None
    total: Group | None = None
    #: The value of the group the page before ended in, as text; None at the beginning.
    after: str | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the columns."""
        return self.layout.fields

    def value(self, name: str) -> str:
        """Return a parameter of the address, "" where it is not given."""
        return next((text for key, text in self.pairs if key == name), "")

    def but(self, *names: str) -> list[tuple[str, str]]:
        """Return the parameters without those named and without the place in the pages."""
        return [(key, text) for key, text in self.pairs if key not in {*names, "cursor", "_after"}]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the rows: tabs, switch of kinds, what this person kept, whether sums were left out."""

    tabs: tuple[Tab, ...]
    switch: tuple[Pick, ...]
    saved: tuple[Saved, ...]


def rows(scene: Scene, listed: Listed) -> Rows:
    """Return one page of rows with the way to the next."""
    onward = _onward(scene, listed)
    return Rows(columns=len(listed.fields), rows=_drawn(scene, listed), picks=listed.thing.parent is None,
                more_href=links.list_of(listed.thing.name, onward) if onward else "",
                more_rows=links.rows_of(listed.thing.name, onward) if onward else "")


def framed(scene: Scene, listed: Listed, around: Around) -> dict[str, Any]:
    """Return the parts of a Frame."""
    thing, here = listed.thing, listed.but("done")
    allowed = known_fields(scene, thing, list(listed.view.body.get("filters", ())) if listed.view else [])
    archived = bool(listed.value("archived"))
    switched = [*listed.but("archived"), *([] if archived else [("archived", "1")])]
    return {
        "object": thing.name, "title": scene.plural(thing), "count": _count(scene, listed),
        "new": create(scene, thing.name),
        "import_href": links.import_of(thing.name) if create(scene, thing.name) and scene.may(thing, "import") else "",
        "export_href": links.export_of(thing.name) if scene.may(thing, "export") else "",
        "export_kept": tuple(Kept(*pair) for pair in here),
        "views": around.tabs, "switch": around.switch,
        "counts": links.counts_of(thing.name, here) if any(not tab.count for tab in around.tabs) else "",
        "keeping": _keeping(scene, listed, around.saved), "here": links.list_of(thing.name),
        "here_with_kept": links.list_of(thing.name, listed.but("q")),
        "kept": tuple(Kept(*pair) for pair in listed.but("q", "done")), "q": listed.value("q"),
        "tokens": tokens(scene, thing, here), "editor": editor(scene, allowed, allowed[0]) if allowed else None,
        "condition_url": links.condition(thing.name, here), "matches_url": links.matches(thing.name),
        "archived_href": links.list_of(thing.name, switched),
        "archived_label": scene.say("list.all" if archived else "list.archived")}


def list_page(scene: Scene, listed: Listed, around: Around) -> ListPage:
    """Return the whole list, with gaps for what `told` tells of its records."""
    thing, frame, told = listed.thing, framed(scene, listed, around), _telling(listed)
    live, picks = not listed.value("archived"), listed.thing.parent is None
    gapped = {name: gap(f"list.{name}") if said else "" for name, said in told.items()}
    acts = {name: scene.may(thing, verb) for name, verb in BULK.items()}
    acts["merge"] = mergeable(scene.context.actor.policy, thing)
    doings = [Pick(each.name, words(each.label, scene.lang) or each.name, "false")
              for each in runnable(scene.context, thing)][:DOINGS]
    return ListPage(
        **{**frame, "count": gapped["count"]}, heads=_heads(scene, listed), columns=len(listed.fields),
        rows=gap("list.rows"), picks=picks, more_href=gapped["more_href"],
        more_rows=gapped["more_href"] and gap("list.more_rows"), shown=gapped["shown"], footing=gapped["footing"],
        sort_label=_sorted_by(scene, listed),
        groups=_groups(scene, listed), group_label=scene.label(listed.grouping.field) if listed.grouping else "",
        chooser=_chooser(scene, listed), columns_default=links.list_of(thing.name, listed.but("fields", PARAMETER)),
        bulk=links.bulk(thing.name) if picks and live and (doings or any(acts.values())) else "",
        bulk_acts=acts, bulk_doings=doings,
        bulk_asks=links.query(listed.but("done")), bulk_sums=links.sums_ticked(thing.name) if listed.takes else "",
        empty=None if listed.records else empty_of(scene, listed, len(frame["tokens"])))


def told(scene: Scene, listed: Listed) -> Mapping[str, str]:
    """Return what fills the gaps of a list page: everything that its records decide."""
    page, totals = rows(scene, listed), _totals(scene, listed)
    return {"list.count": escape(_count(scene, listed)), "list.shown": escape(_shown(scene, listed)),
            "list.rows": page.rows, "list.more_href": escape(page.more_href), "list.more_rows": escape(page.more_rows),
            "list.footing": pages.footing(totals, scene.lang, picks=page.picks) if totals else ""}


def same(scene: Scene, listed: Listed, around: Around) -> Hashable:
    """Return what is equal for lists whose pages differ in nothing but what `told` tells; None for one that nobody is
    likely to ask for again."""
    if any(name in ONCE for name, _ in listed.pairs):
        return None
    views = tuple((tab.name, tab.label, tab.href, tab.current, tab.count, tab.shared, tab.changed, tab.lost)
                  for tab in around.tabs)
    people = tuple((each.id, each.version, each.own) for each in around.saved)
    return (listed.thing.name, tuple(listed.pairs), views, people, tokens(scene, listed.thing, listed.but("done")),
            tuple(_telling(listed).values()))


def _drawn(scene: Scene, listed: Listed) -> Markup:
    made = rows_of(scene, listed.thing, listed.layout, listed.records)
    return pages.rows_of(_headed(scene, listed, made), scene.lang, picks=listed.layout.picks)


def _onward(scene: Scene, listed: Listed) -> Pairs:
    """Return the parameters of the next page, none where this is the last."""
    if not listed.next:
        return ()
    last = listed.grouping.key(scene, listed.records[-1]) if listed.grouping else None
    return [*listed.but(), ("cursor", listed.next), *([("_after", str(last))] if listed.grouping else [])]


def _telling(listed: Listed) -> Mapping[str, bool]:
    """Return which gaps there are."""
    there = bool(listed.records)
    return {"count": listed.count is not None, "shown": there, "more_href": listed.next is not None,
            "footing": there and bool(listed.takes)}


def conditions(pairs: Pairs) -> Pairs:
    """Return the parameters the API knows too."""
    return [pair for pair in pairs if pair[0] not in OWN and not pair[0].startswith("_")]


def _heads(scene: Scene, listed: Listed) -> tuple[Column, ...]:
    first = listed.sort[0] if listed.sort else ""
    made = []
    for field in listed.fields:
        now = "ascending" if first == field.name else "descending" if first == f"-{field.name}" else ""
        turned = f"-{field.name}" if now == "ascending" else field.name
        href = links.list_of(listed.thing.name, [*listed.but("sort"), ("sort", turned)]) if field.type.sortable else ""
        made.append(Column(field.name, column_label(scene, field, listed.view), field.type.align == "right", href, now))
    return tuple(made)


def _headed(scene: Scene, listed: Listed, made: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return the rows, the first of each group with its head."""
    by, groups = listed.grouping, listed.groups or {}
    if by is None:
        return made
    found, before = [], listed.after
    for row, record in zip(made, listed.records, strict=True):
        value = by.key(scene, record)
        starts = str(value) != before
        found.append(replace(row, head=head(scene, by, value, record, listed.fields, listed.takes, groups.get(value)))
                     if starts else row)
        before = str(value)
    return tuple(found)


def totals_of(scene: Scene, fields: Sequence[Field], takes: Taking, total: Group) -> Totals:
    """Return the sum row of what was added up."""
    return Totals(scene.say("list.total", n=f"{total.of['count()']:,}"), sums(scene, fields, takes, total.of))


def _totals(scene: Scene, listed: Listed) -> Totals | None:
    """Return the sum row, None for a list whose columns do not add up to anything."""
    if not _telling(listed)["footing"]:
        return None
    if listed.total is not None:
        return totals_of(scene, listed.fields, listed.takes, listed.total)
    pairs = [*listed.but("_sum"), ("_sum", "1")]
    return Totals(scene.say("list.total_open"), sums(scene, listed.fields, {}, {}),
                  links.list_of(listed.thing.name, pairs), links.sums_of(listed.thing.name, pairs))


def _keeping(scene: Scene, listed: Listed, saved: tuple[Saved, ...]) -> Keeping | None:
    home = scene.context.catalog.objects.get(VIEWS)
    if home is None or listed.thing.parent is not None or not scene.may(home, "create"):
        return None
    now = next((each for each in saved if f"~{each.id}" == listed.value("view") and each.own), None)
    asks = links.query(listed.but("done", "view"))
    if now is None:
        return Keeping(links.views(listed.thing.name), asks)
    changed = sorted(kept(listed.but())) != sorted(now.pairs)
    share = links.act(VIEWS, now.id, "share") if scene.may(home, "share") else ""
    return Keeping(links.views(listed.thing.name), asks, str(now.id), now.name, str(now.version), now.shared, now.usual,
                   changed, share)


def _groups(scene: Scene, listed: Listed) -> tuple[Pick, ...]:
    """Return what the list may be grouped by, as addresses; the first is by nothing."""
    said = listed.grouping.said if listed.grouping else ""
    here = listed.but("_group")
    by = {field.name: field for field in (*listed.fields, *addable(scene, listed.thing))}.values()
    found = {name: scene.label(field) for name, field in groupable(by)}
    if not found:
        return ()
    none = Pick(links.list_of(listed.thing.name, here), scene.say("list.group_by_none"), _pressed(not said))
    return (none, *(Pick(links.list_of(listed.thing.name, [*here, ("_group", name)]), label, _pressed(name == said))
                    for name, label in found.items()))


def _count(scene: Scene, listed: Listed) -> str:
    if listed.count is None:
        return ""
    return scene.say("list.count_capped" if listed.capped else "list.count", n=f"{listed.count:,}")


def _shown(scene: Scene, listed: Listed) -> str:
    number = len(listed.records)
    if not number:
        return ""
    if listed.next is None and not listed.value("cursor"):
        return scene.say("list.shown_all", n=number)
    if listed.count is not None and not listed.capped and not listed.value("cursor"):
        return scene.say("list.shown_of", n=number, all=f"{listed.count:,}")
    return scene.say("list.shown_part", shown=number, n=number)


def _sorted_by(scene: Scene, listed: Listed) -> str:
    if not listed.sort:
        return ""
    field = scene.column(listed.thing, listed.sort[0].removeprefix("-"))
    return f"{scene.label(field)} {'↓' if listed.sort[0].startswith('-') else '↑'}" if field else ""


def _chooser(scene: Scene, listed: Listed) -> tuple[Chosen, ...]:
    """Return the columns there are and those that may be added; the first names its row and is not added up."""
    held = {field.name: at for at, field in enumerate(listed.fields)}
    fields = {field.name: field for field in (*listed.fields, *addable(scene, listed.thing))}
    return tuple(Chosen(name, scene.label(field), _pressed(name in held),
                        offered(scene, field, listed.takes) if held.get(name) else ())
                 for name, field in fields.items())


def empty_of(scene: Scene, listed: Listed, conditions: int) -> Empty:
    """Return what stands where no record does: why, and how to get one."""
    q, what = listed.value("q"), scene.inside(scene.plural(listed.thing))
    clear = links.list_of(listed.thing.name, [("view", "-")])
    new = create(scene, listed.thing.name)
    if not conditions and not q:
        return Empty(listed.thing.icon, scene.say("list.none", what=what), scene.say("list.none_text") if new else "",
                     (*((new,) if new else ()), _why(scene, listed)))
    title = scene.say("list.none_searched", q=q) if q else scene.say("list.none_found", n=conditions, what=what)
    act = Action(name="clear", label=scene.say("list.clear"), href=clear, icon="x")
    return Empty("filter-off", title, scene.say("list.none_found_text"), (act, _why(scene, listed)),
                 links.loosened(listed.thing.name, listed.but("done")))


def _why(scene: Scene, listed: Listed) -> Action:
    return Action(name="why", label=scene.say("why.title"), icon="help-circle",
                  href=links.why_list(listed.thing.name, conditions(listed.pairs)))


def _pressed(held: bool) -> str:  # noqa: FBT001 - the word aria wants
    return "true" if held else "false"
