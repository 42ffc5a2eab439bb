"""Settings, for administrators: all pages, and the form of each."""

from functools import partial

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.setting import COMPANY
from dougong.kernel.number import whole_number
from dougong.records.settings import Chosen, chosen
from dougong.web import links
from dougong.web.admin import settings as pages
from dougong.web.answer import page
from dougong.web.routes import forms
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene

#: Digits of a company's id, at most.
LONGEST = 17


def overview() -> Response:
    """Show what there is to be set."""
    shown = administered()
    return page("settings", pages.overview(shown), title=shown.say("settings.title"))


def opened(name: str) -> Response:
    """Show the form of one page of settings: with what was chosen, or the defaults."""
    shown, found = _found(name)
    if found.record is not None:
        return forms.opened(found.object.name, found.record["id"], _frame(shown, found))
    given = {} if found.company is None else {COMPANY: found.company}
    return forms.blank(found.object.name, _frame(shown, found), given)


def save(name: str) -> AnyResponse:
    """Choose what the form says; it is in force everywhere at once."""
    shown, found = _found(name)
    if found.record is not None:
        return forms.save(found.object.name, found.record["id"], _frame(shown, found))
    return forms.create(found.object.name, _frame(shown, found))


def _found(name: str) -> tuple[Scene, Chosen]:
    shown, company = administered(), whole_number(request.args.get("company", ""), LONGEST)
    return shown, chosen(shown.context, name, company)


def _frame(shown: Scene, found: Chosen) -> forms.Frame:
    here = links.settings_of(found.name, found.company, [("done", "saved")])
    return forms.Frame(partial(pages.dressed, shown, found), lambda _name, _number, _what: here,
                       links.Paths().settings)
