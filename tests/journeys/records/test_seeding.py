"""The records packs bring: linked ones first, each once, and what people made of them stays."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dougong import config
from dougong.access.actor import Actor
from dougong.access.policy import AdminPolicy
from dougong.catalog.compile import compile_catalog
from dougong.catalog.registry import registry
from dougong.catalog.source import PackSource, folders
from dougong.kernel.clock import FixedClock
from dougong.kernel.errors import Refused
from dougong.records.change import Change
from dougong.records.query import Query
from dougong.records.reading import select
from dougong.records.runtime import Runtime, open_runtime
from dougong.records.seeding import ordered, seed
from dougong.store.apply import apply
from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.planner import plan

SYSTEM = folders([Path(__file__).parents[3] / "metadata" / "system"])
PACK = {
    "pack.yaml": "kind: pack\nname: zoo\nformat: 1\nversion: 0.1.0\nlabel: Zoo\nlanguage: en\nrequires: [system]\n",
    "objects/animal.yaml": "kind: object\nname: animal\nlabel: Animal\ntitle: '{name}'\nfields:\n"
                           "  name: {type: text, required: true}\n  cage: {type: link, to: cage, required: true}\n",
    "objects/cage.yaml": "kind: object\nname: cage\nlabel: Cage\ntitle: '{name}'\nfields:\n"
                         "  name: {type: text, required: true}\n",
    # by the names of the files, animals would come before their cages
    "data/a_animals.yaml": "kind: data\nname: a_animals\nobject: animal\nrecords:\n"
                           "  - {external_id: 'panda', name: 团团, cage: {external_id: 'big'}}\n",
    "data/b_cages.yaml": "kind: data\nname: b_cages\nobject: cage\nrecords:\n  - {external_id: 'big', name: Big}\n",
    "data/c_more.yaml": "kind: data\nname: c_more\nobject: cage\nsample: true\nrecords:\n"
                        "  - {external_id: 'small', name: Small}\n",
}


@pytest.fixture
def alive() -> Iterator[Callable[..., Runtime]]:
    made: list[Runtime] = []

    def make(url: str, home: Path, files: dict[str, str]) -> Runtime:
        made.append(started(url, home, files))
        return made[-1]
    yield make
    for each in made:
        each.database.close()


def started(url: str, home: Path, files: dict[str, str]) -> Runtime:
    packs = (*SYSTEM, PackSource.of("zoo", files))
    database = Database.open(url)
    init(database)
    apply(database, plan(database, compile_catalog(packs, registry(), {})), packs)
    database.close()
    settings = config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home)})
    found = open_runtime(settings, registry(), FixedClock(datetime(2025, 7, 1, tzinfo=UTC)))
    write(found, Change(object="user", verb="create", values={"login": "a", "name": "A"}))
    return found


def context(runtime: Runtime):
    actor = Actor(id=1, name="A", language="en", policy=AdminPolicy())
    return runtime.context(actor, "cli", "test")


def write(runtime: Runtime, change: Change) -> None:
    runtime.unit(context(runtime)).apply(change)


def names(runtime: Runtime, thing: str) -> list[str]:
    return sorted(row["name"] for row in select(context(runtime), Query(object=thing)).rows)


def test_what_is_linked_to_comes_first_and_samples_only_when_asked_for(
        alive, database_url: str, tmp_path: Path) -> None:
    runtime = alive(database_url, tmp_path, PACK)
    assert [data.name for data in ordered(runtime.live.catalog)][-3:] == ["b_cages", "c_more", "a_animals"]
    assert seed(runtime, context(runtime), samples=False) == 3          # company, cage, animal
    assert (names(runtime, "cage"), names(runtime, "animal")) == (["Big"], ["团团"])
    assert seed(runtime, context(runtime), samples=True) == 1
    assert names(runtime, "cage") == ["Big", "Small"]


def test_a_second_run_writes_nothing_and_leaves_what_people_changed(
        alive, database_url: str, tmp_path: Path) -> None:
    runtime = alive(database_url, tmp_path, PACK)
    seed(runtime, context(runtime), samples=True)
    write(runtime, Change(object="cage", verb="update", id=1, version=1, values={"name": "Bigger"}))
    assert seed(runtime, context(runtime), samples=True) == 0
    assert names(runtime, "cage") == ["Bigger", "Small"]


def test_a_record_that_is_refused_is_named(alive, sqlite_database: str, tmp_path: Path) -> None:
    wrong = {**PACK, "data/a_animals.yaml": PACK["data/a_animals.yaml"].replace("'big'", "'gone'")}
    runtime = alive(sqlite_database, tmp_path, wrong)
    with pytest.raises(Refused) as refused:
        seed(runtime, context(runtime), samples=False)
    assert refused.value.params["record"] == "zoo/data/a_animals.yaml panda"
    assert [(each.pointer, each.code) for each in refused.value.errors] == [("/cage", "link_external_missing")]
