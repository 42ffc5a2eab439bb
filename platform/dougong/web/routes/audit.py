"""The pages of what has to be accounted for."""

from typing import Final

from flask import Response, request

from dougong.records import audit
from dougong.records.lists.query import Query
from dougong.records.reading import select
from dougong.records.transfer.csv_out import lines
from dougong.web.admin.audit import asked_of, audit_page, table
from dougong.web.answer import page
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene

SHOWN: Final = 50
_PEOPLE: Final = 500


def show() -> Response:
    """Show entries, the newest first, as far as the filters let them through."""
    shown, given = administered(), request.args.to_dict()
    rows = audit.found(shown.context, asked_of(shown, given, SHOWN))
    model = audit_page(shown, given, rows, _people(shown), SHOWN)
    return page("audit", model, title=shown.say("audit.title"))


def save() -> Response:
    """Give the entries the filters let through as CSV; that this was done is an entry, too."""
    shown, given = administered(), request.form.to_dict()
    audit.told(shown.context, "export", {"of": "audit"}, address=request.remote_addr)
    heads, rows = table(shown, audit.every(shown.context, asked_of(shown, given, SHOWN)), _people(shown))
    response = Response(lines(heads, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _people(shown: Scene) -> dict[int, str]:
    """Return the users by id, those who are gone among them; a company has some hundred."""
    rows = select(shown.context, Query(object="user", fields=("id", "name"), sort=("name",), limit=_PEOPLE)).rows
    return {row["id"]: str(row["name"]) for row in rows}
