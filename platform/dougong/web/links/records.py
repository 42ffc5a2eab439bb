"""One record: its page, its forms, what is done and said there."""

from collections.abc import Iterable

from dougong.web.links.address import asking
from dougong.web.links.paths import HANDOVER


def record(name: str, number: int, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of one record."""
    return asking(f"/o/{name}/{number}", pairs)


def versions(name: str, number: int, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the versions of one record."""
    return asking(f"/o/{name}/{number}/history", pairs)


def why(name: str, number: int, about: str = "") -> str:
    """Return why one may do what one may with a record: a verb, "do <transition>" or "field <name>" first, if said."""
    return asking(f"/o/{name}/{number}/why", [("about", about)] if about else [])


def new(name: str) -> str:
    """Return the form for a new record."""
    return f"/o/{name}/new"


def edit(name: str, number: int) -> str:
    """Return the form of one record."""
    return f"/o/{name}/{number}/edit"


def act(name: str, number: int, verb: str) -> str:
    """Return where a verb (archive, restore, put-back) is posted."""
    return f"/o/{name}/{number}/{verb}"


def merge(name: str, number: int, other: int) -> str:
    """Return the page on which another record becomes one with this one."""
    return asking(act(name, number, "merge"), [("with", f"#{other}"), ("with.id", str(other))])


def cell(name: str, number: int | str, field: str) -> str:
    """Return the input of one value, which is posted there too."""
    return f"/f/cell/{name}/{number}/{field}"


def preview(name: str, number: int | None) -> str:
    """Return where a form sends what is typed."""
    return f"/f/preview/{name}" + (f"/{number}" if number else "")


def pick(name: str, owner: str = "", field: str = "") -> str:
    """Return the options of a relation picker: records of `name`, for a field of `owner` those it may point to."""
    return asking(f"/f/pick/{name}", [("for", f"{owner}.{field}")] if owner else [])


def pick_any(owner: str, field: str) -> str:
    """Return the options of an any-link of `owner`: records of all objects it may lead to."""
    return f"/f/pick-any/{owner}/{field}"


def comments(name: str, number: int) -> str:
    """Return where something is said about a record."""
    return f"/o/{name}/{number}/comments"


def comment(name: str, number: int, id: int) -> str:
    """Return where a comment is changed or taken back."""
    return f"/o/{name}/{number}/comments/{id}"


def handover(name: str, number: int) -> str:
    """Return what somebody has, to be handed over."""
    return asking(HANDOVER, [("leaver", name), ("leaver.id", str(number)), ("leaver.was", name)])
