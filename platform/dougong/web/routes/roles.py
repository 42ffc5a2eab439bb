"""Roles, for administrators: a matrix to read, and forms that change it in the draft."""

from collections.abc import Mapping

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access.belonging import holders
from dougong.catalog.layer import SITE
from dougong.catalog.model import Role
from dougong.kernel.errors import Missing
from dougong.records.named import titles
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.design import role_form, role_matrix
from dougong.web.design.desk import Desk, beside, desk_of, put
from dougong.web.design.role_matrix import RolePage, RolesPage
from dougong.web.routes.admin import administered
from dougong.web.routes.design import form_page, named, sent
from dougong.web.scene import Scene
from dougong.web.setting import Form, SettingsPage, to_draft

#: Objects that have a tab of their own.
TABS = 5
#: People a role's page names.
PEOPLE = 200


def overview() -> Response:
    """Show all roles, or what they may do with one object: by verb, or by field (`part=fields`)."""
    desk = desk_of(administered())
    scene, say, name = desk.scene, desk.shown.say, request.args.get("object", "")
    thing, people = desk.object(name) if name else None, _people(desk.shown)
    part = "fields" if request.args.get("part") == "fields" else ""
    matrix = None if thing is None else role_matrix.by_field(scene, thing, people) if part else \
        role_matrix.by_verb(scene, desk.shown.context.catalog, thing, people)
    model = RolesPage(
        title=say("role.title"), name=name, matrix=matrix, objects=role_matrix.choices(scene, name),
        cards=role_matrix.cards(scene, people) if thing is None else (), tabs=_tabs(scene, name),
        parts=((say("role.by_verb"), links.roles(name), not part),
               (say("role.by_field"), links.roles(name, "fields"), bool(part))) if thing else (),
        legend=role_matrix.legend(scene), new=links.role_new(), faults=desk.faults, pending=_pending(desk))
    return page("roles", model, title=say("role.title"), back=links.Paths().catalog)


def show(name: str) -> Response:
    """Show one role: who holds it, and what it allows."""
    return _page(desk_of(administered()), name)


def act(name: str) -> AnyResponse:
    """Take a role of the site away (`_do`: drop), or open the form of what it may do with an `object`."""
    desk = desk_of(administered())
    role, thing = _role(desk, name), request.form.get("object", "")
    if request.form.get("_do") != "drop":
        return go(links.role(name, desk.object(thing).name))
    faults = put(desk, [{"drop": f"roles.{name}"}]) if role.pack == SITE else (desk.shown.say("role.not_ours"),)
    return _page(desk, name, faults) if faults else go(links.Paths().roles)


def blank() -> Response:
    """Show the form of a new role, like another one if `like` names it."""
    desk = desk_of(administered())
    like = _like(desk)
    return _words(desk, {f"include.{each}": "1" for each in like.includes} if like else {}, None)


def add() -> AnyResponse:
    """Add a role to the draft."""
    desk, form = desk_of(administered()), sent()
    name, faults = named(desk, form, desk.catalog.roles)
    faults = faults or put(desk, role_form.role_added(name, form, _like(desk)))
    return _words(desk, form, None, faults) if faults else go(links.role(name))


def words(name: str) -> Response:
    """Show the form of what a role is called and includes."""
    desk = desk_of(administered())
    role = _role(desk, name)
    return _words(desk, role_form.role_typed(role), role)


def save_words(name: str) -> AnyResponse:
    """Take over what was typed of a role."""
    desk, form = desk_of(administered()), sent()
    role = _role(desk, name)
    faults = put(desk, role_form.role_changed(role, form))
    return _words(desk, form, role, faults) if faults else go(links.role(name))


def grants(name: str, thing: str) -> Response:
    """Show the form of what a role may do with an object."""
    desk = desk_of(administered())
    return _grants(desk, name, thing, role_form.typed(_role(desk, name), desk.catalog, desk.object(thing)))


def save_grants(name: str, thing: str) -> AnyResponse:
    """Take over what was typed of what a role may do with an object."""
    desk, form = desk_of(administered()), sent()
    faults = put(desk, role_form.changed(_role(desk, name), desk.catalog, desk.object(thing), form))
    return _grants(desk, name, thing, form, faults) if faults else go(links.role(name))


def _role(desk: Desk, name: str) -> Role:
    found = desk.catalog.roles.get(name)
    if found is None:
        raise Missing(role=name)
    return found


def _like(desk: Desk) -> Role | None:
    name = request.args.get("like", "")
    return _role(desk, name) if name else None


def _people(shown: Scene) -> Mapping[str, tuple[int, ...]]:
    return holders(shown.context.database, shown.context.today)


def _pending(desk: Desk) -> str:
    return desk.shown.say("design.pending", n=desk.draft.size) if desk.draft.size else ""


def _tabs(scene: Scene, chosen: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the overview and the first documents of the menu as tabs, and the object that is shown."""
    catalog = scene.context.catalog
    lists = list(dict.fromkeys(entry.object for group in catalog.menu for entry in group.entries
                               if catalog.objects[entry.object].number is not None))[:TABS]
    shown = lists if not chosen or chosen in lists else [*lists, chosen]
    return ((scene.say("role.overview"), links.Paths().roles, not chosen),
            *((scene.label(catalog.objects[each]), links.roles(each), each == chosen) for each in shown))


def _page(desk: Desk, name: str, faults: tuple[str, ...] = ()) -> Response:
    scene, say, role = desk.scene, desk.shown.say, _role(desk, name)
    held = _people(desk.shown).get(name, ())
    known = titles(desk.shown.context, "user", held[:PEOPLE])
    model = RolePage(
        title=scene.label(role), name=name, edit=links.role_words(name), copy=links.role_new(name),
        note=say("role.included", what=", ".join(scene.label(desk.catalog.roles[each]) for each in role.includes))
        if role.includes else "",
        give="#give", action=links.role(name), drop=say("design.remove", what=scene.label(role))
        if role.pack == SITE else "", people=tuple((text, links.member(number), str(number))
                                                   for number, text in sorted(known.items(), key=lambda one: one[1])),
        people_note=say("role.people", n=len(held)), administrator=say("role.everything") if role.administrator else "",
        matrix=role_matrix.by_object(scene, desk.shown.context.catalog, role), legend=role_matrix.legend(scene),
        choices=tuple((each.name, scene.label(each)) for each in desk.catalog.objects.values() if each.parent is None),
        plan=beside(desk), pending=_pending(desk), faults=(*faults, *desk.faults))
    return page("role", model, title=scene.label(role), back=links.Paths().roles, status=422 if faults else 200)


def _words(desk: Desk, form: Form, role: Role | None, faults: tuple[str, ...] = ()) -> Response:
    say, like = desk.shown.say, None if role else _like(desk)
    title = desk.scene.label(role) if role else say("role.copy_of", what=desk.scene.label(like)) if like else \
        say("role.new")
    return form_page(SettingsPage(
        title=title, code=role.name if role else "", faults=faults, crumbs=_crumbs(desk, role),
        leave=links.role(role.name) if role else links.Paths().roles,
        action=links.role_words(role.name) if role else links.role_new(like.name if like else ""),
        sections=role_form.role_sections(desk.scene, desk.catalog, form, role), buttons=to_draft(desk.shown)))


def _grants(desk: Desk, name: str, thing: str, form: Form, faults: tuple[str, ...] = ()) -> Response:
    role, one = _role(desk, name), desk.object(thing)
    return form_page(SettingsPage(
        title=desk.shown.say("role.on", role=desk.scene.label(role), what=desk.scene.label(one)), code=thing,
        faults=faults, crumbs=(*_crumbs(desk, role), (desk.scene.label(one), links.roles(thing))),
        leave=links.role(name), action=links.role(name, thing), buttons=to_draft(desk.shown),
        sections=role_form.sections(desk.scene, desk.catalog, role, one, form)))


def _crumbs(desk: Desk, role: Role | None) -> tuple[tuple[str, str], ...]:
    all_ = (desk.shown.say("role.title"), links.Paths().roles)
    return (all_, (desk.scene.label(role), links.role(role.name))) if role else (all_,)
