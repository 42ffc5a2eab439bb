"""Effects in copies: a move carries them on, a restored backup does not send what its original sends as well."""

from pathlib import Path

import pytest

from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.safety.copying import BOTH, Fresh, Kept, carried, kept, restored
from tests.safety.test_kill_effects import left

STATES = Statement("select state, error, count(*) from dg_effect group by state, error order by state")


def states(url: str) -> list[tuple[str, str | None, int]]:
    database = Database.open(url)
    with database.read() as session:
        found = session.rows(STATES)
    database.close()
    return [(state, error, count) for state, error, count in found]


@pytest.mark.parametrize("kind", BOTH)
def test_what_was_to_come_goes_with_a_move_and_is_cancelled_in_a_restored_copy(
        fresh: Fresh, chest_kept: Kept, tmp_path: Path, kind: str) -> None:
    source = fresh("sqlite")
    restored(chest_kept.file, source)
    database = Database.open(source)
    left(database, 3)
    database.close()
    file = kept(source, tmp_path / "kept.zip")
    copy = fresh(kind)
    restored(file, copy)
    moved = fresh(kind)
    carried(source, moved, offline=True)
    assert states(copy) == [("cancelled", "came with a backup; it may have happened since", 3)]
    assert states(moved) == states(source) == [("waiting", None, 3)]
