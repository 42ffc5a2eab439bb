"""The layout of an object's form in the designer: sections and their fields, put in another order by operations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dougong.catalog.model import Object, View
from dougong.web.design.naming import name_from, prefixed
from dougong.web.listing import layout
from dougong.web.scene import Scene

#: One operation on the definitions, as the API takes it.
Operation = dict[str, Any]
#: What stands between the section and the field in the value of a button.
MARK: Final = "/"


def form_view(scene: Scene, thing: Object) -> View | None:
    """Return the form the object has of its own, None while it shows the usual one."""
    found = layout.view_of(scene, thing, "form")
    return found if found is not None and found.body.get("sections") else None


def view_name(thing: Object) -> str:
    """Return what the site calls the form it lays out for an object."""
    return prefixed(f"{thing.name}_form")


def laid(scene: Scene, thing: Object, view: View | None) -> tuple[Mapping[str, Any], ...]:
    """Return the sections of the form as a view says them: of the usual form, as it is now."""
    if view is not None:
        return tuple(view.body["sections"])
    return tuple({"name": each.name, "label": {scene.lang: each.label}, "columns": each.columns,
                  "fields": [one.name for one in each.fields]} for each in layout.sections(scene, thing, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants of a form: a verb (up, down, place, to, drop, add for fields; section_up, section_down,
    section_drop, section_name, section_add), what it is about (a field after its section and a MARK, or a section),
    the section something comes into, what it comes after, words, and how many columns a section has (0: as before)."""

    verb: str
    what: str
    section: str = ""
    after: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    columns: int = 0


def placed(scene: Scene, thing: Object, asked: Asked) -> Iterator[Operation]:
    """Yield what puts a field or a section elsewhere, takes it away, or adds it."""
    view = form_view(scene, thing)
    parts = laid(scene, thing, view)
    if view is None:
        yield {"add": {"kind": "view", "name": view_name(thing), "object": thing.name, "type": "form",
                       "label": dict(thing.label), "sections": [dict(each) for each in parts]}}
    path = f"views.{view.name if view else view_name(thing)}.sections"
    held = {str(each["name"]): list(each["fields"]) for each in parts}
    if asked.verb.startswith("section"):
        yield from _section(path, held, asked, thing)
        yield from _columns(path, parts, asked)
    elif asked.verb == "add" and asked.section in held and asked.what in thing.fields:
        yield {"insert": asked.what, "into": f"{path}.{asked.section}.fields"}
    else:
        here, _, name = asked.what.partition(MARK)
        if name in held.get(here, ()):
            yield from _moved(path, held, (here, name), asked)


def shown_in(scene: Scene, thing: Object, name: str) -> Iterator[Operation]:
    """Yield what puts a new field at the end of the form, where that has a layout of its own."""
    view = form_view(scene, thing)
    if view is not None:
        yield {"insert": name, "into": f"views.{view.name}.sections.{view.body['sections'][-1]['name']}.fields"}


def _section(path: str, held: Mapping[str, Sequence[str]], asked: Asked, thing: Object) -> Iterator[Operation]:
    names, what = list(held), asked.what
    at = names.index(what) if what in names else -1
    match asked.verb:
        case "section_up" if at > 0:
            yield {"move": f"{path}.{what}", "after": names[at - 2] if at > 1 else None}
        case "section_down" if -1 < at < len(names) - 1:
            yield {"move": f"{path}.{what}", "after": names[at + 1]}
        case "section_drop" if at >= 0:
            yield {"unset": f"{path}.{what}"}
        case "section_name" if at >= 0 and asked.words:
            yield {"set": f"{path}.{what}.label", "to": dict(asked.words)}
        case "section_add" if what in thing.fields and asked.words:
            before = next((each for each in names if what in held[each]), "")
            yield {"insert": {"name": name_from(asked.words, held), "label": dict(asked.words), "columns": 4,
                              "fields": [what]}, "into": path}
            yield from _left(path, held, before, what) if before else ()
        case _:
            return


def _columns(path: str, parts: Sequence[Mapping[str, Any]], asked: Asked) -> Iterator[Operation]:
    """Yield what gives a section another number of columns."""
    for each in parts:
        if asked.verb == "section_name" and each["name"] == asked.what and asked.columns not in {0, each["columns"]}:
            yield {"set": f"{path}.{asked.what}.columns", "to": asked.columns}


def _moved(path: str, held: Mapping[str, Sequence[str]], field: tuple[str, str], asked: Asked) -> Iterator[Operation]:
    (here, name), names = field, list(held)
    order, place = held[here], names.index(here)
    at, verb = order.index(name), asked.verb
    if verb == "drop":
        yield from _left(path, held, here, name)
    elif verb == "place":
        yield from _carried(path, held, field, asked.after)
    elif verb == "to" and asked.section != here and asked.section in held:
        yield from _carried(path, held, field, f"{asked.section}{MARK}{held[asked.section][-1]}")
    elif verb == "up" and at:
        yield {"move": f"{path}.{here}.fields.{name}", "after": order[at - 2] if at > 1 else None}
    elif verb == "down" and at + 1 < len(order):
        yield {"move": f"{path}.{here}.fields.{name}", "after": order[at + 1]}
    elif verb == "up" and place:
        yield from ({"insert": name, "into": f"{path}.{names[place - 1]}.fields"}, *_left(path, held, here, name))
    elif verb == "down" and place + 1 < len(names):
        yield from ({"insert": name, "into": f"{path}.{names[place + 1]}.fields", "after": None},
                    *_left(path, held, here, name))


def _carried(path: str, held: Mapping[str, Sequence[str]], field: tuple[str, str], after: str) -> Iterator[Operation]:
    """Yield what puts a field behind another (section and name), or first in a section (no name)."""
    (here, name), (there, _, before) = field, after.partition(MARK)
    if there not in held or before == name or (before and before not in held[there]):
        return
    if there == here:
        yield {"move": f"{path}.{here}.fields.{name}", "after": before or None}
        return
    yield {"insert": name, "into": f"{path}.{there}.fields", "after": before or None}
    yield from _left(path, held, here, name)


def _left(path: str, held: Mapping[str, Sequence[str]], here: str, name: str) -> Iterator[Operation]:
    """Yield what takes a field out of a section: the last one takes the section along."""
    yield {"unset": f"{path}.{here}.fields.{name}" if len(held[here]) > 1 else f"{path}.{here}"}
