"""What a list is asked: the parameters of a URL, the same for API and list screens, become one value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.kernel.alternatives import parted
from dougong.kernel.errors import Malformed
from dougong.records.context import Context
from dougong.records.lists.paths import resolved
from dougong.store.query.lists import Count

LONGEST: Final = 500              # rows of a page
USUAL: Final = 50
MOST_FILTERS: Final = 50
MOST_IN: Final = 1000
DEEPEST: Final = 3

FLAGS: Final[Mapping[str, bool]] = {"1": True, "true": True, "0": False, "false": False}
#: Operators every field has beside its type's own; "null" takes true or false.
OPERATORS: Final = frozenset("eq ne lt lte gt gte in nin like starts null has during".split())


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: a dotted path, an operator, and the text (or list of texts) it is compared with. Of those with
    the same `group` one must hold; each without must."""

    path: str
    op: str
    value: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question for a list of records. `fields` None means every readable field; `expand` names links whose record
    comes instead of its id, and lines; `count` says whether and how far matching rows are counted, `as_of` at which
    moment (RFC 3339) all of this is looked at."""

    object: str
    filters: tuple[Filter, ...] = ()
    where: str | None = None
    q: str | None = None
    sort: tuple[str, ...] = ()
    fields: tuple[str, ...] | None = None
    expand: tuple[str, ...] = ()
    titles: bool = False
    limit: int = USUAL
    cursor: str | None = None
    count: Count = "none"
    archived: bool = False
    as_of: str | None = None


def query_of(context: Context, object: Object, args: Iterable[tuple[str, str]]) -> Query:
    """Return the query that parameters ask for, names checked; raises Malformed naming the one that is wrong.

    A name that does not exist and one that is hidden get the same answer.
    """
    known: dict[str, Any] = {}
    filters: list[Filter] = []
    for name, text in args:
        if name in _READERS:
            if name in known:
                raise Malformed("query_twice", name=name)
            known[name] = _READERS[name](name, text)
        else:
            filters.append(_filter(context, object, name, text))
    if len(filters) > MOST_FILTERS:
        raise Malformed("query_filters", most=MOST_FILTERS)
    return Query(object=object.name, filters=tuple(filters), **known)


def _filter(context: Context, object: Object, name: str, text: str) -> Filter:
    group, said = parted(name)
    path, _, op = said.removesuffix("]").partition("[")
    op = op if said.endswith("]") else "eq"
    field = resolved(context, object, path, name)
    if op not in field.type.operators or op not in OPERATORS:
        raise Malformed("query_operator", name=name, known=", ".join(sorted(field.type.operators)))
    return Filter(path, op, text, group)


def _text(_name: str, text: str) -> str | None:
    return text or None


def _said(_name: str, text: str) -> str:
    return text


def _list(_name: str, text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _flag(name: str, text: str) -> bool:
    if text.lower() not in FLAGS:
        raise Malformed("query_flag", name=name)
    return FLAGS[text.lower()]


def _limit(_name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 0 < int(text) <= LONGEST):
        raise Malformed("query_limit", most=LONGEST)
    return int(text)


def _count(_name: str, text: str) -> str:
    if text not in ("none", "capped", "exact"):
        raise Malformed("query_count")
    return text


_READERS: Final[Mapping[str, Any]] = {
    "where": _text, "q": _text, "as_of": _said, "cursor": _text, "sort": _list, "fields": _list, "expand": _list,
    "titles": _flag, "archived": _flag, "limit": _limit, "count": _count}
