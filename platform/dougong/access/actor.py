"""Who acts: a person as the engine knows them for the length of one request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.access.policy import Policy
from dougong.kernel.errors import NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in user. `me` holds the fields of the user's record, which expressions read as `me.<field>`."""

    id: int
    name: str
    language: str
    policy: Policy
    roles: frozenset[str] = frozenset()
    me: Mapping[str, Any] = field(default_factory=lambda: NOTHING)

    @property
    def administers(self) -> bool:
        """Return whether this is an administrator, who may see and change how the site works."""
        return "admin" in self.roles
