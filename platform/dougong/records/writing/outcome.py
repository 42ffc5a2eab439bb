"""What came of a change, and what would come of one that is still being typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.kernel.errors import NOTHING, FieldError
from dougong.records.writing.draft import Draft


@dataclass(frozen=True, slots=True)
class Heard:
    """What rules made of a change that is only tried, as its history would keep it (`told`); `cause` is what asked for
    the change ("": the person)."""

    object: str
    id: int
    version: int
    cause: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A change that was made (or rolled back, for a dry run). `record` is the JSON form with its lines.

    `replayed` says that an earlier request with the same key made it; `keys` maps the `_key` of new lines to ids.
    Of a dry run `heard` says what rules made of it, and of what they asked for.
    """

    record: Mapping[str, Any]
    id: int
    version: int
    created: bool = False
    warnings: tuple[FieldError, ...] = ()
    replayed: bool = False
    keys: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """How a field stands for the values typed so far."""

    visible: bool
    required: bool
    readonly: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The pure half of a change: values in JSON form, what is wrong with them, how each field stands (by pointer); and
    the record as it would be."""

    values: Mapping[str, Any]
    errors: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...]
    states: Mapping[str, State]
    draft: Draft
