"""Whether a change touches what a rule reads."""

from collections.abc import Collection

from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.reads import ANY, OWNER


def touched(draft: Draft, row: Row, reads: Collection[str]) -> bool:
    """Return whether one of the names in `reads` is another in `row` than it was; a new row is touched everywhere."""
    return any(_differs(draft, row, name) for name in reads)


def _differs(draft: Draft, row: Row, name: str) -> bool:
    if row.old is None or name == ANY:
        return True
    if name.startswith(OWNER):
        return _differs(draft, draft, name.removeprefix(OWNER))
    if row is draft and name in draft.lines:
        return bool(draft.removed.get(name)) or any(each.old is None or each.changed() for each in draft.lines[name])
    return bool(row.values.get(name) != row.old.get(name))
