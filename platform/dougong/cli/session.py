"""What commands share: settings, plugins, definitions and the runtime; faults become sentences and exit codes."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

import click

from dougong import config, ext
from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import thaw
from dougong.catalog.model import Catalog
from dougong.catalog.patches import site
from dougong.catalog.reading.source import PackSource, folders, shipped_packs
from dougong.catalog.rule import Rule
from dougong.config import ConfigError, Settings
from dougong.ext import compose
from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.kernel.names import nearest
from dougong.kernel.problems import MetadataError
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.store import snapshot
from dougong.store.change.plan import Plan
from dougong.store.database import Database
from dougong.store.errors import StoreError
from dougong.store.expression.translatable import INSPECTIONS

REFUSED = 1
USAGE = 2

P = ParamSpec("P")
R = TypeVar("R")


def command(run: Callable[P, R]) -> Callable[P, R]:
    """Let a command end with a sentence and an exit code instead of a traceback."""

    @wraps(run)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return run(*args, **kwargs)
        except ConfigError as error:
            _stop(str(error), USAGE)
        except MetadataError as error:
            found = len(error.findings)
            _stop(f"{error}\n{found} finding{'s' if found > 1 else ''}; nothing was applied", REFUSED)
        except AppError as error:
            _stop(told(error), REFUSED)
        except (StoreError, LookupError) as error:
            _stop(str(error), REFUSED)

    return guarded


def told(error: AppError) -> str:
    """Return an error in English, one line for each refused value."""
    lines = [say(error.code, "en", **error.params)]
    lines += [f"  {each.pointer or '/'}: {(each.text or {}).get('en') or say(each.code, 'en', **each.params)}"
              for each in error.errors]
    return "\n".join(lines)


def settings() -> Settings:
    """Return the settings in the environment."""
    return config.load(os.environ)


def packs(given: Settings) -> tuple[PackSource, ...]:
    """Return the definitions on this machine: the shipped packs and those under DOUGONG_PACKS_PATH."""
    return (*shipped_packs(), *folders(given.packs_path))


def definitions(given: Settings, database: Database, folder: Path | None = None) -> tuple[PackSource, ...]:
    """Return the definitions on this machine with the site's layer over them: that in `folder`, where one is given,
    else the one the database holds."""
    files = PackSource.folder(folder).files if folder is not None else site.files_of(snapshot.current_sources(database))
    return site.layered(packs(given), files)


def compiled(sources: Sequence[PackSource], uids: Mapping[str, str]) -> Catalog:
    """Return the catalog of these definitions; raises MetadataError with every finding."""
    return compile_catalog(sources, ext.registry(), uids, INSPECTIONS)


def current(database: Database) -> Catalog:
    """Return the catalog a database holds; raises LookupError before the first apply."""
    stored = snapshot.load(database, snapshot.current_number(database))
    if stored is None:
        raise LookupError("the database holds no catalog yet; run: dougong init")
    return thaw(stored.frozen, ext.registry(), stored.number)


def rule(catalog: Catalog, name: str) -> Rule:
    """Return the rule called so; raises LookupError with what is called nearly so."""
    found = catalog.rule(name)
    if found is None:
        near = nearest(name, (each.name for one in catalog.objects.values() for each in one.rules))
        raise LookupError(f"no rule is called {name}" + (f" (did you mean {near}?)" if near else ""))
    return found


def sealed(sources: Sequence[PackSource], wanted: Plan, database: Database) -> tuple[PackSource, ...]:
    """Return the definitions of a plan as they are stored with its catalog."""
    before = site.files_of(snapshot.current_sources(database))
    return site.sealed(sources, wanted.catalog, before, wanted.base + 1)


def address(_: click.Context, parameter: click.Parameter, url: str | None) -> str | None:
    """Return a database address that was typed, once it is known to be one."""
    if url is not None:
        try:
            Database.open(url).close()
        except ValueError as no:
            raise click.BadParameter(str(no), param=parameter) from None
    return url


def addresses(context: click.Context, parameter: click.Parameter, urls: tuple[str, ...]) -> tuple[str, ...]:
    """Return the database addresses that were typed, once each is known to be one."""
    return tuple(each for url in urls if (each := address(context, parameter, url)) is not None)


def runtime(given: Settings) -> Runtime:
    """Return the runtime on the catalog the database holds."""
    return compose(given)


def machine(alive: Runtime) -> Context:
    """Return the context of a command: it acts as the first user, an administrator."""
    return alive.machine("cli", "cli")


def _stop(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
