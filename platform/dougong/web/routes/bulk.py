"""Many records at once: what shall be done to those ticked, and per record what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access.policy import Verb
from dougong.catalog.model import Object
from dougong.kernel.errors import Denied, Malformed
from dougong.kernel.labels import words
from dougong.kernel.messages import say
from dougong.processes.workflow.offers import runnable
from dougong.records import reading
from dougong.records.lists.query import LONGEST, Filter, Query, query_of
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.admin.people import person_input, picked
from dougong.web.answer import go, page
from dougong.web.entry import scene
from dougong.web.listing.asked import conditions
from dougong.web.listing.laid import editable
from dougong.web.listing.layout import addable
from dougong.web.record.doing import asked
from dougong.web.record.fault import faults_of
from dougong.web.record.goes_along import choices, chosen
from dougong.web.record.inputs import Choice, Held, input_of
from dougong.web.record.sharing import Form
from dougong.web.record.sharing import asks as share_asks
from dougong.web.record.typed import typed
from dougong.web.routes.exports import exported
from dougong.web.routes.forms import reader
from dougong.web.routes.many import BulkPage, done, undone
from dougong.web.routes.records import whole
from dougong.web.routes.sharing import NOBODY, wished
from dougong.web.routes.ticked import MOST, asks, these, ticked
from dougong.web.scene import Scene

#: Before the name of a transition that shall be run.
DO = "do:"
VERBS = {"archive": "archive", "assign": "assign", "edit": "update", "share": "share"}


def run(name: str) -> AnyResponse:
    """Archive the records ticked, give them as a file, or ask which field of them shall become what and change it."""
    shown, thing = scene(), whole(scene(), name)
    act = request.form.get("_do", "")
    if act == "export":
        return exported(shown, thing, _meant(), "xlsx")
    if act == "undo":
        return undone(shown, thing)
    if act == "merge":
        return _merge(thing)
    if act.startswith(DO):
        return _do(shown, thing, act)
    if act not in VERBS:
        raise Malformed
    if not shown.may(thing, VERBS[act]):
        raise Denied
    rows, back = list(_rows(shown, thing)), links.inside(request.form.get("_back", links.list_of(name)))
    if act == "archive":
        return done(shown, thing, rows, back, Change(object=thing.name, verb="archive"))
    return {"assign": _assign, "share": _share}.get(act, _edit)(shown, thing, rows, back)


def _merge(thing: Object) -> AnyResponse:
    """Show the two records ticked beside each other; the first one asks for the other where there are not two."""
    first, *others = [int(each) for each in ticked()] or [0]
    if not first:
        raise Malformed
    return go(links.merge(thing.name, first, others[0]) if len(others) == 1 else
              links.act(thing.name, first, "merge"))


def _assign(shown: Scene, thing: Object, rows: list[Mapping[str, Any]], back: str) -> Response:
    """Ask whose the records shall be, then give them."""
    owner = picked(shown, "owner", request.form)
    if owner is not None and "_apply" in request.form:
        return done(shown, thing, rows, back, Change(
            object=thing.name, verb="assign", owner=owner, values={"along": chosen(request.form)}))
    model = BulkPage(
        title=shown.say("bulk.assign_title", what=shown.inside(shown.plural(thing))), href=links.bulk(thing.name),
        back=back, ids=",".join(str(row["id"]) for row in rows), count=shown.say("list.count", n=f"{len(rows):,}"),
        act="assign", input=person_input(shown, "owner", shown.say("assign.owner"), request.form),
        along=choices(shown, thing, [row["id"] for row in rows], request.form),
        faults=(say("assign_nobody", shown.lang),) if "_apply" in request.form else ())
    return page("bulk", model, title=model.title, current=thing.name, back=back, status=422 if model.faults else 200)


def _share(shown: Scene, thing: Object, rows: list[Mapping[str, Any]], back: str) -> Response:
    """Ask with whom the records shall be shared, then share them."""
    wish, applied = wished(shown), "_apply" in request.form
    if applied and wish["whom"] != NOBODY:
        return done(shown, thing, rows, back, Change(object=thing.name, verb="share", values=wish))
    may = frozenset[Verb]({"share", *(("update",) if shown.may(thing, "update") else ())})
    model = BulkPage(
        title=shown.say("bulk.share_title", what=shown.inside(shown.plural(thing))), href=links.bulk(thing.name),
        back=back, ids=",".join(str(row["id"]) for row in rows), count=shown.say("list.count", n=f"{len(rows):,}"),
        act="share", apply=shown.say("act.share"), share=share_asks(shown, Form(may=may, sent=request.form)),
        faults=(say("assign_nobody", shown.lang),) if applied else ())
    return page("bulk", model, title=model.title, current=thing.name, back=back, status=422 if model.faults else 200)


def _do(shown: Scene, thing: Object, act: str) -> Response:
    """Run a transition of each record, once what it asks has been asked for all of them."""
    each = next((each for each in runnable(shown.context, thing) if each.name == act.removeprefix(DO)), None)
    if each is None:
        raise Malformed
    rows, back = list(_rows(shown, thing)), links.inside(request.form.get("_back", links.list_of(thing.name)))
    sent = typed(request.form.items(multi=True))
    sent.head.texts = {name: texts for name, texts in sent.head.texts.items() if name in each.require}
    made = reader().document(thing, sent)
    change = Change(object=thing.name, verb="update", values=made.values, transition=each.name)
    if not (each.question or each.require) or ("_apply" in sent.own and not made.errors):
        return done(shown, thing, rows, back, change)
    label = words(each.label, shown.lang) or each.name
    model = BulkPage(
        title=shown.say("bulk.do_title", act=label, what=shown.inside(shown.plural(thing))),
        href=links.bulk(thing.name), back=back, ids=",".join(str(row["id"]) for row in rows),
        count=shown.say("list.count", n=f"{len(rows):,}"), act=act, apply=label,
        question=words(each.question, shown.lang),
        inputs=asked(shown, thing, {}, each, Held(row={}, texts=sent.head.texts or None)),
        faults=tuple(fault.text for fault in faults_of(shown, thing, made.errors)))
    return page("bulk", model, title=model.title, current=thing.name, back=back, status=422 if made.errors else 200)


def _edit(shown: Scene, thing: Object, rows: list[Mapping[str, Any]], back: str) -> Response:
    """Ask for the field, then for its value; then change."""
    fields = {field.name: field for field in addable(shown, thing)}
    known = editable(shown, thing, tuple(fields.values()))
    field = fields.get(request.form.get("_field", "")) if request.form.get("_field", "") in known else None
    sent = typed(request.form.items(multi=True))
    sent.head.texts = {name: texts for name, texts in sent.head.texts.items() if field and name == field.name}
    sent.head.picked = {key: text for key, text in sent.head.picked.items() if field}
    made = reader().document(thing, sent)
    if field is not None and "_apply" in sent.own and not made.errors:
        return done(shown, thing, rows, back, Change(
            object=thing.name, verb="update", values=made.values or {field.name: None}))
    held = Held(row={}, texts=sent.head.texts or None)
    model = BulkPage(
        title=shown.say("bulk.edit_title", what=shown.inside(shown.plural(thing))), href=links.bulk(thing.name),
        back=back, ids=",".join(str(row["id"]) for row in rows), count=shown.say("list.count", n=f"{len(rows):,}"),
        fields=tuple(Choice(name, shown.label(each), each is field) for name, each in fields.items() if name in known),
        input=input_of(shown, thing, field, held) if field else None,
        faults=tuple(each.text for each in faults_of(shown, thing, made.errors)))
    return page("bulk", model, title=model.title, current=thing.name, back=back, status=422 if made.errors else 200)


def _meant() -> list[tuple[str, str]]:
    """Return the parameters of a list of just the records meant, in the order and columns of the one at hand."""
    if request.form.get("_all", ""):
        return asks("_all")
    shown = [pair for pair in asks("_asks") if pair[0] in {"fields", "sort", "view"}]
    return [*shown, these()]


def _rows(shown: Scene, thing: Object) -> Iterator[Mapping[str, Any]]:
    """Yield the records meant: those ticked, or all the list in `_all` holds, at most MOST."""
    everything, wanted = request.form.get("_all", ""), ticked()
    if not everything and not wanted:
        return
    if everything:
        kept = [pair for pair in conditions(asks("_all"))
                if pair[0] not in {"fields", "limit", "cursor", "count", "titles", "sort"}]
        asked = query_of(shown.context, thing, [*kept, ("fields", "id,title,version"), ("limit", str(LONGEST))])
    else:
        asked = Query(object=thing.name, filters=(Filter("id", "in", ",".join(wanted)),), limit=LONGEST,
                      fields=("id", "title", "version"), sort=("id",))
    left, cursor = MOST, None
    while left > 0:
        found = reading.select(shown.context, replace(asked, cursor=cursor))
        yield from found.rows[:left]
        left, cursor = left - len(found.rows), found.next
        if cursor is None:
            return
