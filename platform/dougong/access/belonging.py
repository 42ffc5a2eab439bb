"""Where a person stands today: the roles held, the units they are held in, the people there. Known per process and
version of the organisation, which every sign-in tells."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from dougong.kernel.errors import NOTHING
from dougong.store.database import Database
from dougong.store.engine.organisation import Membership, Organisation, organisation

#: The first user, whom `dougong init` makes: always an administrator, so that nobody can lock everybody out.
FIRST: Final = 1
#: What expressions may ask of administrators, and screens show them for.
ADMIN: Final = "admin"


@dataclass(frozen=True, slots=True)
class Belonging:
    """The codes of the roles someone holds today, and the sets of ids `me` has beside the user's fields: each once for
    all roles ("units") and once for each role it is held by ("units.<role>"). Beside them, "whom" is who one is to
    those who share records: user/<id>, role/<code> and, of one's units and those above, unit/<id>."""

    roles: frozenset[str] = frozenset()
    me: Mapping[str, tuple[int, ...] | tuple[str, ...]] = field(default_factory=lambda: NOTHING)


class Belongings:
    """Where people stand, as of the version asked for or a later one. Thread-safe: what is made is made whole."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: tuple[_Plan, dict[tuple[int, date], Belonging]] | None = None

    def of(self, user: int, version: int, today: date) -> Belonging:
        """Return where `user` stands; one wait after somebody has changed memberships, units or roles, else none."""
        known = self._known
        if known is None or known[0].version != version:
            known = self._known = _Plan(organisation(self._database)), {}
        plan, found = known
        if (user, today) not in found:
            found[user, today] = plan.belonging(user, today)
        return found[user, today]


class _Plan:
    """An organisation laid out for questions about one person."""

    def __init__(self, found: Organisation) -> None:
        self.version = found.version
        self._of: dict[int, list[Membership]] = {}
        self._in: dict[int | None, list[Membership]] = {}
        for each in found.memberships:
            self._of.setdefault(each.member, []).append(each)
            self._in.setdefault(each.unit, []).append(each)
        self._above = {unit.id: unit.parent for unit in found.units}
        self._below: dict[int | None, list[int]] = {}
        for unit in found.units:
            self._below.setdefault(unit.parent, []).append(unit.id)
        self._units = {unit.id for unit in found.units}
        self._headed = [(unit.head, unit.id) for unit in found.units if unit.head is not None]

    def belonging(self, user: int, today: date) -> Belonging:
        held = [each for each in self._of.get(user, ()) if holds(each, today)]
        headed = self._tree(unit for head, unit in self._headed if head == user)
        below = tuple(sorted({user, *self._people(headed, today)}))
        me: dict[str, tuple[int, ...] | tuple[str, ...]] = dict(self._sets("", held, today))
        me |= {"subordinates": below, "whom": tuple(sorted(self._whom(user, held)))}
        for role in {each.role for each in held}:
            me |= self._sets(f".{role}", [each for each in held if each.role == role], today)
            me[f"subordinates.{role}"] = below
        return Belonging(frozenset(each.role for each in held), MappingProxyType(me))

    def _whom(self, user: int, held: Iterable[Membership]) -> set[str]:
        found = {f"user/{user}"}
        for each in held:
            found.add(f"role/{each.role}")
            unit = each.unit
            while unit is not None and f"unit/{unit}" not in found:
                found.add(f"unit/{unit}")
                unit = self._above.get(unit)
        return found

    def _sets(self, suffix: str, held: Iterable[Membership], today: date) -> Iterator[tuple[str, tuple[int, ...]]]:
        held = tuple(held)
        units = {each.unit for each in held if each.unit is not None and each.unit in self._units}
        tree = self._tree(units)
        me = {each.member for each in held}
        yield f"units{suffix}", tuple(sorted(units))
        yield f"unit_tree{suffix}", tuple(sorted(tree))
        yield f"unit_people{suffix}", tuple(sorted(me.union(self._people(units, today))))
        yield f"unit_tree_people{suffix}", tuple(sorted(me.union(self._people(tree, today))))

    def _people(self, units: Iterable[int], today: date) -> Iterator[int]:
        for unit in units:
            yield from (each.member for each in self._in.get(unit, ()) if holds(each, today))

    def _tree(self, units: Iterable[int]) -> set[int]:
        """Return the units and all beneath them."""
        found: set[int] = set()
        left = list(units)
        while left:
            unit = left.pop()
            if unit not in found:
                found.add(unit)
                left.extend(self._below.get(unit, ()))
        return found


def standing(found: Organisation, user: int, today: date) -> Belonging:
    """Return where somebody stands in an organisation as it is, or as it would be."""
    return _Plan(found).belonging(user, today)


def memberships(database: Database) -> tuple[Membership, ...]:
    """Return who holds which role where and when, now and at other times; one wait."""
    return organisation(database).memberships


def holders(database: Database, today: date) -> Mapping[str, tuple[int, ...]]:
    """Return who holds each role today, by code."""
    found: dict[str, set[int]] = {}
    for each in memberships(database):
        if holds(each, today):
            found.setdefault(each.role, set()).add(each.member)
    return {role: tuple(sorted(people)) for role, people in found.items()}


def holds(each: Membership, today: date) -> bool:
    """Return whether a membership is in force on a day."""
    return each.first <= today and (each.last is None or today <= each.last)
