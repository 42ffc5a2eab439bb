"""What a list is made of before it is drawn: the address taken apart, one page of records, what stands around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object, View
from dougong.records.lists.summary import Group
from dougong.web.listing.filters import Pairs, first_of
from dougong.web.listing.groups import Grouping
from dougong.web.listing.saved import Saved
from dougong.web.listing.table import Layout
from dougong.web.listing.tabs import Tab
from dougong.web.listing.taking import Taking
from dougong.web.shell import Pick


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
        return first_of(self.pairs, name)

    def but(self, *names: str) -> list[tuple[str, str]]:
        """Return the parameters without those named and without the place in the pages."""
        return [(key, text) for key, text in self.pairs if key not in {*names, "cursor", "_after"}]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the rows: tabs, switch of kinds, what this person kept."""

    tabs: tuple[Tab, ...]
    switch: tuple[Pick, ...]
    saved: tuple[Saved, ...]
