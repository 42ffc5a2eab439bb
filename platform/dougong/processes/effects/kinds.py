"""Kinds of effects, as values: what a row of a kind makes happen, and how that can fail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dougong.records.runtime import Runtime


class Hopeless(Exception):
    """The effect cannot happen and never will: it is dead at once; the message says why, without secrets."""


class Failed(Exception):
    """The effect could not happen this time; the message says why, in plain words and without secrets."""


class Unreached(Failed):
    """What the effect is for cannot be reached now: all that waits for its target waits with it."""


@dataclass(frozen=True, slots=True)
class Row:
    """An effect that is to happen now. `id` and `key` are the same however often it is tried; `tries` counts them,
    this one too, and `by` is who tries it now. `actor`, `cause` and `correlation` say who made it, by which rules, in
    which request."""

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    tries: int
    at: datetime
    target: str | None
    object_uid: str | None
    record_id: int | None
    actor: int | None
    cause: str | None
    correlation: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A kind of effects. `run` makes one happen and raises when it could not: it is tried again later, eight times in
    all, unless it raises Hopeless. It may be asked twice for the same row, should a worker die between doing it and
    saying so, and must be over within three minutes. What a `secret` one said is not kept once it is done. One that is
    `near` waits for nothing but our own database: a worker takes many of them at once."""

    name: str
    run: Callable[[Runtime, Row], None]
    secret: bool = False
    near: bool = False
