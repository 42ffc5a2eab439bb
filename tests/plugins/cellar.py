"""A cellar: jars, pours out of them, and the plugin that counts what is left; applied to a fresh database."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dougong import config, ext
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource, shipped_packs
from dougong.kernel.clock import SystemClock
from dougong.records.context import Context
from dougong.records.lists.query import Query
from dougong.records.reading import read, select
from dougong.records.runtime import Runtime, open_runtime
from dougong.records.writing.change import Change
from dougong.records.writing.outcome import Outcome
from dougong.spi import Plugin, Step, Work, registry_of
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init

HERE = Path(__file__).parent
PACK = HERE / "packs" / "cellar"


def plugins() -> tuple[Plugin, ...]:
    """The plugins of this folder, found as the server finds those of plugins/."""
    return ext.discover(HERE)


def packs(changed: Mapping[str, str] | None = None) -> tuple[PackSource, ...]:
    """The packs: system, and the cellar with some files written otherwise (an empty text leaves one out)."""
    held = {**PackSource.folder(PACK).files, **{path: text.encode() for path, text in (changed or {}).items()}}
    cellar = PackSource.of("cellar", {path: text for path, text in held.items() if text})
    return (*(pack for pack in shipped_packs() if pack.name == "system"), cellar)


@contextmanager
def serving(url: str, home: Path, steps: Iterable[Step] = (),
            changed: Mapping[str, str] | None = None) -> Iterator["Cellar"]:
    """The cellar on a fresh database at `url`, with more `steps` behind the plugin's and files written otherwise."""
    database, found = Database.open(url), plugins()
    registry, sources = registry_of(found), packs(changed)
    init(database)
    apply(database, plan(database, compile_catalog(sources, registry, snapshot.uids(database))), sources, "test")
    database.close()
    settings = config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home)})
    every = (*(step for plugin in found for step in plugin.steps), *steps)
    runtime = open_runtime(settings, registry, SystemClock(), every)
    try:
        cellar = Cellar(runtime)
        cellar.add("user", login="admin", name="Admin")
        yield cellar
    finally:
        runtime.database.close()


class Cellar:
    """A served cellar, spoken to as its first user."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime

    def context(self) -> Context:
        """A new request's context."""
        return self.runtime.machine("api", "test")

    def apply(self, change: Change) -> Outcome:
        """Make a change."""
        return self.runtime.unit(self.context()).apply(change)

    def add(self, object: str, **values: Any) -> int:
        """Create a record and return its id."""
        return self.apply(Change(object=object, verb="create", values=values)).id

    def jar(self, litres: str = "0", name: str = "plum") -> int:
        """A jar that holds so much; its id."""
        jar = self.add("jar", name=name)
        if litres != "0":
            self.pour(jar, litres)
        return jar

    def pour(self, jar: int, litres: str, **values: Any) -> int:
        """Pour so much into a jar (below zero: out of it) and return the id of the pour."""
        return self.add("pour", jar=jar, litres=litres, **values)

    def update(self, object: str, id: int, **values: Any) -> Outcome:
        """Change a record as it is now."""
        version = read(self.context(), object, id)["version"]
        return self.apply(Change(object=object, verb="update", id=id, version=version, values=values))

    def read(self, object: str, id: int) -> dict[str, Any]:
        """A record in JSON form."""
        return read(self.context(), object, id)

    def rows(self, object: str, **asked: Any) -> list[dict[str, Any]]:
        """The records of an object, by id."""
        return select(self.context(), Query(object=object, sort=("id",), limit=500, **asked)).rows

    def level(self, jar: int) -> str | None:
        """What the balance says is in a jar, None where there is no balance."""
        return next((row["balance"] for row in self.rows("jar_level_balance") if row["bucket"] == jar), None)

    def entries(self, jar: int) -> list[str]:
        """What was written down for a jar, in order."""
        return [row["quantity"] for row in self.rows("jar_level_entry") if row["bucket"] == jar]


@contextmanager
def worked(cellar: Cellar) -> Iterator[Work]:
    """An open unit whose only step is the test; it is committed at the end."""
    context = cellar.context()
    with context.database.write(context.catalog.number) as session:
        yield Work(context, session)
        session.commit()
