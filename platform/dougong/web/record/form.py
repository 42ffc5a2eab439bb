"""The form of a record: sections of inputs, grids of lines, faults on top, sums below. Generated from definitions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import FieldError
from dougong.records.writing.outcome import State
from dougong.web import links
from dougong.web.cell import FILES
from dougong.web.listing.layout import sections, view_of
from dougong.web.record.fault import Fault, faults_of, mark, says_of
from dougong.web.record.grid import Grid, Lines, grid_of
from dougong.web.record.inputs import Held, Input, entered, fixed, input_of, seen
from dougong.web.record.sums import Sum, sums_of, totals
from dougong.web.record.typed import Typed
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form: inputs in columns, or one grid."""

    name: str
    label: str
    columns: int
    inputs: tuple[Input, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """Everything the form template shows."""

    object: str
    title: str
    crumb: str
    list_href: str
    action: str
    preview: str
    leave: str
    save_label: str
    version: str
    key: str
    seen: str
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...] = ()
    faults_title: str = ""
    cares: tuple[Fault, ...] = ()
    told: str = ""                    # the mark of the records that have been told of
    sums: tuple[Sum, ...] = ()
    files: bool = False
    past: str = ""                    # where its earlier versions are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What a form is filled with: the record (or the defaults of a new one), what someone typed over it, verdicts."""

    record: Mapping[str, Any]
    id: int | None = None
    version: str = ""
    key: str = ""
    typed: Typed | None = None
    errors: Sequence[FieldError] = ()
    warnings: Sequence[FieldError] = ()
    states: Mapping[str, State] | None = None
    more: str = ""                    # the grid that was asked for more empty rows
    fresh: Mapping[str, Any] | None = None     # what was computed of the typed lines, in their order


def form_page(scene: Scene, thing: Object, filling: Filling) -> FormPage:
    """Return the form of a record of `thing`, new where the filling has no id."""
    what, new = scene.inside(scene.label(thing)), filling.id is None
    title = scene.say("form.new", what=what) if new else str(filling.record.get("title") or scene.label(thing))
    parts = _parts(scene, thing, filling)
    faults = faults_of(scene, thing, filling.errors, filling.id)
    return FormPage(
        object=scene.plural(thing), title=title, list_href=links.list_of(thing.name),
        crumb=scene.say("form.crumb_new" if new else "form.crumb_edit"),
        action=links.new(thing.name) if filling.id is None else links.edit(thing.name, filling.id),
        preview=links.preview(thing.name, filling.id),
        leave=links.list_of(thing.name) if filling.id is None else links.record(thing.name, filling.id),
        save_label=scene.say("form.save", what=what), version=filling.version, key=filling.key,
        seen=filling.typed.own.get("_seen", "{}") if filling.typed else noted(scene, thing, filling.record),
        parts=parts, faults=faults, faults_title=scene.say("form.faults", n=len(faults)),
        cares=faults_of(scene, thing, filling.warnings, filling.id), told=mark(filling.warnings),
        sums=sums_of(scene, thing, filling.record), files=_sends_files(scene, thing))


def _sends_files(scene: Scene, thing: Object) -> bool:
    """Return whether the form or its lines have inputs of files, which only one kind of encoding takes along."""
    objects = (thing, *(scene.context.catalog.objects[grid.type.targets(grid)[0]] for grid in thing.lines))
    return any(field.type.widget in FILES for each in objects for field in each.fields.values())


def noted(scene: Scene, thing: Object, record: Mapping[str, Any]) -> str:
    """Return the note of what each input held when the form was opened, which the form carries along."""
    note = {"": _texts(scene, thing, scene.fields(thing), record)}
    for grid in thing.lines:
        target = scene.context.catalog.objects[grid.type.targets(grid)[0]]
        note[grid.name] = _texts(scene, target, scene.fields(target), {})
        for row in record.get(grid.name) or ():
            note[f"{grid.name}/{row['id']}"] = _texts(scene, target, scene.fields(target), row)
    return json.dumps(note, ensure_ascii=False, separators=(",", ":"))


def _texts(scene: Scene, owner: Object, fields: Sequence[Field], row: Mapping[str, Any]) -> dict[str, str]:
    held = Held(row=row)
    return {field.name: seen(scene, field, held) for field in fields
            if field.type.storage != "lines" and not fixed(scene, owner, field)}


def _parts(scene: Scene, thing: Object, filling: Filling) -> tuple[Part, ...]:
    errors = says_of(scene, filling.errors)
    typed = filling.typed
    held = Held(row=filling.record, texts=typed.head.texts if typed else None,
                picked=typed.head.picked if typed else None, errors=errors, states=filling.states)
    made = []
    summed = {field.name for field in totals(scene, thing)}
    for section in sections(scene, thing, view_of(scene, thing, "form")):
        fields = [field for field in section.fields if field.name not in summed and entered(field)]
        if not fields:
            continue
        first = fields[0]
        if first.type.storage == "lines":
            rows = typed.lines.get(first.name, []) if typed else None
            told = (filling.fresh or {}).get(first.name) or ()
            grid = grid_of(scene, first, Lines(filling.record.get(first.name) or (), rows, told), held,
                           more=filling.more == first.name)
            made.append(Part(section.name, section.label, 1, grid=grid))
        else:
            inputs = tuple(input_of(scene, thing, field, held) for field in fields)
            made.append(Part(section.name, section.label, section.columns, inputs))
    return tuple(made)
