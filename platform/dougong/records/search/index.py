"""The search row of a record: written in the transaction of the change itself, when something it says has changed."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from dougong.catalog.model import Object
from dougong.records.batch import Batch
from dougong.records.search.words import OWN, Searched
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.work import Work
from dougong.store.search.index import COLUMNS
from dougong.store.session import Rows
from dougong.store.statements.forms import sent_params


def index(work: Work, *drafts: Draft) -> None:
    """Send what search keeps of a new or changed record, nothing when it would be the same; or of many new ones of one
    object."""
    searched = work.context.plans.searched(drafts[0].rules.object.name)
    if searched is None:
        return
    if len(drafts) > 1:
        _add_many(work, searched, drafts)
    elif _differs(searched, drafts[0]):
        engine = work.context.plans.engine
        for row in _rows(searched, drafts[0]):
            for statement in engine.search_added if drafts[0].old is None else engine.search_kept:
                work.session.send(statement, row)


def _add_many(work: Work, searched: Searched, drafts: Sequence[Draft]) -> None:
    """Send the rows of many new records."""
    rows = [tuple(row[name] for name in COLUMNS) for draft in drafts for row in _rows(searched, draft)]
    for statement in work.context.plans.engine.search_added_rows:
        work.session.send(statement, sent_params(rows, work.context.database.dialect))


def ask_below(work: Work, object: Object, id: int | None, batch: Batch) -> list[tuple[Object, list[int]]]:
    """Ask which records of other objects go with one, by links that cascade; filled in once the batch has run."""
    found: list[tuple[Object, list[int]]] = []
    for one, statement in work.context.plans.storage(object.name).going:
        ids: list[int] = []
        found.append((one, ids))
        batch.ask(statement, {"id": id}, partial(_take, ids))
    return found


def drop(work: Work, object: Object, ids: Sequence[int]) -> None:
    """Send what removes the rows of records that are gone."""
    if work.context.plans.searched(object.name) is None:
        return
    for id in ids:
        for statement in work.context.plans.engine.search_gone:
            work.session.send(statement, {"object_uid": object.uid, "record_id": id})


def _rows(searched: Searched, draft: Draft) -> list[dict[str, Any]]:
    lines = {name: [row.values for row in draft.lines.get(name, ())] for name, _ in searched.lines}
    return [searched.row(draft.values, lines, readership) for readership in searched.readerships]


def _take(ids: list[int], rows: Rows) -> None:
    ids.extend(id for id, in rows)


def _differs(searched: Searched, draft: Draft) -> bool:
    old, new = draft.old, draft.values
    if old is None:
        return True
    names = (*OWN, "archived_at", *(field.name for field in searched.fields))
    if any(new.get(name) != old.get(name) for name in names):
        return True
    return any(draft.removed.get(name) or any(_line_differs(fields, row) for row in draft.lines.get(name, ()))
               for name, fields in searched.lines)


def _line_differs(fields: Any, row: Row) -> bool:
    return row.old is None or any(row.values.get(field.name) != row.old.get(field.name) for field in fields)
