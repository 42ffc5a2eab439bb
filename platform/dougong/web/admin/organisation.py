"""Who works here: departments as a tree with the people in them, and one person with roles, managers and devices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.account import SignedIn
from dougong.web import agents, links
from dougong.web.record.inputs import Choice
from dougong.web.record.timeline import since
from dougong.web.scene import Scene
from dougong.web.tone import initials, tone_of

#: A record as the reader gives it.
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person among others; `roles` are those held in the department shown."""

    name: str
    href: str
    initials: str
    tone: str
    roles: tuple[str, ...]
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """A department: how deep it lies in the tree, who heads it, who is in it."""

    label: str
    href: str
    depth: int
    head: str
    head_href: str
    people: tuple[Somebody, ...]
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """All departments with their people."""

    units: tuple[UnitLine, ...]
    count: str
    new_user: str
    new_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One membership; `state` is now, later or over."""

    role: str
    role_href: str
    unit: str
    span: str
    state: str
    tone: str
    reason: str
    end: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person as administrators see them."""

    name: str
    login: str
    number: str
    action: str
    initials: str
    tone: str
    facts: tuple[tuple[str, str, str], ...]
    held: tuple[Held, ...]
    roles: tuple[Choice, ...]
    units: tuple[Choice, ...]
    today: str
    typed: Mapping[str, str]
    devices: tuple[tuple[str, str], ...]
    access: str
    record: str
    edit: str
    off: bool
    effect: tuple[str, ...]
    faults: tuple[str, ...]


def unit_lines(scene: Scene, units: Sequence[Row], held: Sequence[Row], users: Mapping[int, Row],
               roles: Mapping[int, str]) -> Iterator[UnitLine]:
    """Yield the departments from the top, each before those beneath it, then who is in none."""
    below: dict[int | None, list[Row]] = {}
    known = {each["id"] for each in units}
    for each in units:
        below.setdefault(each["parent"] if each["parent"] in known else None, []).append(each)
    within: dict[int | None, dict[int, list[str]]] = {}
    for one in held:
        unit = one["unit"] if one["unit"] in known else None
        within.setdefault(unit, {}).setdefault(one["member"], []).append(roles.get(one["role"], ""))
    left = [(each, 0) for each in reversed(below.get(None, []))]
    while left:
        unit, depth = left.pop()
        left += [(each, depth + 1) for each in reversed(below.get(unit["id"], []))]
        head = users.get(unit["head"] or 0)
        people = tuple(_somebody(users[each], said) for each, said in within.get(unit["id"], {}).items()
                       if each in users)
        yield UnitLine(label=str(unit["name"]), href=links.record("unit", unit["id"]), depth=depth,
                       head=str(head["name"]) if head else "", head_href=links.member(head["id"]) if head else "",
                       people=people, count=scene.say("role.people", n=len(people)))
    placed = {each for unit, people in within.items() if unit is not None for each in people}
    rest = tuple(_somebody(each, within.get(None, {}).get(number, [])) for number, each in users.items()
                 if number not in placed)
    if rest:
        yield UnitLine(label=scene.say("staff.nowhere"), href="", depth=0, head="", head_href="", people=rest,
                       count=scene.say("role.people", n=len(rest)))


def held_lines(scene: Scene, held: Sequence[Row], roles: Mapping[int, tuple[str, str]]) -> tuple[Held, ...]:
    """Return the memberships of a person, those in force first."""
    today = scene.context.today.isoformat()
    states = [(_state(each, today), each) for each in held]
    order = ("now", "later", "over")
    return tuple(_held(scene, each, state, roles) for state, each in sorted(
        states, key=lambda one: (order.index(one[0]), one[1]["valid_from"], one[1]["id"])))


def managers(person: int, held: Sequence[Row], units: Mapping[int, Row]) -> tuple[int, ...]:
    """Return who heads the departments of a person: in each the nearest head upwards that is somebody else."""
    found: list[int] = []
    for one in held:
        unit, seen = units.get(one["unit"] or 0), set[int]()
        while unit is not None and unit["id"] not in seen:
            seen.add(unit["id"])
            if unit["head"] and unit["head"] != person:
                found.append(unit["head"])
                break
            unit = units.get(unit["parent"] or 0)
    return tuple(dict.fromkeys(found))


def devices(scene: Scene, sessions: Sequence[SignedIn]) -> tuple[tuple[str, str], ...]:
    """Return where somebody is signed in, and since when they were last seen there."""
    return tuple((agents.known(each.agent) or scene.say("staff.device"),
                  scene.say("account.seen", when=since(scene, each.seen))) for each in sessions)


def span(scene: Scene, first: object, last: object) -> str:
    """Return from when to when; without an end it is for good."""
    return scene.say("staff.span", first=first, last=last) if last else scene.say("staff.since", first=first)


def _state(one: Row, today: str) -> str:
    if str(one["valid_from"]) > today:
        return "later"
    return "over" if one["valid_to"] and str(one["valid_to"]) < today else "now"


def _held(scene: Scene, one: Row, state: str, roles: Mapping[int, tuple[str, str]]) -> Held:
    code, name = roles.get(one["role"], ("", ""))
    known = code in scene.context.catalog.roles
    name = scene.label(scene.context.catalog.roles[code]) if known else name
    titles = one.get("_titles", {})
    return Held(
        role=name, role_href=links.role(code) if known else "", unit=str(titles.get("unit", "")),
        reason=str(one.get("reason") or ""), href=links.record("membership", one["id"]),
        span=span(scene, one["valid_from"], one["valid_to"]),
        state=scene.say(f"staff.{state}"), tone={"now": "blue", "later": "ochre", "over": "gray"}[state],
        end=str(one["id"]) if state != "over" else "")


def _somebody(user: Row, roles: Sequence[str]) -> Somebody:
    name = str(user["name"])
    return Somebody(name, links.member(user["id"]), initials(name), tone_of(user["id"]),
                    tuple(dict.fromkeys(each for each in roles if each)), user["status"] != "active")
