"""The versions of a record, and putting a value of one back."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Missing
from dougong.kernel.number import whole_number
from dougong.records import history, reading
from dougong.records.asof.version import putting_back, seen_at
from dougong.records.history import LATEST
from dougong.records.named import titles
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene
from dougong.web.record.versions import Compared, versions_page
from dougong.web.routes.records import whole


def versions(name: str, number: int) -> Response:
    """Show the versions of a record, what differs between two of them, and how it looked in the newer one."""
    shown, thing = scene(), whole(scene(), name)
    if not thing.history:
        raise Missing("as_of_none")
    now = reading.read(shown.context, name, number, titles=True)
    asked = _number("version", now["version"])
    newer, older = max(asked, _number("with", asked - 1)), min(asked, _number("with", asked - 1))
    new = seen_at(shown.context, name, number, newer)
    old = seen_at(shown.context, name, number, older) if older else new
    past = history.past(shown.context, name, number, before=_number("before", LATEST))
    names = titles(shown.context, "user", (entry["actor"] for entry in past.rows))
    model = versions_page(shown, thing, Compared(now=now, older=old, newer=new), past.rows, names, past.before)
    return page("versions", model, title=model.title, current=name, back=links.record(name, number))


def put_back(name: str, number: int) -> AnyResponse:
    """Give one field the value of a version."""
    whole(scene(), name)
    applied(putting_back(scene().context, name, number, _number("version", 0, request.form), [
        request.form.get("field", "")]))
    return go(links.record(name, number, [("done", "saved")]))


def _number(name: str, usual: int, given: "dict[str, str] | None" = None) -> int:
    """Return a whole number of the address or form, `usual` where it says none."""
    text = (request.args if given is None else given).get(name, "")
    return whole_number(text) or usual
