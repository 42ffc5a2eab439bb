"""What a settled draft makes of the database: the record, its lines in one statement, its join tables."""

from collections.abc import Iterable, Sequence
from typing import Any

from dougong.records.title import retitle
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.storage import Storage
from dougong.records.writing.work import Work
from dougong.store.statements.forms import listed

#: Computed of a line, written with whatever else changes.
LINE_DERIVED = ("line_no", "title", "title_key")


def add(work: Work, draft: Draft) -> None:
    """Send the insert of a new record with its lines. Nothing is waited for, save a block of ids now and then."""
    storage = _written(work, draft)
    (draft.id,) = work.context.counters.ids.take(work.session, storage.object.name)
    stamp(work, draft)
    retitle(storage.object, draft.values)
    work.session.send(storage.add.statement, storage.add.encode.values(draft.values))
    _join(work, storage, draft, [name for name in storage.relinks if draft.values.get(name)])
    for name, rows in draft.lines.items():
        _add_lines(work, storage, draft, name, rows)


def stamp_many(work: Work, drafts: Sequence[Draft], soon: int = 0) -> None:
    """Give new records of one object, at least one, their ids and what the engine writes on each; with the ids of as
    many more at hand as will be asked for `soon`."""
    taken = work.context.counters.ids.take(work.session, drafts[0].rules.object.name, len(drafts), soon)
    for draft, id in zip(drafts, taken, strict=True):
        draft.id = id
        stamp(work, draft)


def add_many(work: Work, drafts: Sequence[Draft]) -> None:
    """Send the inserts of new records of one object, at least one, that are stamped, with their lines: one statement
    for each table."""
    storage = _written(work, *drafts)
    for draft in drafts:
        retitle(storage.object, draft.values)
    work.session.send(storage.add_rows.statement, storage.add_rows.params(draft.values for draft in drafts))
    for draft in drafts:
        _join(work, storage, draft, [name for name in storage.relinks if draft.values.get(name)])
    for name in drafts[0].lines:
        _insert_lines(work, storage, name, [(row, draft.id) for draft in drafts for row in draft.lines[name]])


def change(work: Work, draft: Draft, names: Iterable[str]) -> None:
    """Send the update of a record's fields `names`, with the next version, and of what changed in its lines."""
    storage = _written(work, draft)
    draft.values["version"] += 1
    draft.values["updated_at"], draft.values["updated_by"] = work.context.now, work.context.actor.id
    retitle(storage.object, draft.values)
    joined = [name for name in names if name in storage.relinks]
    stored = tuple(name for name in names if name not in storage.relinks)
    titled = ("title", "title_key") if draft.old and draft.values["title"] != draft.old["title"] else ()
    moved = ("owner",) if draft.moved() else ()
    write(work, draft, (*stored, *titled, *moved, "version", "updated_at", "updated_by"))
    _join(work, storage, draft, joined)
    for name, rows in draft.lines.items():
        _change_lines(work, storage, draft, name, rows)


def write(work: Work, draft: Draft, names: tuple[str, ...]) -> None:
    """Send the update of columns of the record; its row is locked, so it is there."""
    written = _written(work, draft).change(names)
    work.session.send(written.statement, written.encode.values(draft.values))


def stamp(work: Work, draft: Draft) -> None:
    """Fill what the engine writes on every new record."""
    actor, now, values = work.context.actor.id, work.context.now, draft.values
    values.update(id=draft.id, version=1, owner=values.get("owner") or (None if draft.unowned else actor),
                  created_at=now, created_by=actor, updated_at=now, updated_by=actor)


def _line_changes(row: Row) -> list[str]:
    """Return what is to be written of a line there was already."""
    old = row.old or {}
    retitle(row.rules.object, row.values)
    return [*row.changed(), *(name for name in LINE_DERIVED if row.values[name] != old.get(name))]


def _written(work: Work, *drafts: Draft) -> Storage:
    """Return the statements of these records of one object, and note whose constraints may now be violated."""
    rules = drafts[0].rules
    work.objects.extend((rules.object, *(lines.rules.object for lines in rules.lines)))
    if work.context.plans.advice(rules.object):
        work.written.extend(draft for draft in drafts if draft not in work.written[-1:])
    return work.context.plans.storage(rules.object.name)


def _change_lines(work: Work, storage: Storage, draft: Draft, name: str, rows: list[Row]) -> None:
    lines = work.context.plans.storage(_line_object(storage, name))
    gone = draft.removed.get(name)
    if gone:
        work.session.send(lines.remove_rows, {"ids": listed([old["id"] for old in gone], storage.ground.dialect)})
    changed = [(row, names) for row in rows if row.old is not None and (names := _line_changes(row))]
    if changed:
        every = tuple(sorted({name for _, names in changed for name in names if name not in lines.relinks}))
        if every:
            written = lines.change_rows(every)
            work.session.send(written.statement, written.params([row.values for row, _ in changed]))
        for row, names in changed:
            _join(work, lines, row, [name for name in names if name in lines.relinks])
    _add_lines(work, storage, draft, name, [row for row in rows if row.old is None])


def _add_lines(work: Work, storage: Storage, draft: Draft, name: str, rows: list[Row]) -> None:
    _insert_lines(work, storage, name, [(row, draft.id) for row in rows])


def _insert_lines(work: Work, storage: Storage, name: str, rows: Sequence[tuple[Row, int | None]]) -> None:
    """Send the insert of new lines, each with the id of its record."""
    if not rows:
        return
    lines = work.context.plans.storage(_line_object(storage, name))
    taken = work.context.counters.ids.take(work.session, lines.object.name, len(rows))
    for (row, parent), id in zip(rows, taken, strict=True):
        row.id = id
        row.values.update(id=id, parent=parent)
        retitle(lines.object, row.values)
    work.session.send(lines.add_rows.statement, lines.add_rows.params([row.values for row, _ in rows]))
    for row, _ in rows:
        _join(work, lines, row, [each for each in lines.relinks if row.values.get(each)])


def _join(work: Work, storage: Storage, row: Row, names: Iterable[str]) -> None:
    for name in names:
        empty, fill = storage.relinks[name]
        chosen: Any = row.values.get(name) or ()
        if row.old is not None:
            work.session.send(empty, {"owner_id": row.id})
        if chosen:
            work.session.send(fill, {"owner_id": row.id, "ids": listed(chosen, storage.ground.dialect)})


def _line_object(storage: Storage, name: str) -> str:
    return str(storage.object.fields[name].options["of"])
