"""Who gains or loses what by a change of roles or memberships, on how many records: counted before it is saved."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from dougong.access.belonging import FIRST, Belonging, standing
from dougong.access.differing import Side, gained, shown
from dougong.access.grants import policy_of
from dougong.access.identity import by_user
from dougong.access.policy import Act, Policy, Verb, doing
from dougong.access.rules import NEVER
from dougong.catalog.model import Catalog, Expression, Object
from dougong.expressions.env import Env
from dougong.kernel.errors import Unauthenticated
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.store import query as store
from dougong.store.organisation import Membership, Organisation, organisation
from dougong.store.query import CAP, Shape
from dougong.store.session import Rows

__all__ = ("MOST", "Membership", "Shift", "changed", "of_joining", "of_leaving", "of_roles", "summed")

#: Verbs that are told of, and the people looked at, at most.
VERBS: Final[tuple[Verb, ...]] = ("read", "create", "update", "archive", "export", "print")
PEOPLE: Final = 20
#: Verbs that leave a record behind and stand on none: they are gained as such.
NEW: Final = frozenset({"create"})
#: What records are counted to.
MOST: Final = CAP


@dataclass(frozen=True, slots=True)
class Shift:
    """What somebody gains (or loses) on one object: a verb or transition on so many records, at most one above
    `store.CAP`, or fields. `count` None is not about records."""

    user: int
    object: str
    gains: bool
    verb: Act | None
    count: int | None = None
    fields: tuple[str, ...] = ()


def of_joining(context: Context, member: Membership) -> list[Shift]:
    """Return what a person gains and loses when they are given a membership."""
    now = organisation(context.database)
    then = replace(now, memberships=(*now.memberships, member))
    return _shifts(context, [member.member], (context.catalog, now), (context.catalog, then))


def of_leaving(context: Context, member: Membership) -> list[Shift]:
    """Return what a person gains and loses when a membership they have ends."""
    now = organisation(context.database)
    then = replace(now, memberships=tuple(each for each in now.memberships if each != member))
    return _shifts(context, [member.member], (context.catalog, now), (context.catalog, then))


def of_roles(context: Context, then: Catalog) -> list[Shift]:
    """Return what people gain and lose when `then` takes the place of the catalog in force; the first people of those
    whose roles it changes."""
    now = organisation(context.database)
    roles = changed(context.catalog, then)
    people = sorted({each.member for each in now.memberships if each.role in roles})
    return _shifts(context, people[:PEOPLE], (context.catalog, now), (then, now))


def changed(now: Catalog, then: Catalog) -> frozenset[str]:
    """Return the roles that allow something else, themselves or by what they include."""
    found = {name for name in now.roles.keys() | then.roles.keys() if now.roles.get(name) != then.roles.get(name)}
    while more := {name for catalog in (now, then) for name, role in catalog.roles.items()
                   if name not in found and found.intersection(role.includes)}:
        found |= more
    return frozenset(found)


def _shifts(context: Context, people: Iterable[int], before: tuple[Catalog, Organisation],
            after: tuple[Catalog, Organisation]) -> list[Shift]:
    policies: dict[tuple[int, frozenset[str]], Policy] = {}

    def side(at: tuple[Catalog, Organisation], user: int, me: Mapping[str, Any]) -> Side:
        stands = standing(at[1], user, context.today)
        key = id(at[0]), stands.roles
        if key not in policies:
            policies[key] = policy_of(at[0], stands.roles)
        return Side(policies[key], _env(context, me, stands))
    known = {user: me for user in people if (me := _me(context, user)) is not None}
    found = [each for user, me in known.items()
             for each in _between(context, user, side(before, user, me), side(after, user, me))]
    return _counted(context, found)


def _me(context: Context, user: int) -> Mapping[str, Any] | None:
    """Return what rules know of somebody; None for who is not active, and for the first user, who may do everything."""
    if user == FIRST:
        return None
    try:
        return by_user(context.database, user).actor.me
    except Unauthenticated:
        return None


def _env(context: Context, me: Mapping[str, Any], stands: Belonging) -> Env:
    return Env(me={**me, **stands.me}, today=context.today, now=context.now, settings=context.settings,
               roles=stands.roles, zone=context.zone)


def _between(context: Context, user: int, before: Side, after: Side) -> Iterator[tuple[Shift, Expression | None]]:
    for object in context.catalog.objects.values():
        if object.parent is None:
            for gains, old, new in ((True, before, after), (False, after, before)):
                yield from _of_object(object, user, old, new, gains=gains)


def _of_object(object: Object, user: int, old: Side, new: Side, *,
               gains: bool) -> Iterator[tuple[Shift, Expression | None]]:
    for verb in (*VERBS, *_transitions(object, old, new)):
        rule = gained(old, new, object, verb)
        if rule is NEVER:
            continue
        if verb in NEW:
            if not old.policy.may(object, verb).allowed:
                yield Shift(user, object.name, gains, verb), NEVER
            continue
        yield Shift(user, object.name, gains, verb, 0), rule
    if old.policy.may(object, "read").allowed and (names := shown(old, new, object)):
        yield Shift(user, object.name, gains, None, fields=names), NEVER


def _transitions(object: Object, old: Side, new: Side) -> Iterator[Act]:
    """Yield the acts of running each transition, where they do not come with the right to change records."""
    if object.workflow is not None and gained(old, new, object, "update") is NEVER:
        yield from (doing(each.name) for each in object.workflow.transitions.values() if each.by != "automatic")


def _counted(context: Context, found: list[tuple[Shift, Expression | None]]) -> list[Shift]:
    """Return the shifts with how many live records each is about, in one wait; those about none go."""
    counts: dict[int, int] = {}
    batch = Batch()
    for at, (shift, rule) in enumerate(found):
        if shift.count is not None:
            ground = replace(context.plans.ground, limits=partial(_limit, shift.object, rule))
            made = store.tallying(ground, Shape(object=shift.object, paths=()))
            batch.ask(made.statement, parameters(context, made.expressions), partial(_take, counts, at))
    if batch:
        with context.database.read() as session:
            batch.run(session)
    made_ = [replace(shift, count=counts[at]) if at in counts else shift for at, (shift, _) in enumerate(found)]
    return [each for each in made_ if each.count != 0]


def _limit(name: str, rule: Expression | None, object: Object) -> Expression | None:
    return rule if object.name == name else None


def _take(counts: dict[int, int], at: int, rows: Rows) -> None:
    counts[at] = rows[0][0]


def summed(shifts: Iterable[Shift]) -> list[tuple[Shift, int]]:
    """Return what several people gain or lose together: each kind once, with the largest count and how many people."""
    found: dict[tuple[object, ...], list[Shift]] = {}
    for each in shifts:
        found.setdefault((each.object, each.gains, each.verb, each.fields), []).append(each)
    return [(max(same, key=lambda one: one.count or 0), len(same)) for same in found.values()]
