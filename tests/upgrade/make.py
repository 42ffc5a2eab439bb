"""Keep the present landing for later ones to upgrade: `python -m tests.upgrade.make NAME`, once, when it has landed.

Makes an installation with all shipped packs, some of their sample data and a few changes by hand, and keeps it twice:
NAME.zip by `dougong backup`, NAME.sql.xz as the SQLite file itself, in SQL. What is kept is never made anew: it is what
that landing wrote.
"""

import lzma
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from dougong.cli import main, session
from dougong.kernel.errors import Refused
from dougong.records.writing.change import Change
from dougong.records.writing.unit import UnitOfWork

HERE = Path(__file__).parent
#: What both files may weigh: they are in the repository for good.
LARGEST = 400_000
#: Sample records of each file.
SOME = 6
#: Known to test_upgrade: a record changed, one archived, one made after both.
CHANGED, ARCHIVED, MADE = 1, 2, "upgrade:made"


def make(folder: Path, name: str) -> None:
    """Write both files; raises AssertionError when a command fails or they are too large."""
    archive, dump = folder / f"{name}.zip", folder / f"{name}.sql.xz"
    with tempfile.TemporaryDirectory() as home:
        os.environ.update({"DOUGONG_HOME": home, "DOUGONG_ADMIN_PASSWORD": "only-for-tests"})
        _command("init", "--empty")
        _touch()
        _command("backup", str(archive))
        with closing(sqlite3.connect(Path(home) / "dougong.db")) as connection:
            dump.write_bytes(lzma.compress("\n".join(connection.iterdump()).encode(), preset=9))
    size = archive.stat().st_size + dump.stat().st_size
    assert size < LARGEST, f"{archive} and {dump} have {size} bytes"


def _touch() -> None:
    runtime = session.runtime(session.settings())
    context = session.machine(runtime)
    unit = runtime.unit(context)
    for data in context.catalog.data:
        for record in data.records[:SOME] if data.sample else ():
            _try(unit, Change(object=data.object, verb="create", values=record))
    for change in (Change(object="currency", verb="update", id=CHANGED, version=1, values={"name": "改了名的"}),
                   Change(object="currency", verb="archive", id=ARCHIVED, version=1, values={}),
                   Change(object="company", verb="create", values={"external_id": MADE, "name": "旧版公司"})):
        unit.apply(change)
    runtime.database.close()


def _try(unit: UnitOfWork, change: Change) -> None:
    """Write a sample record, unless what it links to is not among the few."""
    try:
        unit.apply(change)
    except Refused as refused:
        print(f"left out: {change.object} {change.values['external_id']}: {refused}")


def _command(*words: str) -> None:
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output


if __name__ == "__main__":
    make(HERE, sys.argv[1])
