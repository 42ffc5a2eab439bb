"""What a refused request looks like: the one table of HTTP numbers of the screens, and the page in words."""

from dataclasses import dataclass

from dougong.kernel.errors import (
    AppError,
    Conflict,
    Denied,
    Exhausted,
    FieldError,
    Malformed,
    Missing,
    Refused,
    Required,
    Unavailable,
)
from dougong.kernel.messages import say
from dougong.web import links
from dougong.web.shell import Entry
from dougong.web.words import words


class Forged(Denied):
    """The request did not come from one of our pages."""

    code = "denied"


class TooLarge(AppError):
    """More was sent than is taken at once."""

    code = "malformed"


class WrongMethod(AppError):
    """The address exists, but not for this."""

    code = "malformed"


#: Kind of refusal → (status, words, icon). The first line an error is an instance of counts; the rest are bugs.
TABLE: tuple[tuple[type[AppError], int, str, str], ...] = (
    (Forged, 403, "forged", "lock"),
    (Denied, 403, "denied", "lock"),
    (Missing, 404, "missing", "search"),
    (TooLarge, 413, "large", "file-text"),
    (WrongMethod, 405, "method", "ban"),
    (Malformed, 400, "malformed", "filter-off"),
    (Required, 428, "conflict", "git-compare"),
    (Conflict, 409, "conflict", "git-compare"),
    (Refused, 422, "refused", "alert-circle"),
    (Exhausted, 429, "exhausted", "clock-exclamation"),
    (Unavailable, 503, "unavailable", "database"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPage:
    """Everything the fault template shows: what, why, what to do, a reference; `why` is where the reasons are told."""

    status: int
    icon: str
    title: str
    text: str
    details: tuple[str, ...] = ()
    actions: tuple[Entry, ...] = ()
    why: str = ""
    reference: str = ""


def fault_page(error: Exception, lang: str, back: str, reference: str, why: str = "") -> FaultPage:
    """Return the page for an error; what nobody foresaw says so and carries the reference of the log. What was refused
    with a record leads to the reasons, at the address `why`."""
    spoken = words(lang)
    home = Entry(spoken("fault.home"), links.HOME, "home")
    again = (Entry(spoken("fault.back"), back, "arrow-left"),) if back else ()
    asks = why if isinstance(error, Denied | Conflict) else ""
    for kind, status, name, icon in TABLE:
        if isinstance(error, kind):
            text = _told(error, lang) or spoken(f"fault.{name}_text")
            return FaultPage(status=status, icon=icon, title=spoken(f"fault.{name}"), text=text,
                             details=tuple(_said(each, lang) for each in error.errors),
                             actions=(*again, home), why=asks)
    return FaultPage(status=500, icon="alert-triangle", title=spoken("fault.bug"), text=spoken("fault.bug_text"),
                     actions=(home,), reference=spoken("fault.reference", code=reference))


def _told(error: AppError, lang: str) -> str:
    """Return the error's own message where it says more than its kind does."""
    return "" if error.code == type(error).code else say(error.code, lang, **error.params)


def _said(error: FieldError, lang: str) -> str:
    if error.text:
        return next((error.text[tag] for tag in (lang, "zh-Hans", "en") if tag in error.text), "")
    return say(error.code, lang, **error.params)
