"""The records packs bring: linked ones first, each once, and what people made of them stays."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dougong import config
from dougong.access.actor import Actor
from dougong.access.policy import AdminPolicy
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource, folders, tables_of
from dougong.catalog.registry import registry
from dougong.kernel.clock import FixedClock
from dougong.kernel.errors import Refused
from dougong.records.lists.query import Query
from dougong.records.reading import select
from dougong.records.runtime import Runtime, open_runtime
from dougong.records.seeding.seed import ordered, seed
from dougong.records.writing.change import Change
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init

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
    assert seed(runtime, context(runtime)) == 7     # three roles, calendar, company, cage, animal
    assert (names(runtime, "cage"), names(runtime, "animal")) == (["Big"], ["团团"])
    assert seed(runtime, context(runtime), ("few",)) == 1
    assert names(runtime, "cage") == ["Big", "Small"]


def test_records_written_with_the_company_know_whose_they_are(alive, sqlite_database: str, tmp_path: Path) -> None:
    owned = {**PACK, "objects/cage.yaml": PACK["objects/cage.yaml"] +
             "  company: {type: link, to: company, default: \"=setting('company')\"}\n"}
    runtime = alive(sqlite_database, tmp_path, owned)
    seed(runtime, context(runtime))
    (home,) = select(context(runtime), Query(object="company")).rows
    assert [row["company"] for row in select(context(runtime), Query(object="cage")).rows] == [home["id"]]


def test_a_second_run_writes_nothing_and_leaves_what_people_changed(
        alive, database_url: str, tmp_path: Path) -> None:
    runtime = alive(database_url, tmp_path, PACK)
    seed(runtime, context(runtime), ("few",))
    write(runtime, Change(object="cage", verb="update", id=1, version=1, values={"name": "Bigger"}))
    assert seed(runtime, context(runtime), ("few",)) == 0
    assert names(runtime, "cage") == ["Bigger", "Small"]


def test_a_record_may_name_one_before_it(alive, sqlite_database: str, tmp_path: Path) -> None:
    nested = {**PACK, "objects/cage.yaml": PACK["objects/cage.yaml"] + "  within: {type: link, to: cage}\n",
              "data/b_cages.yaml": PACK["data/b_cages.yaml"] +
              "  - {external_id: 'inner', name: Inner, within: {external_id: 'big'}}\n"}
    runtime = alive(sqlite_database, tmp_path, nested)
    seed(runtime, context(runtime))
    rows = {row["name"]: row for row in select(context(runtime), Query(object="cage")).rows}
    assert rows["Inner"]["within"] == rows["Big"]["id"]


def test_a_record_the_database_refuses_is_named_and_takes_its_portion_with_it(
        alive, database_url: str, tmp_path: Path) -> None:
    twins = {**PACK, "objects/cage.yaml": PACK["objects/cage.yaml"].replace("required: true", "unique: true"),
             "data/b_cages.yaml": PACK["data/b_cages.yaml"] + "  - {external_id: 'twin', name: Big}\n"}
    runtime = alive(database_url, tmp_path, twins)
    with pytest.raises(Refused) as refused:
        seed(runtime, context(runtime))
    assert refused.value.params["record"] == "zoo/data/b_cages.yaml twin"
    assert [(each.pointer, each.code) for each in refused.value.errors] == [("/name", "unique")]
    assert names(runtime, "cage") == []


def test_a_record_that_is_refused_is_named(alive, sqlite_database: str, tmp_path: Path) -> None:
    wrong = {**PACK, "data/a_animals.yaml": PACK["data/a_animals.yaml"].replace("'big'", "'gone'")}
    runtime = alive(sqlite_database, tmp_path, wrong)
    with pytest.raises(Refused) as refused:
        seed(runtime, context(runtime))
    assert refused.value.params["record"] == "zoo/data/a_animals.yaml panda"
    assert [(each.pointer, each.code) for each in refused.value.errors] == [("/cage", "link_external_missing")]


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    """The pack in a folder, with a table of animals instead of records: two of them with keepers as lines."""
    files = {**PACK, "data/a_animals.yaml": "kind: data\nname: a_animals\nobject: animal\nsample: true\n"
                                            "table: animals.csv\n",
             "data/animals.csv": "external_id,name,cage,born,keepers.name\npanda,团团,big,-30,张伟\npanda,,,,李娜\n"
                                 "tiger,Tiger,Big,2020-05-01,\n",
             "objects/animal.yaml": PACK["objects/animal.yaml"] + "  born: {type: date}\n"
                                    "  keepers: {type: lines, of: keeper}\n  lives: {type: any-link}\n",
             "objects/keeper.yaml": "kind: object\nname: keeper\nlabel: Keeper\nparent: animal\ntitle: '{name}'\n"
                                    "fields:\n  name: {type: text}\n"}
    for name, text in files.items():
        path = tmp_path / "zoo" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "zoo"


def sown(alive, url: str, folder: Path) -> tuple[Runtime, PackSource]:
    source = PackSource.folder(folder)
    return alive(url, folder.parent, {path: text.decode() for path, text in source.files.items()}), source


def test_a_table_is_read_as_an_import_reads_it_and_only_for_a_company(alive, database_url: str, zoo: Path) -> None:
    said = zoo / "data" / "a_animals.yaml"
    said.write_text(said.read_text().replace("true", "company"))
    runtime, source = sown(alive, database_url, zoo)
    tables = tables_of([*SYSTEM, source])
    assert seed(runtime, context(runtime), ("few",), tables) == 7    # calendar, company, roles, two cages
    seed(runtime, context(runtime), ("few", "company"), tables)
    panda, tiger = select(context(runtime), Query(object="animal", sort=("id",), expand=("cage", "keepers"))).rows
    assert (panda["name"], panda["cage"]["title"], panda["born"]) == ("团团", "Big", "2025-06-01")
    assert [line["name"] for line in panda["keepers"]] == ["张伟", "李娜"]
    assert (tiger["cage"]["title"], tiger["born"], tiger["keepers"]) == ("Big", "2020-05-01", [])
    assert seed(runtime, context(runtime), ("few", "company"), tables) == 0


@pytest.mark.parametrize(("table", "record", "fault"), [
    ("external_id,name,cage\npanda,团团,nowhere\n", "zoo/data/animals.csv:2 panda", ("/cage", "pick_none")),
    ("external_id,name,cage\n,团团,big\n", "zoo/data/animals.csv:2 ", ("/external_id", "required")),
])
def test_a_row_that_is_refused_is_named(alive, sqlite_database: str, zoo: Path, table: str, record: str,
                                        fault: tuple[str, str]) -> None:
    (zoo / "data" / "animals.csv").write_text(table, "utf-8")
    runtime, source = sown(alive, sqlite_database, zoo)
    with pytest.raises(Refused) as refused:
        seed(runtime, context(runtime), ("few",), tables_of([source]))
    assert refused.value.params["record"] == record
    assert [(each.pointer, each.code) for each in refused.value.errors] == [fault]


def test_a_table_that_is_not_there_is_named(alive, sqlite_database: str, zoo: Path) -> None:
    (zoo / "data" / "animals.csv").unlink()
    runtime, source = sown(alive, sqlite_database, zoo)
    with pytest.raises(Refused) as refused:
        seed(runtime, context(runtime), ("few",), tables_of([source]))
    assert (refused.value.code, refused.value.params["file"]) == ("seed_table", "zoo/data/animals.csv")


def test_a_record_of_any_object_is_named_with_its_object(alive, sqlite_database: str, zoo: Path) -> None:
    (zoo / "data" / "animals.csv").write_text("external_id,name,cage,lives\nlion,Lion,big,cage small\n", "utf-8")
    runtime, source = sown(alive, sqlite_database, zoo)
    seed(runtime, context(runtime), ("few",), tables_of([source]))
    row, = select(context(runtime), Query(object="animal")).rows
    assert row["lives"] == {"object": "cage", "id": 2}
