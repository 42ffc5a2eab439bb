"""Whom a text names: @ and a sign-in name, or @ and the name of a person nobody else has."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.kernel.errors import FieldError, Refused
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select

USER: Final = "user"
#: People one comment may name.
MOST: Final = 20
LONGEST: Final = 60
#: What stands behind an @ that does not stand behind a letter, as in an address of mail.
_NAMED: Final = re.compile(r"(?<![A-Za-z0-9_.+-])@([\w.+-]{1,60}(?:@[\w.-]+)?)")
#: A Chinese name needs no blank behind it: its first two to four characters may be all of it.
_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,4}")
#: Users of these names that are looked at.
_ENOUGH: Final = 200
#: People offered while one types.
_OFFERED: Final = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """A user who is named in a text: from `start` on, the @ included, `length` characters."""

    start: int
    length: int
    user: int


def mentions(context: Context, text: str) -> tuple[Mention, ...]:
    """Return whom `text` names among the active users the caller may see, in order; what names nobody is text. Raises
    Refused for a name several have, and beyond 20. Two waits, none without an @."""
    found = [(match.start(), _ways(match[1])) for match in _NAMED.finditer(text)]
    if not found:
        return ()
    logins, names = _people(context, {way for _, ways in found for way in ways})
    named = tuple(each for start, ways in found for each in _first(start, ways, logins, names))
    if len({each.user for each in named}) > MOST:
        raise Refused(errors=[FieldError("/body", "comment_mentions", {"max": MOST})])
    return named


def _ways(typed: str) -> Sequence[str]:
    """Return what may be meant, the longest first."""
    whole = typed.rstrip(".-+")
    begun = _HAN.match(typed)
    parts = [typed[:length] for length in range(len(begun[0]), 1, -1)] if begun else []
    return tuple(dict.fromkeys(each for each in (typed, whole, *parts) if each))


def _first(start: int, ways: Iterable[str], logins: Mapping[str, int],
           names: Mapping[str, Sequence[int]]) -> Iterable[Mention]:
    """Yield the longest that names somebody."""
    for way in ways:
        users = [logins[way]] if way in logins else names.get(way, ())
        if len(users) > 1:
            raise Refused(errors=[FieldError("/body", "comment_ambiguous", {"name": way})])
        if users:
            yield Mention(start, len(way) + 1, users[0])
            return


def _people(context: Context, asked: Iterable[str]) -> tuple[Mapping[str, int], Mapping[str, Sequence[int]]]:
    """Return active users by sign-in name, and by name."""
    thing = context.catalog.objects.get(USER)
    if thing is None or not context.actor.policy.may(thing, "read").allowed:
        return {}, {}
    wanted = ",".join(sorted(asked))
    by = {field: _rows(context, field, wanted) for field in ("login", "name")
          if context.actor.policy.field(thing, field, "use") is not None}
    names: dict[str, list[int]] = {}
    for row in by.get("name", ()):
        names.setdefault(row["name"], []).append(row["id"])
    return {row["login"]: row["id"] for row in by.get("login", ())}, names


def _rows(context: Context, field: str, wanted: str) -> Sequence[Mapping[str, Any]]:
    asked = Query(object=USER, filters=(Filter(field, "in", wanted), Filter("status", "eq", "active")),
                  fields=("id", field), limit=_ENOUGH)
    return select(context, asked).rows


@dataclass(frozen=True, slots=True)
class Offered:
    """A user one may name: what is typed behind the @ is the name, or where others have it the sign-in name."""

    id: int
    name: str
    login: str
    typed: str


def offered(context: Context, q: str) -> tuple[Offered, ...]:
    """Return active users who fit what was typed, by pinyin too; none for who may not see users. Two waits."""
    thing = context.catalog.objects.get(USER)
    policy = context.actor.policy
    if thing is None or any(policy.field(thing, name, "use") is None for name in ("login", "name", "status")):
        return ()
    rows = select(context, Query(object=USER, q=q or None, filters=(Filter("status", "eq", "active"),),
                                 fields=("id", "name", "login"), sort=("name",), limit=_OFFERED)).rows
    names = [row["name"] for row in rows if "," not in row["name"]]
    same = _rows(context, "name", ",".join(sorted(set(names)))) if names else ()
    every = [row["name"] for row in same]
    return tuple(Offered(row["id"], row["name"], row["login"], row["name"] if _alone(row["name"], every)
                         else row["login"]) for row in rows)


def _alone(name: str, every: Sequence[str]) -> bool:
    """Return whether a name typed behind an @ names one person."""
    match = _NAMED.fullmatch(f"@{name}")
    return match is not None and every.count(name) == 1
