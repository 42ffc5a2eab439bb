"""Move: a database into another, never from under a server, and the same there and back."""

from pathlib import Path

import pytest

from dougong.store import snapshot
from dougong.store.backup.format import Unfit
from dougong.store.database import Database
from dougong.store.errors import Busy
from dougong.store.follow import beating
from dougong.store.sql import Statement
from tests.safety.chest import counted, everything, filled, moved_to
from tests.safety.copying import BOTH, Fresh, carried, contents, kept


@pytest.mark.parametrize("kind", BOTH)
def test_moved_there_and_back_it_is_the_same(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    ground = filled(fresh(kind), tmp_path / "home")
    there, back = fresh(*[each for each in BOTH if each != kind]), fresh(kind)
    carried(ground.url, there)
    carried(there, back)
    assert everything(moved_to(ground, back)) == everything(ground)
    assert contents(kept(back, tmp_path / "b.zip")) == contents(kept(ground.url, tmp_path / "a.zip"))


@pytest.mark.parametrize("kind", BOTH)
def test_nothing_is_moved_from_under_a_server_and_nobody_writes_meanwhile(fresh: Fresh, tmp_path: Path,
                                                                         kind: str) -> None:
    ground = filled(fresh(kind), tmp_path / "home")
    runtime = ground.runtime()
    heard(runtime.database)
    target = fresh("sqlite")
    with pytest.raises(Unfit, match=r"1 servers are running on it \(here:1\)"):
        carried(ground.url, target)
    assert not any(counted(target).values())
    met: list[str] = []

    def try_to_write(point: str) -> None:
        if point == "objects/gem":
            with pytest.raises(Busy), runtime.database.write(1) as session:
                session.rows(Statement("update gem set note = 'late'", keep=False))
                session.commit()
            met.append(point)

    carried(ground.url, target, offline=True, checkpoint=try_to_write)
    assert met == ["objects/gem"]
    assert everything(moved_to(ground, target)) == everything(ground)
    runtime.database.close()


def heard(database: Database) -> None:
    """Let a server's heart beat."""
    with database.write(None) as session:
        session.send(beating(database.dialect), {
            "id": "here:1", "number": 1, "seen": snapshot.moment(database.dialect)})
        session.commit()


def test_a_server_that_is_not_stopped_after_all_keeps_the_move_from_counting(fresh: Fresh, tmp_path: Path) -> None:
    ground = filled(fresh("postgresql"), tmp_path / "home")
    source, target = Database.open(ground.url), fresh("sqlite")
    with pytest.raises(Unfit, match="a server is still running on it"):
        carried(ground.url, target, offline=True, checkpoint=lambda point: heard(source))
    assert "gem" not in counted(target)
    source.close()
