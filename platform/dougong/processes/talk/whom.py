"""Whom a message is for: who holds a role, certain users, whose a record is, who follows it, whom its fields name, and
who heads the units of those. Looked up when it is told, by the organisation of that moment."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.linking.roles import closed
from dougong.catalog.model import Object
from dougong.processes.talk.followers import following, of
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select
from dougong.store.engine.comments import comment_statements
from dougong.store.engine.organisation import Membership, Unit, organisation
from dougong.store.statements.acting import holders

USER: Final = "user"
#: In the place of a field: whose the record is.
OWNER: Final = "owner"
#: People a message can reach.
MOST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class To:
    """Whom a message is for. `fields` name people by links, to users or to what has a link to one; `heads` too, whose
    units' heads are meant; "owner" is whose the record is."""

    roles: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    followers: bool = False


def named(object: Object, values: Mapping[str, Any], to: To) -> dict[str, Any]:
    """Return whom is meant of a record with these values, in JSON form: what can be looked up later."""
    return {"roles": list(to.roles), "users": list(to.users), "followers": to.followers, "owner": values.get(OWNER),
            "people": list(_people(object, values, to.fields)), "heads": list(_people(object, values, to.heads))}


def people(context: Context, object: Object, id: int, asked: Mapping[str, Any]) -> frozenset[int]:
    """Return the active users `named` meant; `context` is the engine's own, which sees everybody."""
    found = {*_holding(context, asked["roles"]), *_called(context, asked["users"]), *_users(context, asked["people"])}
    if asked["heads"]:
        found |= set(_heads(context, _users(context, asked["heads"])))
    if asked["followers"]:
        with context.database.read() as session:
            rows = session.rows(comment_statements(context.database.dialect).followers, of(object, id))
        found |= following({"owner": asked["owner"]}, rows)
    return frozenset(_active(context, found))


def _people(object: Object, values: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield what links name: (object, id)."""
    for name in names:
        field = object.field(name)
        held = values.get(name)
        if field is None or held is None:
            continue
        target = USER if name == OWNER else field.type.targets(field)[0]
        yield from ((target, each) for each in ([held] if isinstance(held, int) else held))


def _holding(context: Context, roles: Iterable[str]) -> Iterator[int]:
    """Yield who holds one of the roles today, or one that includes it."""
    wanted, known = set(roles), context.catalog.roles
    if not wanted:
        return
    codes = {code for code in known if wanted & set(closed(known, frozenset({code})))}
    with context.database.read() as session:
        rows = session.rows(holders(context.database.dialect), {"today": context.today})
    yield from (user for code, user in rows if code in codes)


def _called(context: Context, logins: Iterable[str]) -> Iterator[int]:
    wanted = ",".join(sorted(logins))
    if wanted:
        asked = Query(object=USER, filters=(Filter("login", "in", wanted),), fields=("id",), limit=MOST)
        yield from (row["id"] for row in select(context, asked).rows)


def _users(context: Context, named: Iterable[tuple[str, int]]) -> set[int]:
    """Return the users these records are, or the users they link to."""
    found, others = set[int](), dict[str, set[int]]()
    for object, id in named:
        if object == USER:
            found.add(id)
        else:
            others.setdefault(object, set()).add(id)
    for object, ids in others.items():
        thing = context.catalog.objects.get(object)
        account = None if thing is None else _account_of(thing)
        if account is not None:
            asked = Query(object=object, filters=(Filter("id", "in", ",".join(map(str, sorted(ids)))),),
                          fields=("id", account), limit=len(ids))
            found |= {row[account] for row in select(context, asked).rows if row[account] is not None}
    return found


def _account_of(object: Object) -> str | None:
    """Return the field of an object that says which user a record of it is; None where none does."""
    return next((field.name for field in object.fields.values()
                 if field.type.storage == "columns" and field.type.targets(field) == (USER,)), None)


def _heads(context: Context, users: Iterable[int]) -> Iterator[int]:
    """Yield who heads the units people are in; of who heads the unit, the head of the one above."""
    known = organisation(context.database)
    units = {unit.id: unit for unit in known.units}
    for user in users:
        yield from _heads_of(user, (each for each in known.memberships if each.member == user and each.first <=
                                    context.today and (each.last is None or context.today <= each.last)), units)


def _heads_of(user: int, held: Iterable[Membership], units: Mapping[int, Unit]) -> Iterator[int]:
    for each in held:
        unit = units.get(each.unit or 0)
        while unit is not None and unit.head in {None, user}:
            unit = units.get(unit.parent or 0)
        if unit is not None and unit.head is not None:
            yield unit.head


def _active(context: Context, users: Iterable[int]) -> Iterator[int]:
    wanted = sorted(users)[:MOST]
    if wanted:
        asked = Query(object=USER, filters=(Filter("id", "in", ",".join(map(str, wanted))),
                                            Filter("status", "eq", "active")), fields=("id",), limit=len(wanted))
        yield from (row["id"] for row in select(context, asked).rows)
