"""The one table of HTTP numbers: which status each kind of refusal has. docs/reference/problems.md explains them."""

from dougong.kernel.errors import (
    AppError,
    Conflict,
    Denied,
    Exhausted,
    Malformed,
    Missing,
    Refused,
    Required,
    Stale,
    Unauthenticated,
    Unavailable,
)

#: Methods of what can only be read.
READ_ONLY = ("GET", "HEAD")


class TooLarge(AppError):
    """The body, the address or a header is longer than we read (413)."""

    code = "too_large"


class WrongType(AppError):
    """The body is not what this address takes (415)."""

    code = "content_type"


class WrongMethod(AppError):
    """The address exists, but not for this method; `allowed` lists those it has (405)."""

    code = "method"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(allowed=", ".join(allowed))
        self.allowed = allowed


class Unacceptable(AppError):
    """The client takes no JSON (406)."""

    code = "unacceptable"


class Broken(AppError):
    """A fault of ours; `incident` names the entry in the log (500)."""

    code = "internal"


#: Kind of refusal → (status, short name in the problem's `type`). The first line an error is an instance of counts.
STATUS: tuple[tuple[type[AppError], int, str], ...] = (
    (Malformed, 400, "malformed"),
    (Unauthenticated, 401, "unauthenticated"),
    (Denied, 403, "denied"),
    (Missing, 404, "missing"),
    (WrongMethod, 405, "method"),
    (Unacceptable, 406, "unacceptable"),
    (Stale, 412, "stale"),                 # before Conflict, whose kind it is
    (Conflict, 409, "conflict"),
    (TooLarge, 413, "too-large"),
    (WrongType, 415, "content-type"),
    (Refused, 422, "refused"),
    (Required, 428, "required"),
    (Exhausted, 429, "exhausted"),
    (Unavailable, 503, "unavailable"),
    (Broken, 500, "internal"),
)


def status_of(error: AppError) -> tuple[int, str]:
    """Return the HTTP status of an error and the short name of its kind; what nobody listed is a fault of ours."""
    return next(((status, name) for kind, status, name in STATUS if isinstance(error, kind)), (500, "internal"))
