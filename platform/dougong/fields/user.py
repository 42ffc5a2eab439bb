"""A person who can sign in."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.base import Spec
from dougong.fields.link import LinkType

OBJECT = "user"


class UserType(LinkType):
    """A link to the object `user`, which the engine owns (design.md 7)."""

    key = "user"
    options: ClassVar[Mapping[str, Any]] = {key: LinkType.options[key] for key in ("where", "on_delete", "goes_along")}
    needs = frozenset()

    def targets(self, spec: Spec) -> tuple[str, ...]:
        """Return the object `user`."""
        return (OBJECT,)
