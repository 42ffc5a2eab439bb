"""Roles as a matrix one can read: what may be done with an object, by verb or field, and by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dougong.access.grants import policy_of
from dougong.access.policy import Act, AdminPolicy, Pair, Policy, doing
from dougong.catalog.model import Catalog, Object, Role
from dougong.kernel.labels import enumerated
from dougong.kernel.labels import words as label
from dougong.web import links
from dougong.web.design.plan_part import PlanPart
from dougong.web.design.role_acts import called, run_by_people
from dougong.web.design.role_form import VERBS
from dougong.web.scene import Scene

#: How each scope looks: the tone, besides a shape of its own.
TONES: Final[Mapping[str, str]] = {"all": "pine", "unit": "blue", "unit_tree": "blue", "subordinates": "blue",
                                   "company": "blue", "own": "violet", "shared": "teal", "where": "ochre",
                                   "none": "gray"}
#: Which scopes each covers.
WITHIN: Final[Mapping[str, frozenset[str]]] = {
    "all": frozenset({"company", "unit_tree", "unit", "subordinates", "own", "shared"}),
    "unit_tree": frozenset({"unit", "own"}),
    "unit": frozenset({"own"}), "subordinates": frozenset({"own"}), "company": frozenset(), "own": frozenset(),
    "shared": frozenset()}
#: What verbs are drawn as.
ICONS: Final[Mapping[str, str]] = {
    "read": "eye", "create": "plus", "update": "pencil", "archive": "archive", "restore": "refresh",
    "erase": "eye-off", "purge": "trash", "export": "download", "print": "printer", "import": "upload",
    "assign": "user-share", "share": "users"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records: a shape with words; `hint` tells a condition."""

    kind: str
    text: str
    tone: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a role may do of one row; `was` tells what it may today where the draft changes it."""

    scopes: tuple[Scope, ...]
    href: str
    name: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a verb, a field, or an object; with the name of a `group` it is the first of one."""

    label: str
    icon: str
    cells: tuple[Cell, ...]
    note: str = ""
    href: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A role, or a verb, over its column."""

    label: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows under columns."""

    caption: str
    corner: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCard:
    """A role in the overview."""

    label: str
    name: str
    href: str
    people: str
    holders: str
    includes: str
    objects: str
    layer: str
    administrator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesPage:
    """All roles, or what they may do with one object."""

    title: str
    name: str
    cards: tuple[RoleCard, ...]
    matrix: Matrix | None
    objects: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]
    tabs: tuple[tuple[str, str, bool], ...]
    parts: tuple[tuple[str, str, bool], ...]
    legend: tuple[Scope, ...]
    new: str
    pending: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePage:
    """One role: who holds it, and what it allows on which objects."""

    title: str
    name: str
    note: str
    edit: str
    copy: str
    give: str
    drop: str
    action: str
    people: tuple[tuple[str, str, str], ...]
    people_note: str
    administrator: str
    matrix: Matrix
    choices: tuple[tuple[str, str], ...]
    legend: tuple[Scope, ...]
    plan: PlanPart | None
    pending: str
    faults: tuple[str, ...]


class Policies:
    """What each role alone allows, in the catalog in force and in that of the draft; each worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Policy] = {}

    def of(self, catalog: Catalog, role: str) -> Policy:
        """Return what holding this role allows; nothing where there is none."""
        key = id(catalog), role
        if key not in self._known:
            self._known[key] = policy_of(catalog, frozenset({role}))
        return self._known[key]


def by_verb(scene: Scene, live: Catalog, thing: Object, people: Mapping[str, Sequence[int]]) -> Matrix:
    """Return verbs and transitions by roles for one object; `live` tells what the draft changes."""
    roles, known = tuple(scene.context.catalog.roles.values()), Policies()
    ways = run_by_people(thing)
    acts: list[tuple[Act, str]] = [(verb, ICONS[verb]) for verb in VERBS]
    acts += [(doing(each.name), "bolt") for each in ways]
    groups = {0: scene.say("role.verbs_group"), len(VERBS): scene.say("role.do")} if ways else {}
    return Matrix(scene.label(thing), scene.say("role.verb"), _heads(scene, roles, people), tuple(
        Line(called(scene, thing, act), icon, tuple(_cell(scene, known, live, each, thing, act) for each in roles),
             group=groups.get(at, "")) for at, (act, icon) in enumerate(acts)))


def by_field(scene: Scene, thing: Object, people: Mapping[str, Sequence[int]]) -> Matrix:
    """Return fields by roles for one object: hidden, read, or edited."""
    roles = tuple(scene.context.catalog.roles.values())
    known = Policies()
    held = [(each, known.of(scene.context.catalog, each.name)) for each in roles]
    return Matrix(scene.label(thing), scene.say("role.field"), _heads(scene, roles, people), tuple(
        Line(scene.label(field), "", tuple(_right(scene, policy, each, thing, field.name) for each, policy in held),
             field.classified) for field in thing.fields.values() if not field.stands_for))


def by_object(scene: Scene, live: Catalog, role: Role) -> Matrix:
    """Return objects by verbs for one role: those it may do anything with."""
    catalog, say, known = scene.context.catalog, scene.say, Policies()
    policy = known.of(catalog, role.name)
    found = (each for each in catalog.objects.values()
             if each.parent is None and any(policy.pairs(each, verb) for verb in VERBS))
    heads = (*(Head(say(f"verb.{verb}"), "", "") for verb in VERBS), Head(say("role.do"), "", ""))
    return Matrix(say("role.objects"), say("admin.object"), heads, tuple(
        Line(scene.label(each), each.icon, (
            *(_cell(scene, known, live, role, each, verb) for verb in VERBS),
            _runs(scene, known, live, role, each)), href=links.role(role.name, each.name)) for each in found))


def cards(scene: Scene, people: Mapping[str, Sequence[int]]) -> tuple[RoleCard, ...]:
    """Return every role with who holds it and how much it is about."""
    return tuple(_card(scene, role, len(people.get(role.name, ()))) for role in scene.context.catalog.roles.values())


def legend(scene: Scene) -> tuple[Scope, ...]:
    """Return what the shapes mean."""
    return tuple(_scope(scene, each) for each in ("all", "unit_tree", "own", "where", "none"))


def choices(scene: Scene, chosen: str) -> tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]:
    """Return the objects rights are given on, by the groups of the menu."""
    catalog = scene.context.catalog
    grouped = [(label(group.label, scene.lang), [each.object for each in group.entries]) for group in catalog.menu]
    listed = {name for _, names in grouped for name in names}
    rest = [each.name for each in catalog.objects.values() if each.parent is None and each.name not in listed]
    return tuple((text, tuple((name, scene.label(catalog.objects[name]), name == chosen) for name in names
                              if catalog.objects[name].parent is None))
                 for text, names in (*grouped, (scene.say("role.more_objects"), rest)) if names)


def _scopes_of(scene: Scene, pairs: Iterable[Pair]) -> tuple[Scope, ...]:
    """Return whose records grants are about, each once, the widest first."""
    found = {(each.grant.scope, each.grant.condition or "") for each in pairs}
    wide = {scope for scope, where in found if not where}
    found = {(scope, where) for scope, where in found if not any(scope in WITHIN[each] for each in wide)}
    order = ("all", "company", "unit_tree", "unit", "subordinates", "own", "shared")
    return tuple(_scope(scene, scope, where) for scope, where in sorted(
        found, key=lambda each: (bool(each[1]), order.index(each[0]), each[1])))


def _scope(scene: Scene, kind: str, where: str = "") -> Scope:
    if not where:
        return Scope(kind, scene.say(f"scope.{kind}"), TONES[kind])
    text = scene.say("scope.where") if kind == "all" else scene.say("scope.also", whose=scene.say(f"scope.{kind}"))
    return Scope("where", text, TONES["where"], where)


def _heads(scene: Scene, roles: Iterable[Role], people: Mapping[str, Sequence[int]]) -> tuple[Head, ...]:
    return tuple(Head(scene.label(each), scene.say("role.people", n=len(people.get(each.name, ()))),
                      links.role(each.name)) for each in roles)


def _whose(scene: Scene, policy: Policy, thing: Object | None, act: Act) -> tuple[Scope, ...]:
    if thing is None or not policy.may(thing, act).allowed:
        return ()
    return (_scope(scene, "all"),) if isinstance(policy, AdminPolicy) else _scopes_of(scene, policy.pairs(thing, act))


def _runs(scene: Scene, known: Policies, live: Catalog, role: Role, thing: Object) -> Cell:
    """Return how many of the object's transitions a role may run; pointing at it tells which."""
    def of(catalog: Catalog) -> tuple[str, tuple[str, ...]]:
        ways = run_by_people(catalog.objects[thing.name]) if thing.name in catalog.objects else ()
        policy = known.of(catalog, role.name)
        names = tuple(scene.label(each) for each in ways if policy.may(thing, doing(each.name)).allowed)
        kind = "none" if not names else "all" if len(names) == len(ways) else "where"
        return (kind, names) if ways else ("none", ())
    (kind, names), before = of(scene.context.catalog), of(live)
    text = scene.say("scope.all" if kind == "all" else "scope.none" if kind == "none" else "role.do_count",
                     n=len(names))
    return Cell(scopes=(Scope(kind, text, TONES[kind], enumerated(names, scene.lang)),),
                href="" if role.administrator else links.role(role.name, thing.name),
                name=f"{scene.label(role)} · {scene.say('role.do')}",
                was=scene.say("role.was", what=enumerated(before[1], scene.lang) or scene.say("scope.none"))
                if before != (kind, names) else "")


def _cell(scene: Scene, known: Policies, live: Catalog, role: Role, thing: Object, act: Act) -> Cell:
    now, before = (_whose(scene, known.of(each, role.name), each.objects.get(thing.name), act)
                   for each in (scene.context.catalog, live))
    nothing = _scope(scene, "none")
    was = " + ".join(each.text for each in before or (nothing,))
    return Cell(scopes=now or (nothing,), href="" if role.administrator else links.role(role.name, thing.name),
                name=f"{scene.label(role)} · {called(scene, thing, act)}",
                was=scene.say("role.was", what=was) if now != before else "")


def _right(scene: Scene, policy: Policy, role: Role, thing: Object, name: str) -> Cell:
    say, read, edit = scene.say, policy.field(thing, name), policy.field(thing, name, "edit")
    masked = any(name in mask.names for mask in policy.masks(thing, "read"))
    kind = "none" if read is None or not policy.may(thing, "read").allowed else "where" if masked else \
        "unit" if edit is None else "all"
    words = {"none": "right.hidden", "where": "right.some", "unit": "right.read", "all": "right.edit"}[kind]
    return Cell(scopes=(Scope(kind, say(words), TONES[kind]),), name=f"{scene.label(role)} · {name}",
                href="" if role.administrator else links.role(role.name, thing.name))


def _card(scene: Scene, role: Role, people: int) -> RoleCard:
    catalog, say = scene.context.catalog, scene.say
    about = sum(each.parent is None and policy.may(each, "read").allowed
                for policy in (policy_of(catalog, frozenset({role.name})),) for each in catalog.objects.values())
    return RoleCard(
        label=scene.label(role), name=role.name, href=links.role(role.name), people=say("role.people", n=people),
        holders=links.list_of("membership", [("role.code", role.name)]), administrator=role.administrator,
        includes=enumerated((scene.label(catalog.roles[each]) for each in role.includes), scene.lang),
        objects=say("role.reads", n=about), layer=scene.pack(role.pack))
