"""The layout of an object's form in the designer: sections and their fields, put in another order by operations."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.catalog.model import Object, View
from dougong.web import layout
from dougong.web.naming import prefixed
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
                  "fields": [field.name for field in each.fields]} for each in layout.sections(scene, thing, None))


def placed(scene: Scene, thing: Object, verb: str, what: str, section: str) -> Iterator[Operation]:
    """Yield what moves a field up or down (over the edge of its section into the next), takes it away, or adds it to
    `section`; `what` is a field after its section and a MARK."""
    view = form_view(scene, thing)
    parts = laid(scene, thing, view)
    if view is None:
        yield {"add": {"kind": "view", "name": view_name(thing), "object": thing.name, "type": "form",
                       "label": dict(thing.label), "sections": [dict(each) for each in parts]}}
    path = f"views.{view.name if view else view_name(thing)}.sections"
    held = {str(each["name"]): list(each["fields"]) for each in parts}
    if verb == "add" and section in held and what in thing.fields:
        yield {"insert": what, "into": f"{path}.{section}.fields"}
        return
    here, _, field = what.partition(MARK)
    if field in held.get(here, ()):
        yield from _moved(path, held, here, field, verb)


def shown_in(scene: Scene, thing: Object, field: str) -> Iterator[Operation]:
    """Yield what puts a new field at the end of the form, where that has a layout of its own."""
    view = form_view(scene, thing)
    if view is not None:
        yield {"insert": field, "into": f"views.{view.name}.sections.{view.body['sections'][-1]['name']}.fields"}


def _moved(path: str, held: Mapping[str, Sequence[str]], here: str, field: str, verb: str) -> Iterator[Operation]:
    order, names = held[here], list(held)
    at, place = order.index(field), names.index(here)
    if verb == "drop":
        yield {"unset": f"{path}.{here}.fields.{field}"}
    elif verb == "up" and at:
        yield {"move": f"{path}.{here}.fields.{field}", "after": order[at - 2] if at > 1 else None}
    elif verb == "down" and at + 1 < len(order):
        yield {"move": f"{path}.{here}.fields.{field}", "after": order[at + 1]}
    elif verb == "up" and place:
        yield from ({"unset": f"{path}.{here}.fields.{field}"},
                    {"insert": field, "into": f"{path}.{names[place - 1]}.fields"})
    elif verb == "down" and place + 1 < len(names):
        yield from ({"unset": f"{path}.{here}.fields.{field}"},
                    {"insert": field, "into": f"{path}.{names[place + 1]}.fields", "after": None})
