"""The designer, for administrators: objects and fields are changed in a draft, which the plan page publishes."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.layer import SITE
from dougong.catalog.model import Field, Object
from dougong.fields.base import FieldType, Spec
from dougong.kernel.errors import Missing
from dougong.kernel.names import is_name
from dougong.records.definitions.retyping import types_into
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.design import field_form, object_form
from dougong.web.design.desk import Desk, desk_of, put, put_field
from dougong.web.design.naming import name_from, prefixed
from dougong.web.design.object import TypeGroup, TypesPage, type_words
from dougong.web.design.tryout import trial_of, tried
from dougong.web.entry import screens
from dougong.web.routes.admin import administered
from dougong.web.setting import Button, Form, Section, SettingsPage, to_draft, words_in


def blank_object() -> Response:
    """Show the form of a new object."""
    desk = desk_of(administered())
    return _object_page(desk, {}, None)


def add_object() -> AnyResponse:
    """Add an object to the draft."""
    desk, form = desk_of(administered()), sent()
    name, faults = named(desk, form, desk.catalog.objects)
    faults = faults or put(desk, object_form.object_added(name, form))
    return _object_page(desk, form, None, faults) if faults else go(links.described(name))


def settings(name: str) -> Response:
    """Show the settings of an object."""
    desk = desk_of(administered())
    thing = desk.object(name)
    return _object_page(desk, object_form.object_typed(thing), thing)


def save_settings(name: str) -> AnyResponse:
    """Take over what was typed of an object's settings; or take an object of the site away."""
    desk, form = desk_of(administered()), sent()
    thing = desk.object(name)
    drops = form.get("_do") == "drop" and thing.pack == SITE
    said = list(_without(desk, thing) if drops else object_form.object_changed(thing, form))
    if faults := put(desk, said):
        return _object_page(desk, form, thing, faults)
    now = next((each["to"] for each in said if "rename" in each), name)
    return go(links.Paths().plan if drops else links.described(now))


def types(name: str) -> Response:
    """Show which types a new field may have, or the form of one of the type chosen."""
    desk = desk_of(administered())
    thing = desk.object(name)
    if kind := request.args.get("type", ""):
        return _field_page(desk, thing, _type(kind), {}, None)
    say = desk.shown.say
    groups = tuple(TypeGroup(each, say(f"design.group_{each}"), tuple(
        (type_words(desk.shown, key), say(f"design.about_{key}"), links.add_field(name, key))
        for key in keys if _usable(desk, thing, key))) for each, keys in field_form.GROUPS)
    return page("design_types", TypesPage(title=desk.scene.label(thing), back=links.described(name), groups=groups,
                                          does=say("design.add_field")),
                title=say("design.add_field"), back=links.described(name))


def add_field(name: str) -> AnyResponse:
    """Add a field to the draft."""
    desk, form = desk_of(administered()), sent()
    thing, kind = desk.object(name), _type(request.args.get("type", ""))
    if form.get("_do") == "try":
        return _field_page(desk, thing, kind, form, None)
    made, faults = named(desk, form, thing.fields)
    faults = faults or put_field(desk, thing, made, field_form.definition(kind, form))
    return _field_page(desk, thing, kind, form, None, faults) if faults else go(_next(name))


def field(name: str, field: str) -> Response:
    """Show the form of a field's definition, as it would be with another type if one is chosen."""
    desk = desk_of(administered())
    thing, found = _field(desk, name, field)
    return _field_page(desk, thing, _becomes(found), field_form.typed_form(found), found)


def save_field(name: str, field: str) -> AnyResponse:
    """Take over what was typed of a field."""
    desk, form = desk_of(administered()), sent()
    thing, found = _field(desk, name, field)
    kind = _becomes(found)
    if form.get("_do") == "try":
        return _field_page(desk, thing, kind, form, found)
    faults = put(desk, _said(thing, found, kind, form))
    return _field_page(desk, thing, kind, form, found, faults) if faults else go(links.described(name))


def retype(name: str, field: str) -> Response:
    """Show which types a field of the site may get, with its values carried over."""
    desk = desk_of(administered())
    found = _field(desk, name, field)[1]
    say, known = desk.shown.say, screens().runtime.registry.types
    if found.pack != SITE:
        raise Missing(field=field)
    groups = tuple(TypeGroup(each, say(f"design.group_{each}"), tuple(
        (type_words(desk.shown, key), say(f"design.about_{key}"), links.design_field(name, field, key))
        for key in types_into(found.type, [known[key] for key in keys]))) for each, keys in field_form.GROUPS)
    return page("design_types", TypesPage(
        title=desk.scene.label(found), back=links.design_field(name, field), does=say("design.retype"),
        groups=tuple(each for each in groups if each.types), hint=say("design.retype_hint")),
        title=say("design.retype"), back=links.design_field(name, field))


def _said(thing: Object, found: Field, kind: FieldType, form: Form) -> Iterable[Mapping[str, Any]]:
    """Return what makes a field what the form says, with its name at the end, or takes it away."""
    path = f"objects.{thing.name}.fields.{found.name}"
    if form.get("_do") == "drop" and found.pack == SITE:
        return [{"drop": path}]
    said = field_form.changed(thing, found, form) if kind is found.type else \
        field_form.retyped(thing, found, kind, form)
    return [*said, *(field_form.renamed(path, found.name, form) if found.pack == SITE else ())]


def _becomes(found: Field) -> FieldType:
    """Return the type a field is to get: the one in the address, else its own; raises Missing for what cannot be."""
    asked = request.args.get("type", "")
    if not asked or asked == found.type.key:
        return found.type
    kind = _type(asked)
    if found.pack != SITE or not types_into(found.type, [kind]):
        raise Missing(type=asked)
    return kind


def _next(name: str) -> str:
    """Return where one goes on after a field was added: to the next one if asked."""
    return links.add_field(name) if request.form.get("_do") == "again" else links.described(name)


def _without(desk: Desk, thing: Object) -> Iterable[Mapping[str, Any]]:
    """Return what takes an object of the site away: its fields' files, views and navigation first."""
    yield from ({"drop": f"views.{view.name}"} for view in desk.catalog.views.values()
                if view.object == thing.name and view.pack == SITE)
    if any(entry.name == thing.name for group in desk.catalog.menu for entry in group.entries):
        yield {"drop": f"menus.{thing.name}"}
    yield from ({"drop": f"objects.{thing.name}.fields.{each}"} for each in thing.fields)
    yield {"drop": f"objects.{thing.name}"}


def named(desk: Desk, form: Form, taken: Iterable[str], key: str = "label") -> tuple[str, tuple[str, ...]]:
    """Return the name typed, or one made of the words under `key`; and what is wrong with it."""
    label, typed, say = words_in(form, key), form.get("name", "").strip(), desk.shown.say
    if not label:
        return "", (say("design.no_label"),)
    if not typed:
        return name_from(label, frozenset(taken)), ()
    name = prefixed(typed)
    if not is_name(name):
        return "", (say("design.bad_name", name=typed),)
    return name, (say("design.name_taken", name=name),) if name in taken else ()


def _object_page(desk: Desk, form: Form, thing: Object | None, faults: tuple[str, ...] = ()) -> Response:
    say = desk.shown.say
    title = say("design.add_object") if thing is None else desk.scene.label(thing)
    own = thing is not None and thing.pack == SITE
    back = links.described(thing.name) if thing else links.Paths().catalog
    return form_page(SettingsPage(
        title=title, code=thing.name if thing else "", leave=back, faults=faults,
        crumbs=crumbs_of(desk, thing), buttons=to_draft(desk.shown, title if own else ""),
        action=links.designed(thing.name, "settings") if thing else links.Paths().new_object,
        sections=object_form.object_sections(desk.scene, desk.catalog, form, thing)))


def _field_page(desk: Desk, thing: Object, kind: FieldType, form: Form, found: Field | None,
                faults: tuple[str, ...] = ()) -> Response:
    say = desk.shown.say
    title = desk.scene.label(found) if found else say("design.new_field", type=type_words(desk.shown, kind.key))
    own = found is not None and found.pack == SITE
    other = kind.key if found is not None and kind is not found.type else ""
    more = (Button(value="again", label=say("design.and_another"), icon="plus"),) if found is None else ()
    buttons = (*more, *to_draft(desk.shown, title if own and not other else ""))
    made: Iterable[Section] = field_form.sections(desk.scene, desk.catalog, thing, kind, form, found)
    if form.get("_do") == "try":
        made = tried(desk.shown, desk.catalog, thing, form, made)
    return form_page(SettingsPage(
        title=title, code=found.name if found else "", crumbs=crumbs_of(desk, thing), buttons=buttons, faults=faults,
        action=links.design_field(thing.name, found.name, other) if found else links.add_field(thing.name, kind.key),
        leave=links.described(thing.name), sections=tuple(made), trial=trial_of(desk.shown, thing, form),
        more=((say("design.retype"), links.retype(thing.name, found.name)),) if own and found else ()))


def form_page(model: SettingsPage) -> Response:
    """Return a form of the designer."""
    return page("design_form", model, title=model.title, back=model.leave, status=422 if model.faults else 200)


def crumbs_of(desk: Desk, thing: Object | None) -> tuple[tuple[str, str], ...]:
    """Return the way to a form of the designer."""
    catalog = (desk.shown.say("admin.catalog"), links.Paths().catalog)
    return (catalog, (desk.scene.label(thing), links.described(thing.name))) if thing else (catalog,)


def _field(desk: Desk, name: str, field: str) -> tuple[Object, Field]:
    thing = desk.object(name)
    if field not in thing.fields:
        raise Missing(field=field)
    return thing, thing.fields[field]


def _type(key: str) -> FieldType:
    found = screens().runtime.registry.types.get(key)
    if found is None or key not in {each for _, keys in field_form.GROUPS for each in keys}:
        raise Missing(type=key)
    return found


def _usable(desk: Desk, thing: Object, key: str) -> bool:
    """Return whether what a type points to is there; a tree points to the records of the object itself."""
    kind, within = screens().runtime.registry.types[key], Spec(name=key, options={"to": thing.name})
    return "to" in kind.options or all(each in desk.catalog.objects for each in kind.targets(within))


def sent() -> dict[str, str]:
    """Return what was sent, as text by name."""
    return {name: text.replace("\r\n", "\n")[:4000] for name, text in request.form.items()}
