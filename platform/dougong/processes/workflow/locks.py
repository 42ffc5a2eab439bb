"""What nobody changes while a record is in a state: held for every door alike."""

from collections.abc import Iterator

from dougong.catalog.states import Lock, Workflow
from dougong.kernel.errors import Conflict
from dougong.processes.workflow.standing import state_of, told
from dougong.records.writing.draft import Draft, Row


def free(draft: Draft, flow: Workflow) -> None:
    """Refuse each value that is another than before and locked, and lines that come, go or move where that is."""
    if draft.old is None:
        return
    state = state_of(flow, draft.old)
    lock = flow.locked(state)
    if lock is not None:
        draft.errors += (told(draft.rules.object, "locked", pointer, state=state) for pointer in _touched(draft, lock)
                         if pointer != f"/{flow.field}")


def archivable(draft: Draft, flow: Workflow) -> None:
    """Raise Conflict for a record that is locked as a whole: it does not go to the bin."""
    state = state_of(flow, draft.old or draft.values)
    lock = flow.locked(state)
    if lock is not None and lock.whole:
        raise Conflict("archive_locked", errors=(told(draft.rules.object, "archive_in_state", state=state),))


def _touched(draft: Draft, lock: Lock) -> Iterator[str]:
    yield from (f"/{name}" for name in _given(draft) if lock.holds(name))
    for name, rows in draft.lines.items():
        if lock.holds(name) and (draft.removed.get(name) or any(
                row.old is None or row.values["line_no"] != row.old["line_no"] for row in rows)):
            yield f"/{name}"
        for row in rows:
            if row.old is not None:
                yield from (f"{row.pointer}/{each}" for each in _given(row) if lock.holds_line(name, each))


def _given(row: Row) -> Iterator[str]:
    """Yield the values a change gives that are others than before."""
    before = row.old or {}
    return (name for name in row.given if row.values.get(name) != before.get(name))
