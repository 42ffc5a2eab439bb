"""Who gains or loses what by a change of roles or memberships, on how many records: counted before it is saved."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, get_args

from dougong.access.belonging import FIRST, Belonging, standing
from dougong.access.differing import Side, gained, opened
from dougong.access.grants import policy_of
from dougong.access.identity import by_user
from dougong.access.policy import Act, Policy, Right, Verb, doing
from dougong.access.rules import NEVER
from dougong.catalog.model import Catalog, Expression, Object
from dougong.expressions.env import Env
from dougong.kernel.errors import Unauthenticated
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.store.engine.organisation import Membership, Organisation, organisation
from dougong.store.query import lists as store
from dougong.store.query.lists import CAP, Shape
from dougong.store.session import Rows

__all__ = ("MOST", "Membership", "Shift", "changed", "of_joining", "of_leaving", "of_roles", "summed")

#: Verbs that are told of, and the people looked at, at most.
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
PEOPLE: Final = 20
#: Verbs about records that are not there, or lie in the bin: they are gained as such.
APART: Final = frozenset({"create", "import", "restore", "purge"})
#: What comes into sight or hand, field by field, for whoever had the verb before.
BY_FIELD: Final[Mapping[Right, Verb]] = {"read": "read", "edit": "update"}
#: What records are counted to.
MOST: Final = CAP


@dataclass(frozen=True, slots=True)
class Shift:
    """What somebody gains (or loses) on one object: a verb or transition on so many records, at most one above
    `store.CAP`, or without a verb the `right` to fields. `count` None is not about records."""

    user: int
    object: str
    gains: bool
    verb: Act | None
    count: int | None = None
    fields: tuple[str, ...] = ()
    right: Right = "read"


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
        if verb in APART:
            if not old.policy.may(object, verb).allowed:
                yield Shift(user, object.name, gains, verb), NEVER
            continue
        yield Shift(user, object.name, gains, verb, 0), rule
    for right, verb in BY_FIELD.items():
        if old.policy.may(object, verb).allowed and (names := opened(old, new, object, right)):
            yield Shift(user, object.name, gains, None, fields=names, right=right), NEVER


def _transitions(object: Object, old: Side, new: Side) -> Iterator[Act]:
    """Yield the acts of running each transition that does not just come with the right to change records."""
    if object.workflow is None:
        return
    usual = _text(gained(old, new, object, "update"))
    for each in object.workflow.transitions.values():
        if each.by == "person" and _text(gained(old, new, object, doing(each.name))) != usual:
            yield doing(each.name)


def _text(rule: Expression | None) -> str | None:
    return None if rule is None else rule.text


def _counted(context: Context, found: list[tuple[Shift, Expression | None]]) -> list[Shift]:
    """Return the shifts with how many live records each is about, in one wait; those about none go. What is about the
    same records is counted once."""
    counts: dict[Hashable, int] = {}
    batch = Batch()
    for shift, rule in found:
        if shift.count is not None and (key := _records(shift, rule)) not in counts:
            counts[key] = 0
            ground = replace(context.plans.ground, limits=partial(_limit, shift.object, rule))
            made = store.tallying(ground, Shape(object=shift.object, paths=()))
            batch.ask(made.statement, parameters(context, made.expressions), partial(_take, counts, key))
    if batch:
        with context.database.read() as session:
            batch.run(session)
    told = (shift if shift.count is None else replace(shift, count=counts[_records(shift, rule)])
            for shift, rule in found)
    return [each for each in told if each.count != 0]


def _records(shift: Shift, rule: Expression | None) -> Hashable:
    """Return what is equal for the same records: one person's rules of one text, or every record of an object."""
    return shift.object if rule is None else (shift.object, shift.user, shift.gains, rule.text)


def _limit(name: str, rule: Expression | None, object: Object) -> Expression | None:
    return rule if object.name == name else None


def _take(counts: dict[Hashable, int], key: Hashable, rows: Rows) -> None:
    counts[key] = rows[0][0]


def summed(shifts: Iterable[Shift]) -> list[tuple[Shift, int]]:
    """Return what several people gain or lose together: each kind once, with the largest count and how many people."""
    found: dict[tuple[object, ...], list[Shift]] = {}
    for each in shifts:
        found.setdefault((each.object, each.gains, each.verb, each.fields, each.right), []).append(each)
    return [(max(same, key=lambda one: one.count or 0), len(same)) for same in found.values()]
