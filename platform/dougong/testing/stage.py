"""An installation made for a test: packs in force on a database of its own, an administrator, a clock, both doors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dougong import config
from dougong.app import serve
from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog
from dougong.catalog.reading.load import load
from dougong.catalog.reading.source import PackSource, shipped_packs, tables_of
from dougong.catalog.report import Report
from dougong.ext import compose, registry, shipped
from dougong.kernel.clock import Clock, SystemClock
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.seeding.seed import seed
from dougong.records.writing.change import Change
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.expression.translatable import INSPECTIONS
from dougong.store.init import init

ADMIN: Final = "admin"
#: The pack every other stands on.
BELOW_ALL: Final = "system"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a test plays on. `app` is the WSGI application (a Flask) over the runtime."""

    runtime: Runtime
    app: Any

    def context(self) -> Context:
        """Return the context of a command of the administrator, at this moment."""
        return self.runtime.machine("cli", "test")


def needed(packs: Sequence[PackSource]) -> tuple[PackSource, ...]:
    """Return these packs and those of the shipped ones they stand on, however far below."""
    found = {each.name: each for each in packs}
    shipped = {each.name: each for each in shipped_packs()}
    waiting = [BELOW_ALL, *found]
    for name in waiting:                                  # grows while it is walked
        if name not in found and name in shipped:
            found[name] = shipped[name]
        waiting += [below for below in _requires(found[name]) if below not in waiting] if name in found else []
    return tuple(found.values())


def _requires(pack: PackSource) -> list[str]:
    document = next((each for each in load(pack, frozenset({"pack"}), Report()) if each.kind == "pack"), None)
    below = [] if document is None else document.body.get("requires", [])
    return [each for each in below if isinstance(each, str)]


def compiled(packs: Sequence[PackSource]) -> Catalog:
    """Return the catalog of these packs; raises MetadataError with every finding."""
    return compile_catalog(packs, registry(), {}, INSPECTIONS)


def prepare(url: str, home: Path, packs: Sequence[PackSource], catalog: Catalog | None = None,
            clock: Clock | None = None) -> None:
    """Put packs in force on an empty database, with an administrator and the records they bring, but no samples."""
    with closing(Database.open(url)) as database:
        init(database)
        apply(database, plan(database, compiled(packs) if catalog is None else catalog), packs)
    with opened(url, home, clock) as stage:
        admin = Change(object="user", verb="create", values={"login": ADMIN, "name": "Admin"})
        stage.runtime.unit(stage.context()).apply(admin)
        seed(stage.runtime, stage.context(), (), tables_of(packs))


@contextmanager
def opened(url: str, home: Path, clock: Clock | None = None) -> Iterator[Stage]:
    """Yield what serves a prepared database, and close it afterwards."""
    runtime = compose(config.load(environment(url, home)), clock=clock or SystemClock())
    try:
        yield Stage(runtime, serve(runtime, shipped()))
    finally:
        runtime.follower.stop()
        runtime.database.close()


def environment(url: str, home: Path) -> Mapping[str, str]:
    """Return the settings of an installation in a folder."""
    return {"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home)}
