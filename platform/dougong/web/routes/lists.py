"""Lists and the fragments they are made of."""

from dataclasses import replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Field, Object
from dougong.fields.refusals import Unclear
from dougong.kernel.kinds import Kind
from dougong.records import reading
from dougong.records.query import query_of
from dougong.web import links
from dougong.web.answer import fragment, go, page
from dougong.web.entry import scene
from dougong.web.filters import Condition, condition
from dougong.web.layout import view_of
from dougong.web.listing import Listed, conditions, list_page, rows, shown_columns
from dougong.web.scene import Scene

#: Parameters of the condition editor and the column chooser, which a redirect turns into the list's own.
EDITOR = ("c.field", "c.op", "c.value", "c.show")
TEXTUAL = frozenset({"like", "starts", "null"})


def listing(name: str) -> AnyResponse:
    """Show the list of an object."""
    if any(key in request.args for key in EDITOR):
        return go(_edited(scene(), scene().context.object(name)))
    listed = _listed(scene(), name, count=True)
    model = list_page(scene(), listed)
    return page("list", model, title=model.title, current=name)


def more(name: str) -> Response:
    """Return the next rows of a list."""
    return fragment("rows", rows(scene(), _listed(scene(), name, count=False)))


def one_condition(name: str) -> Response:
    """Return operators and value input of the field just chosen."""
    thing = scene().context.object(name)
    field = scene().field(thing, request.args.get("c.field", ""))
    return fragment("condition", _Editor(condition(scene(), field) if field else Condition((), ())))


class _Editor:
    """The fragment reads the condition where the whole page has it, too."""

    def __init__(self, offered: Condition) -> None:
        self.condition = offered


def _listed(shown: Scene, name: str, *, count: bool) -> Listed:
    thing = shown.context.object(name)
    pairs = list(request.args.items(multi=True))
    view = view_of(shown, thing, "list", request.args.get("view", ""))
    fields = shown_columns(shown, thing, view, pairs)
    asked = query_of(shown.context, thing, conditions(pairs))
    sort = asked.sort or tuple(view.body.get("sort", ()) if view else ()) or thing.order
    wanted = tuple(dict.fromkeys(("id", "title", *(["parent"] if thing.parent else []),
                                  *(field.name for field in fields))))
    found = reading.select(shown.context, replace(asked, sort=sort, fields=wanted, titles=True,
                                                  count="capped" if count else "none"))
    return Listed(thing=thing, view=view, pairs=pairs, fields=fields, sort=sort, records=found.rows, next=found.next,
                  count=found.count, capped=found.capped)


def _edited(shown: Scene, thing: Object) -> str:
    """Return the address of the list with a condition added or other columns chosen."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] not in {*EDITOR, "cursor"}]
    names = [each for each in request.args.getlist("c.show") if shown.column(thing, each)]
    if names:
        others = [pair for pair in pairs if pair[0] != "fields"]
        return links.list_of(thing.name, [*others, ("fields", ",".join(names))])
    field, op = shown.field(thing, request.args.get("c.field", "")), request.args.get("c.op", "eq")
    if field is None or op not in field.type.operators:
        return links.list_of(thing.name, pairs)
    value = "true" if op == "null" else _understood(shown, field, op, request.args.get("c.value", ""))
    added = field.name if op == "eq" else f"{field.name}[{op}]"
    return links.list_of(thing.name, [*pairs, (added, value)] if value else pairs)


def _understood(shown: Scene, field: Field, op: str, text: str) -> str:
    """Return what was typed as the API would send it: 1.2万 becomes 12000, 7-29 a whole date, a title its id."""
    if op in TEXTUAL or field.type.kind in {Kind.SET, Kind.TEXT}:
        return text.strip()
    try:
        sent = field.type.parse(field, text, shown.context.today, shown.zone)
    except Unclear:
        return _by_title(shown, field, text) or text.strip()
    return "" if sent is None else str(sent).lower() if isinstance(sent, bool) else str(sent)


def _by_title(shown: Scene, field: Field, text: str) -> str:
    targets = field.type.targets(field)
    if len(targets) != 1:
        return ""
    asked = query_of(shown.context, shown.context.object(targets[0]), [("q", text), ("limit", "1"), ("fields", "id")])
    found = reading.select(shown.context, asked).rows
    return str(found[0]["id"]) if found else ""
