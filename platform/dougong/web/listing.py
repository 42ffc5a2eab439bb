"""The list of an object: views as tabs, the filter as a sentence, columns to choose, rows page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object, View
from dougong.web import links
from dougong.web.action import Action, Empty, create
from dougong.web.filters import Condition, Pairs, Token, condition, filterable, tokens
from dougong.web.inputs import Choice
from dougong.web.layout import addable, column_label, columns, views_of
from dougong.web.scene import Scene
from dougong.web.shell import Pick
from dougong.web.table import Column, Row, cards_of, rows_of

#: Parameters of the screen that the API does not know: the view, and what a redirect says was done.
OWN = frozenset({"view", "done"})


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the list."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A parameter a form carries along."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A page of rows, alone: what endless paging asks for."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    more_href: str
    more_rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage(Rows):
    """Everything the list template shows."""

    title: str
    count: str
    shown: str
    new: Action | None
    views: tuple[Tab, ...]
    here: str
    here_with_kept: str
    kept: tuple[Kept, ...]
    q: str
    tokens: tuple[Token, ...]
    fields: tuple[Choice, ...]
    condition: Condition
    condition_url: str
    sort_label: str
    archived_href: str
    archived_label: str
    chooser: tuple[Pick, ...]
    columns_default: str
    empty: Empty | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list is made of: its address taken apart, the layout, and one page of records."""

    thing: Object
    view: View | None
    pairs: Pairs
    fields: tuple[Field, ...]
    sort: tuple[str, ...]
    records: Sequence[Mapping[str, Any]]
    next: str | None
    count: int | None
    capped: bool

    def value(self, name: str) -> str:
        """Return a parameter of the address, "" where it is not given."""
        return next((text for key, text in self.pairs if key == name), "")

    def but(self, *names: str) -> list[tuple[str, str]]:
        """Return the parameters without those named and without the place in the pages."""
        return [(key, text) for key, text in self.pairs if key not in {*names, "cursor"}]


def shown_columns(scene: Scene, thing: Object, view: View | None, pairs: Pairs) -> tuple[Field, ...]:
    """Return the columns: those the address names, else the layout's."""
    named = next((text for name, text in pairs if name == "fields"), "")
    chosen = [scene.column(thing, name) for name in named.split(",")] if named else []
    return tuple(field for field in chosen if field is not None) or columns(scene, thing, view)


def rows(scene: Scene, listed: Listed) -> Rows:
    """Return one page of rows with the way to the next."""
    thing, fields = listed.thing, listed.fields
    onward = [*listed.but(), ("cursor", listed.next)] if listed.next else []
    return Rows(columns=_heads(scene, listed), rows=rows_of(scene, thing, fields, listed.records,
                                                            cards_of(thing, fields)),
                more_href=links.list_of(thing.name, onward) if onward else "",
                more_rows=links.rows_of(thing.name, onward) if onward else "")


def list_page(scene: Scene, listed: Listed) -> ListPage:
    """Return the whole list."""
    thing, page = listed.thing, rows(scene, listed)
    allowed = _by_view(filterable(scene, thing), listed.view)
    asked = tokens(scene, thing, [pair for pair in listed.pairs if pair[0] not in OWN])
    q, archived = listed.value("q"), bool(listed.value("archived"))
    switched = [*listed.but("archived"), *([] if archived else [("archived", "1")])]
    return ListPage(
        columns=page.columns, rows=page.rows, more_href=page.more_href, more_rows=page.more_rows,
        title=scene.plural(thing), count=_count(scene, listed), shown=_shown(scene, listed),
        new=create(scene, thing.name), views=_tabs(scene, listed), here=links.list_of(thing.name),
        here_with_kept=links.list_of(thing.name, listed.but("q")),
        kept=tuple(Kept(*pair) for pair in listed.but("q", "done")), q=q, tokens=asked,
        fields=tuple(Choice(field.name, scene.label(field)) for field in allowed),
        condition=condition(scene, allowed[0]) if allowed else Condition((), ()),
        condition_url=links.condition(thing.name), sort_label=_sorted_by(scene, listed),
        archived_href=links.list_of(thing.name, switched),
        archived_label=scene.say("list.all" if archived else "list.archived"),
        chooser=_chooser(scene, listed), columns_default=links.list_of(thing.name, listed.but("fields")),
        empty=None if listed.records else _empty(scene, listed, len(asked), q))


def _heads(scene: Scene, listed: Listed) -> tuple[Column, ...]:
    first = listed.sort[0] if listed.sort else ""
    made = []
    for field in listed.fields:
        now = "ascending" if first == field.name else "descending" if first == f"-{field.name}" else ""
        turned = f"-{field.name}" if now == "ascending" else field.name
        href = links.list_of(listed.thing.name, [*listed.but("sort"), ("sort", turned)]) if field.type.sortable else ""
        made.append(Column(field.name, column_label(scene, field, listed.view), field.type.align == "right", href, now))
    return tuple(made)


def _tabs(scene: Scene, listed: Listed) -> tuple[Tab, ...]:
    views = views_of(scene, listed.thing, "list")
    if not views:
        return (Tab(scene.say("list.all"), links.list_of(listed.thing.name), current=True),)
    return tuple(Tab(scene.label(view), links.list_of(listed.thing.name, [("view", view.name)] if at else []),
                     view is listed.view) for at, view in enumerate(views))


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
    return scene.say("list.shown_part", shown=number, n=number)


def _sorted_by(scene: Scene, listed: Listed) -> str:
    if not listed.sort:
        return ""
    field = scene.column(listed.thing, listed.sort[0].removeprefix("-"))
    return f"{scene.label(field)} {'↓' if listed.sort[0].startswith('-') else '↑'}" if field else ""


def _chooser(scene: Scene, listed: Listed) -> tuple[Pick, ...]:
    held = {field.name for field in listed.fields}
    fields = {field.name: field for field in (*listed.fields, *addable(scene, listed.thing))}
    return tuple(Pick(name, scene.label(field), "true" if name in held else "false") for name, field in fields.items())


def _empty(scene: Scene, listed: Listed, conditions: int, q: str) -> Empty:
    what, clear = scene.inside(scene.plural(listed.thing)), links.list_of(listed.thing.name)
    new = create(scene, listed.thing.name)
    if not conditions and not q:
        return Empty(listed.thing.icon, scene.say("list.none", what=what), scene.say("list.none_text") if new else "",
                     (new,) if new else ())
    title = scene.say("list.none_searched", q=q) if q else scene.say("list.none_found", n=conditions, what=what)
    act = Action(name="clear", label=scene.say("list.clear"), href=clear, icon="x")
    return Empty("filter-off", title, scene.say("list.none_found_text"), (act,))


def _by_view(fields: tuple[Field, ...], view: View | None) -> tuple[Field, ...]:
    """The fields a view names for filtering come first."""
    named = list(view.body.get("filters", ())) if view is not None else []
    return tuple(sorted(fields, key=lambda field: named.index(field.name) if field.name in named else len(named)))


def conditions(pairs: Pairs) -> Pairs:
    """Return the parameters the API knows too."""
    return [pair for pair in pairs if pair[0] not in OWN]


