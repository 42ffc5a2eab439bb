"""An object in the designer: its fields, lists and rules as they would be, beside them what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog, Field, Object, View
from dougong.catalog.plain import plain_field
from dougong.kernel.labels import words as label
from dougong.kernel.messages import Said
from dougong.kernel.saying import kind_said, spoken
from dougong.web import links
from dougong.web.admin.held import rules_of
from dougong.web.cell import Part
from dougong.web.design.check_form import CheckLine
from dougong.web.design.defined import Chip
from dougong.web.design.form_layout import MARK
from dougong.web.design.plan_part import PlanPart
from dougong.web.listing import layout
from dougong.web.scene import Scene
from dougong.web.shell import TONGUES


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of an object; `count` is "" where nothing is counted."""

    label: str
    href: str
    count: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field or column; `first` and `last` cannot move up or down, `drop` says what taking it away is called."""

    name: str
    label: str
    href: str
    type: str
    rules: tuple[Part, ...]
    layer: Chip
    first: bool
    last: bool
    drop: str
    #: The sign of a field's type; whether it spans all columns of its section; sections it may be moved to.
    icon: str = ""
    wide: bool = False
    #: Whether it is in the draft only.
    fresh: bool = False
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLine:
    """A section of a form: what it is called in each language (name of the input, language, its own name, words), its
    columns, and how many it might have."""

    name: str
    label: str
    words: tuple[tuple[str, str, str, str], ...]
    columns: tuple[tuple[int, bool], ...]
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading, "" where they stand alone; `name` is the section's."""

    label: str
    lines: tuple[Line, ...]
    name: str = ""
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignPage:
    """One part of an object, and the plan beside it."""

    title: str
    name: str
    pack: str
    action: str
    tabs: tuple[Tab, ...]
    part: str
    add: str
    groups: tuple[Group, ...]
    empty: str
    choices: tuple[tuple[str, str], ...]
    sections: tuple[SectionLine, ...]
    #: Every field, for the first of a new section.
    fields: tuple[tuple[str, str], ...]
    adding: str
    checks: tuple[CheckLine, ...]
    plan: PlanPart | None
    pending: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeGroup:
    """Field types under a heading: (label, hint, address)."""

    name: str
    label: str
    types: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TypesPage:
    """Which type a field gets: a new one, or one that has another; `does` says which."""

    title: str
    back: str
    does: str
    groups: tuple[TypeGroup, ...]
    hint: str = ""


def tabs_of(scene: Scene, thing: Object, columns: int, part: str) -> tuple[Tab, ...]:
    """Return the parts of an object."""
    say = scene.say
    parts: Mapping[str, tuple[str, int]] = {
        "": (say("admin.fields"), len(thing.fields)), "form": (say("design.form"), 0),
        "list": (say("design.list"), columns), "checks": (say("admin.checks"), len(thing.checks)),
        **({"workflow": (say("flow.tab"), len(thing.workflow.states) if thing.workflow else 0)}
           if thing.parent is None and thing.access != "engine" else {}),
        **({"rules": (say("rule.tab"), len(thing.rules))} if thing.access != "engine" else {}),
        "settings": (say("design.settings"), 0)}
    return tuple(Tab(words, links.designed(thing.name, each), str(count or ""), each == part)
                 for each, (words, count) in parts.items())


def field_lines(scene: Scene, thing: Object, live: Catalog) -> tuple[Line, ...]:
    """Return the fields in their order; `live` tells what is new."""
    known = {name: field for name, field in thing.fields.items() if not field.stands_for}
    names, before = list(known), live.objects.get(thing.name)
    return tuple(Line(
        name=name, label=scene.label(field), href=links.design_field(thing.name, name), type=_kind(scene, field),
        rules=rules_of(scene, thing, field), layer=_layer(scene, field, before.fields.get(name) if before else None),
        first=name == names[0], last=name == names[-1],
        drop=scene.say("design.remove", what=scene.label(field)) if field.pack == SITE else "")
        for name, field in known.items())


def column_lines(scene: Scene, thing: Object, view: View | None) -> tuple[Line, ...]:
    """Return the columns of a list in their order: the usual ones while nobody has laid it out."""
    names = [str(each["name"]) for each in view.body["columns"]] if view else \
        [each.name for each in layout.columns(scene, thing, None)]
    return tuple(_column(scene, thing, name, names) for name in names)


def form_groups(scene: Scene, thing: Object, sections: Sequence[Mapping[str, Any]],
                live: Catalog) -> tuple[Group, ...]:
    """Return the sections of a form with their fields; the buttons name a field after its section; `live` tells what
    is new."""
    before = live.objects[thing.name].fields if thing.name in live.objects else {}
    ends = (sections[0]["fields"][:1], sections[-1]["fields"][-1:]) if sections else ((), ())
    called = tuple((str(each["name"]), label(each.get("label", {}), scene.lang) or str(each["name"]))
                   for each in sections)
    return tuple(Group(text, tuple(replace(
        _placed(scene, thing, name, field, (field in ends[0], field in ends[1])),
        fresh=field not in before,
        others=tuple(each for each in called if each[0] != name)) for field in section["fields"]),
        name, int(section["columns"])) for (name, text), section in zip(called, sections, strict=True))


def section_lines(scene: Scene, sections: Sequence[Mapping[str, Any]]) -> tuple[SectionLine, ...]:
    """Return the sections of a form in their order, with what they are called in each language."""
    tongues = sorted(TONGUES, key=lambda each: each != scene.lang)
    return tuple(SectionLine(
        name=str(each["name"]), label=label(each.get("label", {}), scene.lang) or str(each["name"]),
        words=tuple((f"section_{each['name']}_{tag}", tag, TONGUES[tag], each.get("label", {}).get(tag, ""))
                    for tag in tongues), first=at == 0, last=at == len(sections) - 1,
        columns=tuple((n, n == each["columns"]) for n in range(1, 5))) for at, each in enumerate(sections))


def _placed(scene: Scene, thing: Object, section: str, name: str, ends: tuple[bool, bool]) -> Line:
    field = thing.fields.get(name)
    text = scene.label(field) if field is not None else name
    return Line(name=f"{section}{MARK}{name}", label=text, href="", type=_kind(scene, field) if field else "", rules=(),
                layer=Chip("", ""), first=ends[0], last=ends[1], drop=scene.say("design.remove", what=text),
                icon=sign(field.type.key) if field else "circle-dashed",
                wide=field is not None and (field.type.storage == "lines" or field.type.widget in layout.WIDE))


def _column(scene: Scene, thing: Object, name: str, names: Sequence[str]) -> Line:
    field = scene.column(thing, name)
    text = scene.label(field) if field is not None else name
    return Line(name=name, label=text, href="", type=_kind(scene, field) if field is not None else "", rules=(),
                layer=Chip("", ""), first=name == names[0], last=name == names[-1],
                drop=scene.say("design.remove", what=text) if len(names) > 1 else "")


def _kind(scene: Scene, field: Field) -> str:
    """Return a field's type in words, with the object it points to."""
    return " · ".join((type_words(scene, field.type.key), *(
        scene.label(scene.context.catalog.objects[each]) for each in field.type.targets(field)
        if each in scene.context.catalog.objects and field.type.key in {"link", "links", "tree"})))


def type_words(scene: Scene, key: str) -> str:
    """Return a type in words; one a plugin brings is called by its key."""
    found = kind_said(key)
    return spoken(found, scene.lang) if isinstance(found, Said) else found


def sign(key: str) -> str:
    """Return the icon of a type."""
    return _SIGNS.get(key, "circle-dashed")


def _layer(scene: Scene, field: Field, before: Field | None) -> Chip:
    if before is None:
        return Chip(scene.say("defined.added"), "pine")
    if plain_field(before) != plain_field(field):
        return Chip(scene.say("defined.changed"), "ochre")
    return Chip(scene.pack(field.pack), "blue" if field.pack == SITE else "")


_SIGNS: Final = {
    "text": "tag", "note": "file-text", "email": "at", "phone": "phone", "url": "external-link", "tags": "tags",
    "integer": "hash", "decimal": "hash", "money": "coin", "price": "coin", "quantity": "ruler-2",
    "percent": "discount", "rate": "scale", "flag": "checkbox", "date": "calendar", "moment": "calendar-stats",
    "time": "clock", "choice": "list-check", "choices": "checklist", "link": "link", "links": "arrows-join",
    "any-link": "link", "lines": "list-details", "tree": "sitemap", "user": "user", "file": "paperclip",
    "image": "paperclip", "json": "database"}
