"""Checks of an object in the designer: listed with who breaks them, added, changed, tried out, taken away."""

from dataclasses import replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Check, Object
from dougong.kernel.errors import Missing
from dougong.web import links
from dougong.web.answer import go
from dougong.web.design import check_form
from dougong.web.design.desk import Desk, desk_of, put
from dougong.web.design.tryout import trial_of, tried
from dougong.web.routes.admin import administered
from dougong.web.routes.design import crumbs_of, form_page, named, sent
from dougong.web.setting import Form, SettingsPage, to_draft


def check(name: str) -> Response:
    """Show the form of a new check, or of the one named in the address."""
    desk = desk_of(administered())
    thing = desk.object(name)
    found = _asked(thing)
    return _page(desk, thing, check_form.check_form(found) if found else {}, found)


def save_check(name: str) -> AnyResponse:
    """Take over what was typed of a check; try it out; or take one of the site away."""
    desk, form = desk_of(administered()), sent()
    thing = desk.object(name)
    found, verb = _asked(thing), form.get("_do")
    if verb == "try":
        return _page(desk, thing, form, found)
    if found is None:
        made, faults = named(desk, form, {each.name for each in thing.checks}, "message")
        faults = faults or put(desk, check_form.check_added(thing, made, form))
    elif verb == "drop" and check_form.owned(thing, found.name):
        faults = put(desk, [{"unset": f"objects.{name}.checks.{found.name}"}])
    else:
        faults = put(desk, check_form.check_changed(thing, found, form))
    return _page(desk, thing, form, found, faults) if faults else go(links.designed(name, "checks"))


def _asked(thing: Object) -> Check | None:
    """Return the check named in the address, None for a new one; raises Missing."""
    name = request.args.get("name", "")
    found = next((each for each in thing.checks if each.name == name), None)
    if name and found is None:
        raise Missing(check=name)
    return found


def _page(desk: Desk, thing: Object, form: Form, found: Check | None, faults: tuple[str, ...] = ()) -> Response:
    say = desk.shown.say
    title = found.name if found else say("design.add_check")
    own = found is not None and check_form.owned(thing, found.name)
    buttons = to_draft(desk.shown, title if own else "")
    made = check_form.sections(desk.scene, thing, form, found)
    if form.get("_do") == "try":
        made = tuple(tried(desk.shown, desk.catalog, thing, form, made))
        broken = check_form.counted(desk.shown, desk.catalog, thing, form.get("must", "").strip())
        made = tuple(replace(each, hint=broken) if each.name == "rule" and broken else each for each in made)
    return form_page(SettingsPage(
        title=title, code="", crumbs=crumbs_of(desk, thing), action=links.design_check(thing.name, found.name
                                                                                        if found else ""),
        leave=links.designed(thing.name, "checks"), sections=made, buttons=buttons, faults=faults,
        trial=trial_of(desk.shown, thing, form)))
