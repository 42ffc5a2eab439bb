"""A write meets several applies, one after another: each time it is planned anew, and in the end it is made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong.kernel.errors import Unavailable
from dougong.records.context import Context
from dougong.records.reading import read
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.records.writing.together import apply_together
from dougong.records.writing.unit import ATTEMPTS, UnitOfWork
from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.safety.site import applied, prepared
from tests.unit.store.boxes import sources

BOX = Change(object="box", verb="create", values={"name": "one", "tags": [{"word": "a"}]})


def packs(number: int) -> tuple[object, ...]:
    return sources("\n".join(f"f{step}: {{type: text, label: F, default: by {step}}}" for step in range(2, number + 1)))


@pytest.fixture(params=["sqlite", "postgresql"])
def runtime(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runtime]:
    """A process that serves catalog 1."""
    url = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
    found = prepared(url, tmp_path, packs(1)).runtime()  # type: ignore[arg-type]
    yield found
    found.database.close()


class Applying:
    """Somebody who applies one more field whenever the writer has just caught up, `times` times in all."""

    def __init__(self, runtime: Runtime, times: int) -> None:
        self.runtime, self.left = runtime, times
        self.database = Database.open(runtime.settings.database_url)
        self.number = 1
        self.more()

    def more(self) -> None:
        if self.left:
            self.left, self.number = self.left - 1, self.number + 1
            assert applied(self.database, packs(self.number)) == self.number  # type: ignore[arg-type]

    def renewed(self, context: Context) -> Context:
        found = self.runtime.renewed(context)
        self.more()
        return found


def context(runtime: Runtime) -> Context:
    return runtime.machine("cli", "test")


def boxes(runtime: Runtime) -> int:
    with runtime.database.read() as session:
        return int(session.rows(Statement("select count(*) from box"))[0][0])


@pytest.mark.parametrize("applies", [1, 2, ATTEMPTS - 1])
def test_a_write_is_planned_anew_as_often_as_the_catalog_moves(runtime: Runtime, applies: int) -> None:
    first = context(runtime)
    somebody = Applying(runtime, applies)
    made = UnitOfWork(first, somebody.renewed).apply(BOX)
    record = read(context(runtime), "box", made.id)
    assert record[f"f{applies + 1}"] == f"by {applies + 1}", "the default of the newest field"
    assert [line["word"] for line in record["tags"]] == ["a"]
    assert boxes(runtime) == 1
    somebody.database.close()


def test_many_writes_in_one_are_planned_anew_too(runtime: Runtime) -> None:
    first = context(runtime)
    somebody = Applying(runtime, 3)
    made = apply_together(first, somebody.renewed, [BOX, BOX])
    assert [each.record["f4"] for each in made] == ["by 4", "by 4"]
    assert boxes(runtime) == 2
    somebody.database.close()


def test_a_catalog_that_never_rests_is_told_and_nothing_is_written(runtime: Runtime) -> None:
    first = context(runtime)
    somebody = Applying(runtime, ATTEMPTS + 1)
    with pytest.raises(Unavailable):
        UnitOfWork(first, somebody.renewed).apply(BOX)
    assert boxes(runtime) == 0
    somebody.database.close()


def test_who_cannot_catch_up_is_told(runtime: Runtime) -> None:
    first = context(runtime)
    somebody = Applying(runtime, 1)
    with pytest.raises(Unavailable) as told:
        UnitOfWork(first).apply(BOX)
    assert told.value.code == "catalog_moved"
    assert boxes(runtime) == 0
    somebody.database.close()
