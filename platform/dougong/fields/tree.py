"""A link to a record of the same object: its parent in a tree."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.link import LinkType


class TreeType(LinkType):
    """The parent in a tree of records of one object. The catalog fills the option `to` with that object's name;
    the records floor refuses a cycle, since only it sees the other rows."""

    key = "tree"
    rises = True
    options: ClassVar[Mapping[str, Any]] = {key: LinkType.options[key] for key in ("where", "on_delete", "goes_along")}
    needs = frozenset()
