"""The side navigation in the designer."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Missing
from dougong.records.menus import homes
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.design import navigation
from dougong.web.design.desk import Desk, beside, desk_of, put
from dougong.web.design.navigation import Homes, NavigationPage
from dougong.web.entry import screens
from dougong.web.routes.admin import administered
from dougong.web.routes.design import crumbs_of, form_page, sent
from dougong.web.setting import Form, SettingsPage, to_draft


def show() -> Response:
    """Show the groups and entries as they would be."""
    return _page(desk_of(administered()))


def arrange() -> AnyResponse:
    """Move or hide an entry (`_do`: up:, down:, place:, drop:GROUP/ENTRY; `_after`), move a group (group_up:,
    group_down:NAME), or add an entry (add:)."""
    desk = desk_of(administered())
    verb, _, what = request.form.get("_do", "").partition(":")
    known, name = _homes(desk), request.form.get("object", "")
    if verb == "add" and name in desk.catalog.objects:
        said = navigation.entry_added(desk.catalog, name, request.form.get("group", ""),
                                      frozenset(home.menu for home in known.values()))
    else:
        said = navigation.arranged(desk.catalog, known, verb, what, request.form.get("_after", ""))
    faults = put(desk, said)
    return _page(desk, faults) if faults else go(links.Paths().navigation)


def part() -> Response:
    """Show the form of a group, or of an entry."""
    desk = desk_of(administered())
    group, name, held = _asked(desk)
    return _form(desk, group, name, held)


def save_part() -> AnyResponse:
    """Take over what was typed of a group or an entry."""
    desk, form = desk_of(administered()), sent()
    group, name, held = _asked(desk)
    faults = put(desk, navigation.part_changed(_homes(desk), group, name, held, form))
    return _form(desk, group, name, form, faults) if faults else go(links.Paths().navigation)


def _asked(desk: Desk) -> tuple[str, str, Form]:
    group, name = request.args.get("group", ""), request.args.get("entry", "")
    held = navigation.part_form(desk.catalog, group, name)
    if held is None:
        raise Missing(group=group)
    return group, name, held


def _homes(desk: Desk) -> Homes:
    return homes(screens().runtime, desk.foreseen.sources if desk.foreseen else None)


def _form(desk: Desk, group: str, name: str, form: Form, faults: tuple[str, ...] = ()) -> Response:
    say, paths = desk.shown.say, links.Paths()
    return form_page(SettingsPage(
        title=say("design.entry" if name else "design.group"), code=name or group, faults=faults,
        crumbs=(*crumbs_of(desk, None), (say("design.navigation"), paths.navigation)), leave=paths.navigation,
        action=links.menu_part(group, name), sections=navigation.part_sections(desk.scene, form, name),
        buttons=to_draft(desk.shown)))


def _page(desk: Desk, faults: tuple[str, ...] = ()) -> Response:
    scene, say = desk.scene, desk.shown.say
    model = NavigationPage(
        groups=navigation.group_lines(scene, desk.catalog, _homes(desk)), plan=beside(desk), faults=faults,
        objects=tuple((each.name, scene.label(each)) for each in desk.catalog.objects.values() if each.parent is None),
        choices=(*((group.name, scene.label(group)) for group in desk.catalog.menu), ("", say("design.group_new"))))
    return page("design_menu", model, title=say("design.navigation"), back=links.Paths().catalog,
                status=422 if faults else 200)
