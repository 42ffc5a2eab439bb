"""What a screen shows when nobody has laid it out (ui.md 7), and how a view changes that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from dougong.catalog.model import Field, Object, View
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import words as label
from dougong.web.known import known
from dougong.web.pointed import WIDGET
from dougong.web.scene import Scene

MOST_COLUMNS = 9
MOST_FIGURES = 3
MOST_FACTS = 8
WIDE = frozenset({"note", "json"})
#: Catalogs whose views are known apart: the one that serves, drafts, the one before.
CATALOGS = 8
_VIEWS: dict[int, tuple[Mapping[str, View], Mapping[tuple[str, str], tuple[View, ...]]]] = {}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form: fields in columns, or one field of lines."""

    name: str
    label: str
    columns: int
    fields: tuple[Field, ...]


def view_of(scene: Scene, thing: Object, kind: str, name: str = "") -> View | None:
    """Return the view called `name`, else the first of its kind for the object, else None."""
    found = views_of(scene, thing, kind)
    return next((view for view in found if view.name == name), found[0] if found and not name else None)


def views_of(scene: Scene, thing: Object, kind: str) -> tuple[View, ...]:
    """Return every view of a kind for the object."""
    every = scene.context.catalog.views
    held = _VIEWS.get(id(every))
    if held is None or held[0] is not every:
        if len(_VIEWS) >= CATALOGS:
            _VIEWS.clear()
        held = _VIEWS[id(every)] = (every, _apart(every.values()))
    return held[1].get((thing.name, kind), ())


def _apart(views: Iterable[View]) -> Mapping[tuple[str, str], tuple[View, ...]]:
    """Return the views by what they show and how."""
    found: dict[tuple[str, str], tuple[View, ...]] = {}
    for view in views:
        found[view.object, view.kind] = (*found.get((view.object, view.kind), ()), view)
    return found


def columns(scene: Scene, thing: Object, view: View | None) -> tuple[Field, ...]:
    """Return the columns of a list: the view's, else number, title's field, links, dates, states, figures."""
    if view is not None and view.body.get("columns"):
        named = (str(column["name"]) for column in view.body["columns"])
        return tuple(found for name in named if (found := scene.column(thing, name)) is not None)
    return _chosen(scene, thing)[:MOST_COLUMNS]


def line_columns(scene: Scene, thing: Object) -> tuple[Field, ...]:
    """Return the columns of the lines of a document: own fields of the line object's list view, else all it has."""
    fields = tuple(field for field in scene.fields(thing) if field.type.storage == "columns")
    view = view_of(scene, thing, "list")
    if view is None:
        return fields
    named = {field.name: field for field in fields}
    return tuple(named[column.name] for column in columns(scene, thing, view) if column.name in named)


def column_label(scene: Scene, field: Field, view: View | None) -> str:
    """Return a column's own label where the view gives one, else the field's."""
    given: Iterable[Mapping[str, object]] = view.body.get("columns", ()) if view is not None else ()
    for column in given:
        if column["name"] == field.name and column.get("label"):
            return label(column["label"], scene.lang)  # type: ignore[arg-type]
    return scene.label(field)


def addable(scene: Scene, thing: Object) -> tuple[Field, ...]:
    """Return every field the column chooser offers: what has one value per row and may be seen."""
    own = tuple(field for field in scene.fields(thing) if _tabular(field))
    system = (scene.field(thing, name) for name in ("number", "owner", "created_at", "updated_at"))
    return (*own, *(field for field in system if field is not None))


def sections(scene: Scene, thing: Object, view: View | None) -> tuple[Section, ...]:
    """Return the parts of a form: the view's, else one of all fields, the notes, and each lines field by itself."""
    if view is not None and view.body.get("sections"):
        return tuple(made for section in view.body["sections"] for made in _split(scene, thing, section))
    fields = scene.fields(thing)
    plain = tuple(field for field in fields if field.type.storage != "lines" and field.type.widget not in WIDE)
    notes = tuple(field for field in fields if field.type.widget in WIDE)
    return (*_some("basics", scene.say("form.basics"), 4, plain), *_own(scene, fields),
            *_some("notes", scene.say("form.notes"), 1, notes))


def facts(scene: Scene, thing: Object) -> tuple[Field, ...]:
    """Return the fields of a record page in the order they matter: required links, then as the form is laid out, else
    dates, then as in the file."""
    fields = [field for field in scene.fields(thing) if field.type.storage != "lines"]
    first = [field for field in fields if field.type.kind is Kind.LINK and field.needed]
    view = view_of(scene, thing, "form")
    if view is not None and view.body.get("sections"):
        by_name = {field.name: field for field in fields}
        laid = (by_name.get(name) for section in view.body["sections"] for name in section["fields"])
        return _once([*first, *(field for field in laid if field is not None), *fields])
    dates = [field for field in fields if field.type.kind in {Kind.DATE, Kind.MOMENT}]
    return _once([*first, *dates, *fields])


def toned(field: Field) -> bool:
    """Return whether the field is a status: a choice whose options have tones."""
    return field.type.kind is Kind.TEXT and known(field).toned


def title_fields(thing: Object) -> tuple[str, ...]:
    """Return the names of the fields the title is made of."""
    return tuple(part[1] for part in thing.title if not isinstance(part, str))


def _chosen(scene: Scene, thing: Object) -> tuple[Field, ...]:
    """Return the columns of a list nobody laid out: title, number, main links, dates, states, figures, and words as
    far as there is room. What stands in few records (visible under a condition) or repeats another record is left."""
    own = [field for field in scene.fields(thing) if _tabular(field) and field.type.widget not in WIDE
           and field.visible is None and field.copy is None]
    number = scene.field(thing, "number")
    head = [field for name in title_fields(thing) if (field := scene.field(thing, name)) is not None]
    found = [field for field in own if field.type.kind is Kind.LINK or field.type.widget == WIDGET]
    main = sorted(found, key=lambda field: field.required is not True)[:2]
    dates = [field for field in own if field.type.kind in {Kind.DATE, Kind.MOMENT}][:2]
    states = sorted((field for field in own if field.type.choices(field)), key=lambda field: not toned(field))[:3]
    figures = _figures(own)
    firm = _once([*head, *([number] if number else []), *main[:1], *dates[:1], *states[:1], *figures[:1]])
    others = [field for field in own if field.type.kind in {Kind.TEXT, Kind.FLAG} and not field.type.choices(field)][:2]
    room = _once([*firm, *figures, *dates, *states, *main, *others])[:max(MOST_COLUMNS, len(firm))]
    names = {field.name for field in room}
    placed = _once([*head, *([number] if number else []), *main, *dates, *others, *states, *figures])
    return tuple(field for field in placed if field.name in names)


def _figures(own: list[Field]) -> list[Field]:
    """Return up to three numbers: amounts and quantities before all others."""
    numbers = [field for field in own if field.type.kind is Kind.NUMBER]
    return sorted(numbers, key=lambda field: not field.type.totalled)[:MOST_FIGURES]


def _once(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple({field.name: field for field in fields}.values())


def _tabular(field: Field) -> bool:
    return field.type.storage == "columns" and (field.type.kind is not Kind.OPAQUE or field.type.widget == WIDGET)


def _split(scene: Scene, thing: Object, section: Mapping[str, object]) -> Iterable[Section]:
    """Yield a section in its order: runs of plain fields, and between them each lines field by itself."""
    names: Iterable[str] = section["fields"]  # type: ignore[assignment]
    named = label(section["label"], scene.lang)  # type: ignore[arg-type]
    fields = [found for name in names if (found := scene.field(thing, name)) is not None]
    for at, (lines, run) in enumerate(groupby(fields, lambda field: field.type.storage == "lines")):
        if lines:
            yield from _own(scene, run)
        else:
            yield Section(f"{section['name']}-{at}", named if at == 0 else "", int(str(section["columns"])), tuple(run))


def _own(scene: Scene, fields: Iterable[Field]) -> tuple[Section, ...]:
    return tuple(Section(field.name, scene.label(field), 1, (field,))
                 for field in fields if field.type.storage == "lines")


def _some(name: str, named: str, count: int, fields: tuple[Field, ...]) -> tuple[Section, ...]:
    return (Section(name, named, count, fields),) if fields else ()
