"""Walking back: what records and their lines held at a moment, undone entry by entry from what they hold now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from dougong.catalog.model import Field, Object
from dougong.fields.moment import text
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import Missing
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.store.query.paths import Source
from dougong.store.session import Reader, Rows
from dougong.store.statements import reads
from dougong.store.statements.forms import listed
from dougong.store.statements.reads import Selected
from dougong.store.statements.write import stored_fields

Forms = dict[str, Any]


@dataclass(slots=True)
class Then:
    """A record as it was: JSON forms by field uid (an engine column's uid is its name); of lines, by the uid of the
    lines field and the line's id."""

    forms: Forms
    lines: dict[str, dict[int, Forms]] = field(default_factory=dict)
    #: The catalogs under which changes were written that have been undone: their forms are of the types of then.
    catalogs: set[int] = field(default_factory=set)


def walked(context: Context, session: Reader, object: Object, ids: Iterable[int], at: datetime) -> dict[int, Then]:
    """Return the records `ids` as they were at the moment `at`, by id; those made later are not among them.

    Two waits. Of an object without history it is what is there now. A change counts from the moment it began.
    Raises Missing when entries that would be needed were never written.
    """
    wanted = sorted(set(ids))
    batch, found, rows = Batch(), dict[int, Then](), Rows()
    _ask_present(context, batch, object, wanted, found)
    if object.history:
        engine = context.plans.engine
        batch.ask(engine.history_later, {
            "object_uid": object.uid, "at": engine.moment(at), "ids": listed(wanted, engine.dialect)}, rows.extend)
    batch.run(session)
    for id, entries in _by_record(rows).items():
        if id in found and not _undo_all(context, object, found[id], entries, at):
            del found[id]
    return {id: then for id, then in found.items() if not object.history or _began(object, then, at)}


def present(context: Context, session: Reader, object: Object, ids: Sequence[int]) -> dict[int, Then]:
    """Return the records `ids` as they are, every stored field of them; one wait."""
    batch, found = Batch(), dict[int, Then]()
    _ask_present(context, batch, object, ids, found)
    batch.run(session)
    return found


def _ask_present(context: Context, batch: Batch, object: Object, ids: Sequence[int], found: dict[int, Then]) -> None:
    """Ask for the records and their lines as they are, every stored field of them."""
    params = {"ids": listed(ids, context.database.dialect)}
    head = _selected(context, object, "id")
    batch.ask(head.statement, params, lambda rows: found.update(
        {each["id"]: Then(_by_uid(object, each)) for each in head.decode.all(rows)}))
    for lines in object.lines:
        below = context.catalog.objects[lines.options["of"]]
        selected = _selected(context, below, "parent")

        def take(rows: Rows, uid: str = lines.uid, below: Object = below, selected: Selected = selected) -> None:
            for then in found.values():
                then.lines[uid] = {}
            for each in selected.decode.all(rows):
                found[each["parent"]].lines[uid][each["id"]] = _by_uid(below, each)
        batch.ask(selected.statement, params, take)


def _selected(context: Context, object: Object, key: str) -> Selected:
    ground = context.plans.ground
    names = [(each.name,) for each in _kept_fields(object)]
    found: Selected = context.plans.lists.get(
        ("as of", object.name, key), lambda: reads.many(Source(ground, object), names, key))
    return found


def _kept_fields(object: Object) -> list[Field]:
    """Return every field whose values are stored, in columns or in a join table."""
    return [*stored_fields(object), *(each for each in object.fields.values() if each.type.storage == "join")]


def typed(field: Field, form: Any) -> Any:
    """Return the value of a JSON form; None where the field has become one that cannot hold it."""
    if form is None:
        return None
    try:
        return field.type.read(field, form)
    except Unclear:
        return None


def in_order(then: Then, lines: Field) -> list[Forms]:
    """Return the lines a field held then, in their order."""
    return sorted(then.lines.get(lines.uid, {}).values(), key=lambda line: (line.get("line_no") or 0, line["id"]))


def values_of(object: Object, forms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a record or line by name, from its JSON forms by field uid."""
    return {each.name: typed(each, forms.get(each.uid)) for each in _kept_fields(object)}


def _by_uid(object: Object, record: Mapping[str, Any]) -> Forms:
    return {each.uid: record[each.name] for each in _kept_fields(object)}


def _by_record(rows: Rows) -> dict[int, Rows]:
    found: dict[int, Rows] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _began(object: Object, then: Then, at: datetime) -> bool:
    made = typed(object.system["created_at"], then.forms["created_at"])
    return bool(made <= at)


def _undo_all(context: Context, object: Object, then: Then, entries: Rows, at: datetime) -> bool:
    """Undo what came after `at`, newest first; return whether the record was there at all."""
    for _, version, actor, written, changes, catalog in entries:
        if version > then.forms["version"]:            # written while we were reading
            continue
        if version < then.forms["version"]:
            break
        when = context.plans.engine.when(written)
        if when <= at:
            then.forms.update(updated_at=text(when), updated_by=actor)
            return True
        undo(context, object, then, orjson.loads(changes) if isinstance(changes, str) else changes)
        then.forms["version"] = version - 1
        then.catalogs.add(catalog)
    if then.forms["version"] > 0:
        raise Missing("history_gap", version=then.forms["version"])
    return False


def undo(context: Context, object: Object, then: Then, changes: Mapping[str, Any]) -> None:
    """Put the old values of one entry's changes into the record."""
    for uid, what in changes.items():
        if isinstance(what, list):
            then.forms[uid] = what[0]
            continue
        lines = then.lines.setdefault(uid, {})
        below = _below(context, object, uid)
        for id, pairs in what.items():
            _undo_line(below, lines, int(id), then.forms["id"], pairs)


def _undo_line(below: Object | None, lines: dict[int, Forms], id: int, owner: int, pairs: Mapping[str, Any]) -> None:
    """Take a line that was new away, bring one that went back, put old values into one that changed."""
    if "line_no" in pairs and pairs["line_no"][0] is None:
        lines.pop(id, None)
        return
    line = lines.setdefault(id, {**_blank(below), "id": id, "parent": owner})
    line.update({uid: pair[0] for uid, pair in pairs.items()})


def _blank(below: Object | None) -> Forms:
    return {} if below is None else {
        each.uid: [] if each.type.storage == "join" else None for each in _kept_fields(below)}


def _below(context: Context, object: Object, uid: str) -> Object | None:
    found = next((each for each in object.lines if each.uid == uid), None)
    return None if found is None else context.catalog.objects[found.options["of"]]
