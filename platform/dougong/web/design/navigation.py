"""The side navigation in the designer: groups and entries, named, put in order, hidden, added by operations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dougong.catalog.model import Catalog, MenuEntry
from dougong.kernel.labels import words as label
from dougong.records.menus import Home
from dougong.web import links
from dougong.web.design.field_form import Operation
from dougong.web.design.naming import name_from, prefixed
from dougong.web.design.object_form import HERE, HERE_WORDS
from dougong.web.design.plan_part import PlanPart
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, line, words_in, words_of, words_out

#: What stands between group and entry in the value of a button.
MARK = "/"
Homes = Mapping[tuple[str, str], Home]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry; `first` and `last` among those its menu can move it past."""

    name: str
    label: str
    href: str
    object: str
    first: bool
    last: bool
    drop: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One group with its entries."""

    name: str
    label: str
    href: str
    entries: tuple[EntryLine, ...]
    first: bool
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationPage:
    """The navigation as it would be, and the plan beside it."""

    groups: tuple[GroupLine, ...]
    objects: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    plan: PlanPart | None
    faults: tuple[str, ...]


def group_lines(scene: Scene, catalog: Catalog, homes: Homes) -> tuple[GroupLine, ...]:
    """Return the groups in their order."""
    return tuple(GroupLine(
        name=group.name, label=label(group.label, scene.lang) or group.name, href=links.menu_part(group.name),
        entries=tuple(_entry(scene, catalog, group.name, each, homes[group.name, each.name]) for each in group.entries),
        first=at == 0, last=at == len(catalog.menu) - 1) for at, group in enumerate(catalog.menu))


def _entry(scene: Scene, catalog: Catalog, group: str, entry: MenuEntry, home: Home) -> EntryLine:
    text = label(entry.label, scene.lang) or entry.name
    return EntryLine(
        name=f"{group}{MARK}{entry.name}", label=text, href=links.menu_part(group, entry.name),
        object=scene.label(catalog.objects[entry.object]), first=entry.name == home.beside[0],
        last=entry.name == home.beside[-1], drop=scene.say("design.hide", what=text))


def arranged(catalog: Catalog, homes: Homes, verb: str, what: str, after: str) -> Iterator[Operation]:
    """Yield what puts an entry (a group and a name) elsewhere among those of its menu or hides it, or moves a group."""
    group, _, name = what.partition(MARK)
    home = homes.get((group, name))
    if home is not None:
        yield from _placed(home, name, verb, after.partition(MARK)[2])
    elif verb in {"group_up", "group_down"}:
        yield from _ranked(catalog, homes, what, -1 if verb == "group_up" else 1)


def _placed(home: Home, name: str, verb: str, after: str) -> Iterator[Operation]:
    order, at = home.beside, home.beside.index(name)
    if verb == "drop":
        yield {"unset": f"{home.path}.{name}" if len(order) > 1 else f"menus.{home.menu}.groups.{home.group}"}
    elif verb == "up" and at:
        yield {"move": f"{home.path}.{name}", "after": order[at - 2] if at > 1 else None}
    elif verb == "down" and at + 1 < len(order):
        yield {"move": f"{home.path}.{name}", "after": order[at + 1]}
    elif verb == "place" and after != name and (not after or after in order):
        yield {"move": f"{home.path}.{name}", "after": after or None}


def _ranked(catalog: Catalog, homes: Homes, name: str, step: int) -> Iterator[Operation]:
    """Yield the numbers by which groups stand in the order that is asked for."""
    order = [group.name for group in catalog.menu]
    at = order.index(name) if name in order else -1
    if at < 0 or not 0 <= at + step < len(order):
        return
    order.insert(at + step, order.pop(at))
    ranks = {group.name: group.order for group in catalog.menu}
    for n, each in enumerate(order, 1):
        if ranks[each] != 10 * n:
            yield {"set": f"{_first(homes, each)}.order", "to": 10 * n}


def _first(homes: Homes, group: str) -> str:
    """Return the path of a group in the menu whose words and place count: the lowest pack's."""
    home = next(each for (name, _), each in homes.items() if name == group)
    return f"menus.{home.menu}.groups.{group}"


def entry_added(catalog: Catalog, name: str, group: str, taken: frozenset[str]) -> Iterator[Operation]:
    """Yield what shows an object in a group: in one of the site's own when none is chosen."""
    chosen = group or HERE
    there = any(each.name == chosen for each in catalog.menu)
    heading = {} if there else {"label": dict(HERE_WORDS)}
    menu = name_from({"en": f"{name} {chosen}".removeprefix("x_")}, taken)
    yield {"add": {"kind": "menu", "name": menu, "groups": {
        chosen: {**heading, "entries": {prefixed(name): {"object": name}}}}}}


def part_form(catalog: Catalog, group: str, name: str) -> dict[str, str] | None:
    """Return a group or an entry as the form holds it; None for what is not there."""
    found = next((each for each in catalog.menu if each.name == group), None)
    entry = next((each for each in found.entries if each.name == name), None) if found and name else None
    if found is None or (name and entry is None):
        return None
    return {**words_out("label", entry.label), "icon": entry.icon} if entry else words_out("label", found.label)


def part_sections(scene: Scene, form: Form, name: str) -> tuple[Section, ...]:
    """Return the inputs for a group, or for an entry."""
    more = (line(scene, form, "icon", code=True),) if name else ()
    return (Section(name="words", label=scene.say("design.words"), settings=(
        *words_of(scene, form, "label", scene.say("design.key_label"), required=True), *more)),)


def part_changed(homes: Homes, group: str, name: str, held: Form, form: Form) -> Iterator[Operation]:
    """Yield what makes a group or an entry what the form says."""
    path = f"{homes[group, name].path}.{name}" if name else _first(homes, group)
    known = words_in(held, "label")
    if fresh := {each: text for each, text in words_in(form, "label").items() if text != known.get(each)}:
        yield {"set": f"{path}.label", "to": fresh}
    icon = form.get("icon", "").strip()
    if name and icon and icon != held["icon"]:
        yield {"set": f"{path}.icon", "to": icon}

