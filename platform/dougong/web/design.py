"""An object in the designer: its fields, lists and rules as they would be, beside them what would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog, Field, Object, View
from dougong.catalog.plain import plain_field
from dougong.kernel.labels import words as label
from dougong.records.drafting import Draft
from dougong.web import links
from dougong.web.admin import rules_of
from dougong.web.cell import Part
from dougong.web.check_form import CheckLine
from dougong.web.defined import SAFETY, Chip
from dougong.web.form_layout import MARK
from dougong.web.scene import Scene
from dougong.web.shell import TONGUES

#: What takes the files out of a draft that it begins with.
FILES: Final = "files"
#: Characters of SQL that are shown without being asked for.
SHORT: Final = 400
_DEGREES = ("safe", "confirm", "destructive", "refused")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLine:
    """A section of a form: what it is called in each language (name of the input, language, its own name, words)."""

    name: str
    label: str
    words: tuple[tuple[str, str, str, str], ...]
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading, "" where they stand alone; `name` is the section's."""

    label: str
    lines: tuple[Line, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One step of a plan."""

    chip: Chip
    title: str
    sentence: str
    rows: str
    sql: str
    samples: tuple[str, ...]
    dependants: str
    acknowledge: str
    #: Whether the SQL is short enough to stand open.
    opened: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One operation of the draft, in words."""

    index: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """What the draft would do. `digest` is "" when it cannot be published: `faults` say why. `since` tells that
    others published meanwhile."""

    chips: tuple[Chip, ...]
    cards: tuple[Card, ...]
    changes: tuple[Change, ...]
    digest: str
    made_for: str
    publish: str
    faults: tuple[str, ...] = ()
    since: str = ""
    since_href: str = ""


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
        "settings": (say("design.settings"), 0)}
    return tuple(Tab(words, links.designed(thing.name, each), str(count or ""), each == part)
                 for each, (words, count) in parts.items())


def field_lines(scene: Scene, thing: Object, live: Catalog) -> tuple[Line, ...]:
    """Return the fields in their order; `live` tells what is new."""
    names, before = list(thing.fields), live.objects.get(thing.name)
    return tuple(Line(
        name=name, label=scene.label(field), href=links.design_field(thing.name, name), type=_kind(scene, field),
        rules=rules_of(scene, field), layer=_layer(scene, field, before.fields.get(name) if before else None),
        first=name == names[0], last=name == names[-1],
        drop=scene.say("design.remove", what=scene.label(field)) if field.pack == SITE else "")
        for name, field in thing.fields.items())


def column_lines(scene: Scene, thing: Object, view: View | None) -> tuple[Line, ...]:
    """Return the columns of a list in their order."""
    names = [str(each["name"]) for each in view.body["columns"]] if view else []
    return tuple(_column(scene, thing, name, names) for name in names)


def form_groups(scene: Scene, thing: Object, sections: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    """Return the sections of a form with their fields; the buttons name a field after its section."""
    ends = (sections[0]["fields"][:1], sections[-1]["fields"][-1:]) if sections else ((), ())
    return tuple(Group(label(each.get("label", {}), scene.lang) or str(each["name"]), tuple(
        _placed(scene, thing, str(each["name"]), name, (name in ends[0], name in ends[1])) for name in each["fields"]),
        str(each["name"])) for each in sections)


def section_lines(scene: Scene, sections: Sequence[Mapping[str, Any]]) -> tuple[SectionLine, ...]:
    """Return the sections of a form in their order, with what they are called in each language."""
    tongues = sorted(TONGUES, key=lambda each: each != scene.lang)
    return tuple(SectionLine(
        name=str(each["name"]), label=label(each.get("label", {}), scene.lang) or str(each["name"]),
        words=tuple((f"section_{each['name']}_{tag}", tag, TONGUES[tag], each.get("label", {}).get(tag, ""))
                    for tag in tongues), first=at == 0, last=at == len(sections) - 1)
        for at, each in enumerate(sections))


def _placed(scene: Scene, thing: Object, section: str, name: str, ends: tuple[bool, bool]) -> Line:
    field = thing.fields.get(name)
    text = scene.label(field) if field is not None else name
    return Line(name=f"{section}{MARK}{name}", label=text, href="", type=_kind(scene, field) if field else "", rules=(),
                layer=Chip("", ""), first=ends[0], last=ends[1], drop=scene.say("design.remove", what=text))


def _column(scene: Scene, thing: Object, name: str, names: Sequence[str]) -> Line:
    field = scene.column(thing, name)
    text = scene.label(field) if field is not None else name
    return Line(name=name, label=text, href="", type=_kind(scene, field) if field is not None else "", rules=(),
                layer=Chip("", ""), first=name == names[0], last=name == names[-1],
                drop=scene.say("design.remove", what=text) if len(names) > 1 else "")


def plan_part(scene: Scene, plan: Mapping[str, Any], draft: Draft, *,
              live: Catalog, faults: Iterable[str] = (), since: tuple[str, str] = ("", "")) -> PlanPart:
    """Return what the draft would do, step by step; `live` still knows what goes."""
    say, steps = scene.say, plan.get("steps", ())
    counted = [(each, sum(step["safety"] == each for step in steps)) for each in _DEGREES]
    refused = any(step["safety"] == "refused" for step in steps)
    return PlanPart(
        chips=tuple(Chip(f"{say(f'defined.{each}')} {n}", SAFETY[each]) for each, n in counted if n),
        cards=tuple(_card(scene, step, live) for step in steps),
        changes=(*_imported(scene, draft),
                 *(Change(str(n), _told(scene, one)) for n, one in enumerate(draft.operations))),
        digest="" if refused else str(plan.get("digest", "")),
        made_for=say("design.made_for", n=plan["base"]) if plan else "",
        publish=say("design.publish", n=len(steps)), faults=tuple(faults), since=since[0], since_href=since[1])


def _imported(scene: Scene, draft: Draft) -> tuple[Change, ...]:
    """Return the files a draft begins with as one change."""
    return () if draft.files is None else (Change(FILES, scene.say("design.said_files", n=len(draft.files))),)


def _card(scene: Scene, step: Mapping[str, Any], live: Catalog) -> Card:
    say, safety, subject = scene.say, step["safety"], step["subject"]
    rows = say("defined.rows", n=step["rows"]) if step["rows"] else ""
    sql = ";\n".join((*step["ahead"], *step["sql"], *step["later"]))
    return Card(chip=Chip(say(f"defined.{safety}"), SAFETY[safety]), rows=rows, sentence=step["sentence"], sql=sql,
                opened=len(sql) <= SHORT, title=say(f"design.step_{step['verb']}", what=_called(scene, subject, live)),
                samples=tuple(step["samples"]),
                dependants=say("design.used_by", what=", ".join(step["dependants"])) if step["dependants"] else "",
                acknowledge=say("design.acknowledge") if safety in {"confirm", "destructive"} else "")


def _called(scene: Scene, subject: str, live: Catalog) -> str:
    """Return what people call the subject of a step, its name where neither catalog has it."""
    name, _, rest = subject.partition(".")
    things = [each for each in (scene.context.catalog.objects.get(name), live.objects.get(name)) if each is not None]
    if not things:
        return "" if subject == "catalog" else subject
    field = next((each.fields[rest] for each in things if rest in each.fields), None)
    return f"{scene.label(things[0])} › {scene.label(field) if field else rest}" if rest else scene.label(things[0])


def _told(scene: Scene, one: Mapping[str, Any]) -> str:
    verb = next(each for each in ("add", "set", "unset", "insert", "move", "drop", "reset", "rename") if each in one)
    if verb == "add":
        body = one["add"]
        what = label(body["label"], scene.lang) if body.get("label") else ""
        name = ".".join(str(body[key]) for key in ("object", "name") if key in body)
        return scene.say(f"design.said_{body['kind']}", what=f"{what} {name}".strip())
    path = f"{one['into']}.{one[verb]}" if verb == "insert" else one[verb]
    to = one.get("to", "")
    words = to.get("label", to) if isinstance(to, Mapping) else str(to)
    value = words if isinstance(words, str) else label(words, scene.lang)
    return scene.say(f"design.said_{verb}", what=path) + (f": {value}" if value else "")


def _kind(scene: Scene, field: Field) -> str:
    """Return a field's type in words, with the object it points to."""
    return " · ".join((type_words(scene, field.type.key), *(
        scene.label(scene.context.catalog.objects[each]) for each in field.type.targets(field)
        if each in scene.context.catalog.objects and field.type.key in {"link", "links", "tree"})))


def type_words(scene: Scene, key: str) -> str:
    """Return a type in words; one a plugin brings is called by its key."""
    return scene.say(f"design.type_{key.replace('-', '_')}") if key in KNOWN else key


def _layer(scene: Scene, field: Field, before: Field | None) -> Chip:
    if before is None:
        return Chip(scene.say("defined.added"), "pine")
    if plain_field(before) != plain_field(field):
        return Chip(scene.say("defined.changed"), "ochre")
    return Chip(scene.say("design.site"), "blue") if field.pack == SITE else Chip(field.pack, "")


#: Types that have words of their own.
KNOWN = frozenset(
    "text note email phone url tags integer decimal money price quantity percent rate flag date moment time choice "
    "choices link links any-link lines tree user file image json".split())
