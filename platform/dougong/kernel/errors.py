"""What can go wrong at run time, as the user meets it. HTTP numbers live in api/errors.py and web/errors.py only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FieldError:
    """One refused value. `pointer` is a JSON pointer into the document ("/lines/0/qty"; "" is the whole record).

    `code` names a message of kernel/messages/<lang>.json; `params` fill its slots. `text` is a message the pack
    wrote itself (a check's), by language.
    """

    pointer: str
    code: str
    params: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    text: Mapping[str, str] | None = None


class AppError(Exception):
    """Root of what a user may be told. `code` is stable and names a message; nothing here speaks HTTP."""

    code = "error"

    def __init__(self, code: str | None = None, /, errors: Iterable[FieldError] = (), **params: Any) -> None:
        self.code = code or type(self).code
        self.params = params
        self.errors: tuple[FieldError, ...] = tuple(errors)
        super().__init__(f"{self.code} {params or ''} {self.errors or ''}".strip())


class Malformed(AppError):
    """The request itself cannot be read: bad JSON, unknown query parameter, bad cursor (400)."""

    code = "malformed"


class Unauthenticated(AppError):
    """Nobody is signed in, or the token is not valid (401)."""

    code = "unauthenticated"


class Denied(AppError):
    """The person may see the thing but not do this (403)."""

    code = "denied"


class Missing(AppError):
    """No such thing, or it is hidden from this person: the two look alike (404)."""

    code = "missing"


class Conflict(AppError):
    """Someone else was quicker, or the state does not allow it (409). `current` is the record as it is now."""

    code = "conflict"

    def __init__(self, code: str | None = None, /, errors: Iterable[FieldError] = (),
                 current: Mapping[str, Any] | None = None, **params: Any) -> None:
        super().__init__(code, errors, **params)
        self.current = current


class Stale(Conflict):
    """If-Match named a version that is no longer current (412)."""

    code = "stale"


class Required(AppError):
    """The request must say which version (or idempotency key) it stands on (428)."""

    code = "version_required"


class Refused(AppError):
    """The values are not acceptable; `errors` say which and why (422)."""

    code = "refused"


class Exhausted(AppError):
    """The person asks too often, or too much at a time (429); `seconds` says when there is room again."""

    code = "too_often"


class Unavailable(AppError):
    """The database is busy or gone; the same request may be sent again, with its key (503)."""

    code = "unavailable"
