"""What was dropped and not purged comes along with a copy, and can come back there."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.kernel.clock import SystemClock
from dougong.store import snapshot
from dougong.store.backup.write import backup
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.change.purge import purge
from dougong.store.database import Database
from tests.safety.chest import CHEST, PACKS, counted, everything, filled, moved_to
from tests.safety.copying import BOTH, Fresh, carried, contents, kept, restored

#: A chest with less in it: a value, links to many, lines with their object, and a value of another type.
LESS = {**{path: text for path, text in CHEST.items() if "gem_cut" not in path},
        "objects/gem.yaml": "".join(line for line in CHEST["objects/gem.yaml"].splitlines(keepends=True)
                                    if not line.startswith(("  note:", "  places:", "  cuts:"))).replace(
            "{type: integer, label: Pieces}", "{type: text, label: Pieces}")}
#: The chest as it was, taken back under the former names.
BACK = {**CHEST, "objects/gem_cut.yaml": CHEST["objects/gem_cut.yaml"] + "was: gem_cut\n",
        "objects/gem.yaml": CHEST["objects/gem.yaml"].replace("label: Note}", "label: Note, was: note}").replace(
            "label: Places}", "label: Places, was: places}").replace("label: Cuts}", "label: Cuts, was: cuts}").replace(
            "{type: integer, label: Pieces}", "{type: text, label: Pieces}")}


def packs_of(files: Mapping[str, str]) -> tuple[PackSource, ...]:
    return PACKS[0], PackSource.of("chest", files)


def brought(url: str, packs: tuple[PackSource, ...]) -> None:
    """Plan and apply, whatever it takes."""
    database = Database.open(url)
    apply(database, plan(database, compile_catalog(packs, registry(), snapshot.uids(database))), packs,
          agreed="destructive")
    database.close()


@pytest.mark.parametrize("into", BOTH)
@pytest.mark.parametrize("out_of", BOTH)
@pytest.mark.parametrize("way", ["backup", "move"])
def test_what_was_dropped_and_not_purged_comes_along_and_can_come_back(fresh: Fresh, tmp_path: Path, out_of: str,
                                                                       into: str, way: str) -> None:
    ground = filled(fresh(out_of), tmp_path / "home")
    before = everything(ground)
    brought(ground.url, packs_of(LESS))
    url = fresh(into)
    if way == "backup":
        database = Database.open(ground.url)
        assert backup(database, registry(), tmp_path / "kept.zip").left_out == ()
        database.close()
        restored(tmp_path / "kept.zip", url)
        assert contents(kept(url, tmp_path / "again.zip")) == contents(tmp_path / "kept.zip")
    else:
        carried(ground.url, url)
    assert "gem_cut" in counted(url)
    brought(url, packs_of(BACK))
    found = everything(moved_to(ground, url))
    for id in (1, 2, 3, 4):
        now, then = found["gem", id][0], before["gem", id][0]
        assert {name: now[name] for name in ("note", "places", "cuts")} == {
            name: then[name] for name in ("note", "places", "cuts")}
        assert now["pieces"] == (None if then["pieces"] is None else str(then["pieces"]))


def test_what_was_purged_does_not_come_along(fresh: Fresh, tmp_path: Path) -> None:
    ground = filled(fresh("sqlite"), tmp_path / "home")
    brought(ground.url, packs_of(LESS))
    database = Database.open(ground.url)
    purge(database, SystemClock())
    database.close()
    assert not any("parked/" in name or "gem_cut" in name for name in contents(kept(ground.url, tmp_path / "kept.zip")))
