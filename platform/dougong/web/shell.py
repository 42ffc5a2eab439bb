"""What surrounds every page: navigation, person, choices of language and look. Ready strings for the templates."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dougong.catalog.model import Catalog, MenuEntry, Object
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.labels import words as label
from dougong.web import links
from dougong.web.gaps import gap
from dougong.web.words import words

THEMES = {"light": "sun", "dark": "moon", "system": "device-desktop"}
DENSITIES = ("normal", "compact")
TONGUES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go; `mark` is the gap where a page says that one stands there."""

    label: str
    href: str
    icon: str
    current: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading that folds them; `mark` is the gap where a page says that they are open."""

    label: str
    entries: tuple[Entry, ...]
    name: str = ""
    mark: str = ""
    objects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pick:
    """One of a few choices; `pressed` is "true" or "false" as aria-pressed wants it."""

    value: str
    label: str
    pressed: str = "false"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    login: str
    initials: str
    tone: str


@dataclass(frozen=True, slots=True)
class Keys:
    """One line of the sheet of shortcuts."""

    keys: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the content, drawn: navigation, the tabs of a phone, and what opens over the page."""

    side: str
    tabbar: str
    sheets: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Everything a page needs besides its own content."""

    lang: str
    theme: str
    density: str
    csrf: str
    here: str
    title: str = ""
    back: str = ""
    company: str = ""
    #: As whom an administrator sees the page.
    seeing: str = ""
    person: Person | None = None
    admin: bool = False
    at_home: str = gap("at.")
    groups: tuple[Group, ...] = ()
    creatable: tuple[Entry, ...] = ()
    flashes: tuple[str, ...] = ()
    languages: tuple[Pick, ...] = ()
    themes: tuple[Pick, ...] = ()
    densities: tuple[Pick, ...] = ()
    keys: tuple[Keys, ...] = ()
    home: str = links.HOME
    find: str = links.FIND
    paths: links.Paths = field(default_factory=links.Paths)
    around: Around | None = None


def tongues(lang: str) -> tuple[Pick, ...]:
    """Return the languages, each by its own name, the present one pressed."""
    return tuple(Pick(tag, TONGUES[tag], pressed(held=tag == lang)) for tag in LANGUAGES)


def themes(lang: str, chosen: str) -> tuple[Pick, ...]:
    """Return light, dark and as the system."""
    say = words(lang)
    return tuple(Pick(name, say(f"me.theme_{name}"), pressed(held=name == chosen), icon)
                 for name, icon in THEMES.items())


def densities(lang: str, chosen: str) -> tuple[Pick, ...]:
    """Return the heights of rows one may choose."""
    say = words(lang)
    return tuple(Pick(name, say(f"me.density_{name}"), pressed(held=name == chosen)) for name in DENSITIES)


def groups(catalog: Catalog, readable: Iterable[str], lang: str) -> tuple[Group, ...]:
    """Return the side navigation: the menu's groups without what the person may not read; empty groups go."""
    seen = frozenset(readable)
    firsts = {entry.object: entry for group in reversed(catalog.menu) for entry in reversed(group.entries)}
    made = (Group(label(group.label, lang), tuple(
        _entry(catalog, entry, lang, first=firsts[entry.object] is entry)
        for entry in group.entries if entry.object in seen),
        group.name, gap(f"open.{group.name}"), frozenset(entry.object for entry in group.entries))
        for group in catalog.menu)
    return tuple(group for group in made if group.entries)


def creatable(objects: Iterable[Object], lang: str) -> tuple[Entry, ...]:
    """Return where new records are made."""
    return tuple(Entry(label(each.label, lang), links.new(each.name), each.icon) for each in objects)


def _entry(catalog: Catalog, entry: MenuEntry, lang: str, *, first: bool) -> Entry:
    """Return an entry; of several for one object the first is marked, the others where their view is looked at."""
    thing = catalog.objects[entry.object]
    named = label(entry.label, lang) or label(thing.plural, lang) or label(thing.label, lang)
    view = catalog.views.get(entry.view) if entry.view else None
    narrowed = [(str(name), str(text)) for name, text in view.body.get("conditions", {}).items()] if view else []
    shown = [*narrowed, ("view", entry.view)] if entry.view else []
    return Entry(named, links.list_of(entry.object, shown), entry.icon or thing.icon,
                 mark=gap(f"at.{entry.object}" if first else f"at.{entry.object}.{entry.view}"))


def pressed(*, held: bool) -> str:
    """Return what aria-pressed says of a choice: "true" for the one that is held, "false" for the others."""
    return "true" if held else "false"
