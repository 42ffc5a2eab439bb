"""`dougong pack test`: whether packs do what their scenarios say."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from dougong import ext
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource, folders, shipped_packs
from dougong.cli import session
from dougong.kernel.names import suggestion
from dougong.testing.coverage import covered
from dougong.testing.naming import check_names
from dougong.testing.play import Played, played
from dougong.testing.scenario import Scenario, scenarios
from dougong.testing.stage import compiled, needed

SQLITE = "sqlite:///"


@click.command()
@click.argument("pack", nargs=-1)
@click.option("--database", "servers", multiple=True, metavar="URL", callback=session.addresses,
              help="Play on a PostgreSQL server: databases are made beside this one, and dropped. SQLite otherwise.")
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object per scenario.")
@session.command
def test(*, pack: tuple[str, ...], servers: tuple[str, ...], for_programs: bool) -> None:
    """Play the scenarios of packs, each in a database of its own; exit code 1 if any does not hold.

    PACK is a folder (a pack, or a folder of packs) or the name of a shipped pack; without any, all shipped packs and
    those under DOUGONG_PACKS_PATH are tested. What does not hold is told with file, line and column; at the end stands
    how many transitions of their workflows the scenarios run, how many of their rules fire, and which do not.
    """
    packs = _packs(pack)
    told = scenarios(packs, ext.registry())
    catalog = compiled(needed(packs))
    check_names(told, catalog)
    failed, fired = 0, set[str]()
    for each in _all(told, packs, catalog, servers or (SQLITE,)):
        failed += _told(each, for_programs=for_programs)
        fired |= each.fired
    if not for_programs:
        click.echo(f"{len(told)} scenarios on {len(servers) or 1} database{'s' if len(servers) > 1 else ''}: "
                   + (f"{failed} do not hold" if failed else "all hold"))
        for pack_covered in covered(told, fired, catalog, {one.name for one in packs}):
            click.echo(str(pack_covered))
    sys.exit(session.REFUSED if failed else 0)


def _packs(named: Sequence[str]) -> tuple[PackSource, ...]:
    if not named:
        return session.packs(session.settings())
    shipped = {each.name: each for each in shipped_packs()}
    found: list[PackSource] = []
    for each in named:
        here = folders([Path(each)]) if Path(each).is_dir() else (shipped[each],) if each in shipped else ()
        if not here:
            raise click.BadParameter(f"{each!r} is neither a folder with a pack nor a shipped pack"
                                     + (f" ({hint})" if (hint := suggestion(each, shipped)) else ""))
        found += here
    return tuple(found)


def _all(told: Sequence[Scenario], packs: Sequence[PackSource], catalog: Catalog,
         servers: Sequence[str]) -> Iterator[Played]:
    for server in servers:
        with tempfile.TemporaryDirectory(prefix="dougong-test-", ignore_cleanup_errors=True) as home:
            yield from played(told, packs, server, Path(home), catalog)


def _told(each: Played, *, for_programs: bool) -> bool:
    """Print how a scenario went and return whether it failed."""
    if for_programs:
        click.echo(json.dumps(_plain(each), ensure_ascii=False))
    elif each.failures:
        click.echo(f"{each.scenario}: {each.scenario.says}", err=True)
        for failure in each.failures:
            click.echo(f"  {failure}", err=True)
    return bool(each.failures)


def _plain(each: Played) -> dict[str, Any]:
    return {"scenario": str(each.scenario), "says": each.scenario.says, "shows": list(each.scenario.shows),
            "holds": not each.failures, "seconds": round(each.seconds, 3),
            "failures": [{"file": failure.place.file, "line": failure.place.line, "column": failure.place.column,
                          "message": failure.message} for failure in each.failures]}
