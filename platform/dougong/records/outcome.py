"""What came of a change, and what would come of one that is still being typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.kernel.errors import NOTHING, FieldError


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A change that was made (or rolled back, for a dry run). `record` is the JSON form with its lines.

    `replayed` says that an earlier request with the same key made it; `keys` maps the `_key` of new lines to ids.
    """

    record: Mapping[str, Any]
    id: int
    version: int
    created: bool = False
    warnings: tuple[FieldError, ...] = ()
    replayed: bool = False
    keys: Mapping[str, int] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class State:
    """How a field stands for the values typed so far."""

    visible: bool
    required: bool
    readonly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The pure half of a change: values in JSON form, what is wrong with them, how each field stands (by pointer)."""

    values: Mapping[str, Any]
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...]
    states: Mapping[str, State]
