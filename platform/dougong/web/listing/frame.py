"""What the template of a list shows: frozen data with ready strings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dougong.web.action import Action, Empty
from dougong.web.listing.conditions import Editor
from dougong.web.listing.filters import Token
from dougong.web.listing.table import Column
from dougong.web.listing.tabs import Tab
from dougong.web.listing.taking import Chosen
from dougong.web.shell import Pick


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
