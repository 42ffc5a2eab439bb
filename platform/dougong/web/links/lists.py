"""Lists: of an object, of its bin, of what was found; their parts, views and files."""

from collections.abc import Iterable

from dougong.web.links.address import asking
from dougong.web.links.paths import FIND, NOTICES


def list_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the list of an object, with the query parameters the API takes too."""
    return asking(f"/o/{name}", pairs)


def rows_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the fragment of more rows."""
    return asking(f"/f/rows/{name}", pairs)


def counts_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the tabs of a list with how many records each has."""
    return asking(f"/f/counts/{name}", pairs)


def sums_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the sum row of a list."""
    return asking(f"/f/sums/{name}", pairs)


def sums_ticked(name: str) -> str:
    """Return what the rows ticked of a list add up to."""
    return f"/f/chosen/{name}"


def loosened(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return which condition is in the way of a list that shows nothing."""
    return asking(f"/f/loosened/{name}", pairs)


def condition(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the editor of a condition on the list those parameters show."""
    return asking(f"/f/condition/{name}", pairs)


def matches(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return how many records a condition that is still typed would leave."""
    return asking(f"/f/matches/{name}", pairs)


def why_list(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return why a list shows what it shows."""
    return asking(f"/o/{name}/why", pairs)


def views(name: str) -> str:
    """Return where a view of a list is kept, changed or dropped."""
    return f"/o/{name}/views"


def bulk(name: str) -> str:
    """Return where what shall be done to many records is posted."""
    return f"/o/{name}/bulk"


def bin_of(name: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return what lies in the bin of an object."""
    return asking(f"/bin/{name}", pairs)


def find(q: str, name: str = "") -> str:
    """Return the search for what was typed, over all objects or one."""
    return asking(FIND, [("q", q), *([("object", name)] if name else [])])


def notices(pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return what one was told."""
    return asking(NOTICES, pairs)


def import_of(name: str) -> str:
    """Return where files with records of an object are sent."""
    return f"/o/{name}/import"


def export_of(name: str) -> str:
    """Return where the list of an object is asked for as a file."""
    return f"/o/{name}/export"


def job(kind: str, number: int, verb: str = "", pairs: Iterable[tuple[str, str]] = ()) -> str:
    """Return the page of an import or export, or where a verb of it is posted."""
    return asking(f"/{kind}/{number}" + (f"/{verb}" if verb else ""), pairs)
