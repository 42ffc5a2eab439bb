"""One field of a form, ready to draw: what it is called, what it holds, what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import words as label
from dougong.kernel.spelling import spelled
from dougong.records.writing.outcome import State
from dougong.web import links
from dougong.web.cell import FILES, cell, title_of, unseen
from dougong.web.known import known, value_of
from dougong.web.listing.layout import WIDE, toned
from dougong.web.pointed import WIDGET, written
from dougong.web.scene import Scene

#: The length of a moment as people type it: 2026-11-22 10:30.
MINUTES = 16


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select or a row of ticks."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Picker:
    """What the relation picker needs: its options, the full list, the record chosen now."""

    url: str = ""
    list_href: str = ""
    id: str = ""
    clear: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The file a field holds now: what it is called, where it is shown, its picture."""

    name: str = ""
    href: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field of a form. `cell` says that it stands in a grid, where its label is the column's."""

    id: str
    name: str
    column: str
    label: str
    pointer: str
    widget: str
    value: str = ""
    shown: str = ""
    hint: str = ""
    placeholder: str = ""
    described: str = ""
    errors: tuple[str, ...] = ()
    options: tuple[Choice, ...] = ()
    picker: Picker = Picker()
    file: Kept = Kept()
    longest: int = 0
    required: bool = False
    readonly: bool = False
    visible: bool = True
    wide: bool = False
    numeric: bool = False
    checked: bool = False
    blank: bool = True
    group: bool = False
    cell: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a field stands in a form: the name before it ("contacts[0].") and its JSON pointer ("/contacts/0")."""

    prefix: str = ""
    pointer: str = ""
    cell: bool = False


HEAD = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a row of the form holds: the record's JSON form, or the texts someone typed; its faults and states."""

    row: Mapping[str, Any]
    texts: Mapping[str, Sequence[str]] | None = None
    picked: Mapping[str, str] | None = None
    errors: Mapping[str, tuple[str, ...]] | None = None
    states: Mapping[str, State] | None = None


def input_of(scene: Scene, owner: Object, field: Field, held: Held, place: Place = HEAD) -> Input:
    """Return the input of one field of `owner`, with the typed text where there is one, else the record's value."""
    name, pointer = f"{place.prefix}{field.name}", f"{place.pointer}/{field.name}"
    number = "f-" + name.replace("[", "-").replace("].", "-")
    state = (held.states or {}).get(pointer)
    errors = (held.errors or {}).get(pointer, ())
    hint = "" if place.cell else _hint(scene, owner, field)
    options = _options(scene, field, held)
    tick = field.type.kind is Kind.FLAG
    ticks = bool(options) and field.type.kind is Kind.SET and not place.cell
    value = said(scene, field, held)
    readonly = fixed(scene, owner, field) or bool(state and state.readonly)
    return Input(
        id=number, name=name, column=field.name, label=scene.label(field), pointer=pointer, widget=field.type.widget,
        value=value, hint=hint, shown=cell(scene, field, held.row).text if readonly else "",
        errors=errors, options=options,
        picker=_picker(scene, owner, field, held), file=_kept(field, held, value),
        longest=int(field.options.get("length", 0) or 0),
        placeholder=scene.say("form.pick") if picks(field) and not place.cell else "",
        described=_described(number, errors, hint), required=state.required if state else field.needed,
        readonly=readonly,
        visible=state.visible if state else True, wide=field.type.widget in WIDE,
        numeric=field.type.align == "right", checked=tick and value == "true", group=ticks, cell=place.cell,
        blank=not (field.needed and value))


def said(scene: Scene, field: Field, held: Held) -> str:
    """Return the text an input holds: as typed, else the record's value as the field type writes it for editing."""
    if held.texts is not None and field.name in held.texts:
        return held.texts[field.name][-1]
    sent = held.row.get(field.name)
    if sent is None:
        return ""
    if picks(field):
        return title_of(held.row, field.name) or (f"#{sent}" if field.type.widget in FILES else unseen(scene))
    if isinstance(sent, list) and field.type.targets(field):
        return "\n".join(title_of(held.row, field.name, each) or f"#{each}" for each in sent)
    text = field.type.edit(field, value_of(field, sent), scene.zone)
    return text.replace("T", " ")[:MINUTES] if field.type.kind is Kind.MOMENT else text


def seen(scene: Scene, field: Field, held: Held) -> str:
    """Return what `typed.Line.said` will give when nobody touches the field."""
    sent = held.row.get(field.name)
    if field.type.kind is Kind.SET and known(field).options:
        return "\n".join(sent or ())
    text = said(scene, field, held)
    if picks(field) and sent is not None:
        return f"{text}#{picked(sent)}"
    return "false" if field.type.kind is Kind.FLAG and not text and not _three(field) else text


def fixed(scene: Scene, owner: Object, field: Field) -> bool:
    """Return whether nobody types this field: computed, read-only by definition, moved by transitions alone, or not
    this person's to edit."""
    if owner.workflow is not None and owner.workflow.field == field.name:
        return True
    may = scene.context.actor.policy.field(owner, field.name, "edit")
    return field.derived or field.readonly is True or may is None


def entered(field: Field) -> bool:
    """Return whether a form has a place for the field: one types it, or it follows from what one types. What moves
    with other records, who posted it and when, and states nobody sets stand on the record's page."""
    if field.moves or field.rollup is not None or (field.derived and toned(field)):
        return False
    return field.readonly is not True or field.derived or field.copy is not None or bool(field.lookup)


def _options(scene: Scene, field: Field, held: Held) -> tuple[Choice, ...]:
    chosen = _chosen(field, held)
    if field.type.kind is Kind.FLAG:
        if not _three(field):
            return ()
        return tuple(Choice(value, field.type.show(field, flag, scene.lang), value in chosen)
                     for value, flag in (("", None), ("true", True), ("false", False)))
    return tuple(Choice(option.name, label(option.label, scene.lang) or option.name, option.name in chosen)
                 for option in known(field).options.values())


def _chosen(field: Field, held: Held) -> frozenset[str]:
    if held.texts is not None and field.name in held.texts:
        return frozenset(held.texts[field.name])
    sent = held.row.get(field.name)
    if isinstance(sent, list):
        return frozenset(sent)
    return frozenset({"" if sent is None else spelled(sent)})


def _three(field: Field) -> bool:
    """Not said, yes, no: where nothing decides for the person."""
    return field.default is None and not field.needed


def picks(field: Field) -> bool:
    """Return whether one chooses a record from a list that opens as one types."""
    return field.type.widget == WIDGET or (field.type.kind is Kind.LINK and len(field.type.targets(field)) == 1)


def picked(sent: Any) -> str:
    """Return what a picker sends for the JSON form of a link, beside its title: an id, of an any-link with its
    object."""
    return written(sent) if isinstance(sent, Mapping) else "" if sent is None else str(sent)


def _picker(scene: Scene, owner: Object, field: Field, held: Held) -> Picker:
    if not picks(field):
        return Picker()
    sent = (held.picked or {}).get(f"{field.name}.id")
    number = sent if sent is not None else picked(held.row.get(field.name))
    clear = scene.say("picker.clear", field=scene.label(field))
    targets = field.type.targets(field)
    if field.type.widget == WIDGET:
        first = next((each for each in targets if scene.may(scene.context.catalog.objects[each], "read")), "")
        everything = links.list_of(first) if first else links.FIND
        return Picker(links.pick_any(owner.name, field.name), everything, number, clear)
    return Picker(links.pick(targets[0], owner.name, field.name), links.list_of(targets[0]), number, clear)


def _kept(field: Field, held: Held, value: str) -> Kept:
    """Return the file of a file's field, be it sent a moment ago with a form that was refused."""
    number = value.removeprefix("#")
    if field.type.widget not in FILES or not number.isdecimal():
        return Kept()
    named = title_of(held.row, field.name) if held.row.get(field.name) == int(number) else ""
    href = links.file(int(number), named or value, inline=True)
    return Kept(named or value, href, href if field.type.widget == "image" else "")


def _hint(scene: Scene, owner: Object, field: Field) -> str:
    written = label(field.hint, scene.lang)
    if written:
        return written
    if field.formula is not None:
        return scene.say("form.computed")
    if field.rollup is not None:
        return _rolled(scene, scene.context.catalog.objects[field.rollup.of])
    if field.copy is not None:
        source = owner.fields.get(field.copy[0])
        return scene.say("form.copied", source=scene.label(source)) if source else ""
    if field.lookup:
        return _found_in(scene, scene.context.catalog.objects[field.lookup[0].of])
    return ""


def _found_in(scene: Scene, sought: Object) -> str:
    """Return where a value is looked up, as far as this person may know."""
    return scene.say("form.found", objects=scene.inside(scene.plural(sought))) if scene.may(sought, "read") else ""


def _rolled(scene: Scene, counted: Object) -> str:
    """Return what a rollup is computed from, as far as this person may know."""
    if not scene.may(counted, "read"):
        return scene.say("form.computed")
    return scene.say("form.rolled", objects=scene.inside(scene.plural(counted)))


def _described(number: str, errors: Sequence[str], hint: str) -> str:
    named = [f"{number}-say-{at}" for at in range(1, len(errors) + 1)]
    return " ".join([*named, *([f"{number}-hint"] if hint else [])])
