"""An object in the designer: its parts, and what is put in another order there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.layer import SITE
from dougong.catalog.model import Object, View
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.design import form_layout
from dougong.web.design.check_form import check_lines
from dougong.web.design.desk import Desk, beside, desk_of, put
from dougong.web.design.form_layout import Asked
from dougong.web.design.naming import prefixed
from dougong.web.design.object import DesignPage, Group, column_lines, field_lines, form_groups, section_lines, tabs_of
from dougong.web.listing import layout
from dougong.web.routes.admin import administered
from dougong.web.setting import words_in

Operation = dict[str, Any]
#: How many columns a section of a form may have.
COLUMNS: Final = ("1", "2", "3", "4")


def fields(name: str) -> Response:
    """Show the fields of an object, lines too."""
    desk = desk_of(administered())
    return _page(desk, desk.object(name), "")


def arrange(name: str) -> AnyResponse:
    """Give a field another place, or take one of the site away (`_do`: up:, down:, place:, drop:NAME; `_after`)."""
    desk = desk_of(administered())
    thing = desk.object(name)
    verb, _, what = request.form.get("_do", "").partition(":")
    path, order = f"objects.{name}.fields", list(thing.fields)
    faults: tuple[str, ...] = ()
    if what in order and verb == "drop" and thing.fields[what].pack == SITE:
        faults = put(desk, [{"drop": f"{path}.{what}"}])
    elif what in order:
        faults = put(desk, moved(path, order, what, verb))
    return _page(desk, thing, "", faults) if faults else go(links.described(name))


def columns(name: str) -> Response:
    """Show the columns of an object's list."""
    desk = desk_of(administered())
    return _page(desk, desk.object(name), "list")


def arrange_columns(name: str) -> AnyResponse:
    """Give a column another place, take it away, or add one (`_do`: up:, down:, place:, drop:PATH; add; `_after`)."""
    desk = desk_of(administered())
    thing = desk.object(name)
    faults = put(desk, _columned(desk, thing))
    return _page(desk, thing, "list", faults) if faults else go(links.designed(name, "list"))


def form(name: str) -> Response:
    """Show the sections of an object's form."""
    desk = desk_of(administered())
    return _page(desk, desk.object(name), "form")


def arrange_form(name: str) -> AnyResponse:
    """Give a field or section another place in the form, take it away, name or add one (form_layout.Asked)."""
    desk, sent = desk_of(administered()), request.form
    thing = desk.object(name)
    verb, _, what = sent.get("_do", "").partition(":")
    what, _, section = what.partition(":")
    words = words_in(sent, f"section_{what}" if verb == "section_name" else "section_new")
    columns = sent.get(f"section_{what}_columns", "")
    what = sent.get("first", "") if verb == "section_add" else sent.get("field", "") if verb == "add" else what
    if verb in {"section_name", "section_add"} and not words:
        return _page(desk, thing, "form", (desk.shown.say("design.no_label"),))
    faults = put(desk, form_layout.placed(desk.scene, thing, Asked(
        verb=verb, what=what, section=section or sent.get("section", ""), after=sent.get("_after", ""), words=words,
        columns=int(columns) if columns in COLUMNS else 0)))
    return _page(desk, thing, "form", faults) if faults else go(links.designed(name, "form"))


def checks(name: str) -> Response:
    """Show the checks of an object."""
    desk = desk_of(administered())
    return _page(desk, desk.object(name), "checks")


def _columned(desk: Desk, thing: Object) -> Iterator[Operation]:
    verb, _, what = request.form.get("_do", "").partition(":")
    view = _view(desk, thing)
    if view is None:
        yield _first(desk, thing)
        view_name, order = _view_name(thing), [each.name for each in layout.columns(desk.scene, thing, None)]
    else:
        view_name, order = view.name, [str(each["name"]) for each in view.body["columns"]]
    path = f"views.{view_name}.columns"
    fresh = request.form.get("column", "")
    if verb == "add" and fresh and fresh not in order:
        yield {"insert": fresh, "into": path}
    elif what in order and verb == "drop":
        yield {"unset": f"{path}.{what}"}
    elif what in order:
        yield from moved(path, order, what, verb)


def _first(desk: Desk, thing: Object) -> Operation:
    """Return what makes a list of its own for an object that shows the usual one."""
    return {"add": {"kind": "view", "name": _view_name(thing), "object": thing.name, "type": "list",
                    "label": dict(thing.plural or thing.label),
                    "columns": [each.name for each in layout.columns(desk.scene, thing, None)]}}


def _view_name(thing: Object) -> str:
    return prefixed(f"{thing.name}_list")


def _view(desk: Desk, thing: Object) -> View | None:
    found = layout.view_of(desk.scene, thing, "list")
    return found if found is not None and found.body.get("columns") else None


def moved(path: str, order: Sequence[str], what: str, verb: str) -> Iterator[Operation]:
    """Yield what gives an entry another place: one up, one down, or (place) after the one the form names."""
    at = order.index(what)
    after = request.form.get("_after", "")
    if verb == "place" and after != what and (not after or after in order):
        yield {"move": f"{path}.{what}", "after": after or None}
    elif verb == "up" and at:
        yield {"move": f"{path}.{what}", "after": order[at - 2] if at > 1 else None}
    elif verb == "down" and at + 1 < len(order):
        yield {"move": f"{path}.{what}", "after": order[at + 1]}


def listed(desk: Desk, thing: Object) -> int:
    """Return how many columns the list of an object has."""
    return len(column_lines(desk.scene, thing, _view(desk, thing)))


def _page(desk: Desk, thing: Object, part: str, faults: tuple[str, ...] = ()) -> Response:
    scene, say = desk.scene, desk.shown.say
    columns = column_lines(scene, thing, _view(desk, thing))
    sections = form_layout.laid(scene, thing, form_layout.form_view(scene, thing)) if part == "form" else ()
    groups = {"": (Group("", field_lines(scene, thing, desk.shown.context.catalog)),), "list": (Group("", columns),),
              "form": form_groups(scene, thing, sections, desk.shown.context.catalog)}.get(part, ())
    pending = say("design.pending", n=desk.draft.size) if desk.draft.size else ""
    model = DesignPage(
        title=scene.label(thing), name=thing.name, pack=scene.pack(thing.pack), action=links.designed(thing.name, part),
        tabs=tabs_of(scene, thing, len(columns), part), part=part, groups=tuple(each for each in groups if each.lines),
        add=links.design_check(thing.name) if part == "checks" else links.add_field(thing.name),
        empty=say("design.no_fields"),
        choices=_offered(desk, thing, part, sections), adding="field" if part == "form" else "column",
        sections=section_lines(scene, sections), fields=tuple(
            (each, scene.label(one)) for each, one in thing.fields.items() if not one.stands_for),
        checks=check_lines(desk.shown, thing) if part == "checks" else (), plan=beside(desk), pending=pending,
        faults=faults)
    return page("design_object", model, title=model.title, back=links.Paths().catalog,
                status=422 if faults else 200)


def _offered(desk: Desk, thing: Object, part: str,
             sections: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Return what may still be added to the list or form."""
    scene = desk.scene
    if part == "list":
        shown = layout.columns(scene, thing, _view(desk, thing))
        return tuple((each.name, scene.label(each)) for each in layout.addable(scene, thing) if each not in shown)
    held = {name for each in sections for name in each["fields"]}
    return tuple((name, scene.label(field)) for name, field in thing.fields.items()
                 if name not in held and not field.hidden) if part == "form" else ()
