"""`dougong pack diff`: what another version of a pack would change."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import orjson

from dougong.catalog.called import naming
from dougong.catalog.model import Catalog
from dougong.catalog.patches import site
from dougong.catalog.patches.changes import Changed, changes
from dougong.catalog.plain import plain
from dougong.catalog.reading.source import PackSource, folders
from dougong.cli import session
from dougong.cli.history import lines_of as definition_lines
from dougong.cli.plan import lines_of as step_lines
from dougong.cli.tongue import LANGUAGE
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.plan import Plan, Step, told
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.scratch import scratch
from dougong.testing.stage import needed

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Differing:
    """What would happen to a database, and what definitions would say otherwise."""

    plan: Plan
    former: Catalog | None
    definitions: Sequence[Changed]


@click.command()
@click.argument("folder", type=_FOLDER)
@click.argument("other", required=False, type=_FOLDER)
@click.option("--sql", "with_sql", is_flag=True, help="Show the SQL of each step.")
@click.option("--yaml", "with_yaml", is_flag=True, help="Show definitions as a diff of YAML.")
@LANGUAGE
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@session.command
def diff(*, folder: Path, other: Path | None, with_sql: bool, with_yaml: bool, for_programs: bool,
         language: str) -> None:
    """Say what another version of a pack would change, in the words of a plan; changes nothing.

    FOLDER is compared with what is in force in the database: what putting this version there would do. With OTHER,
    FOLDER is the older and OTHER the newer version, and no database is asked.
    """
    found = _in_force(folders([folder])) if other is None else _between(folders([folder]), folders([other]))
    if for_programs:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=1, default=str))
        return
    lines = list(_lines(found, language, with_sql=with_sql, with_yaml=with_yaml))
    click.echo("\n".join(lines) if lines else "Nothing differs")


def _between(old: Sequence[PackSource], new: Sequence[PackSource]) -> Differing:
    """Compare two versions on a database made for it, whose other packs are those of this installation."""
    with tempfile.TemporaryDirectory(prefix="dougong-diff-", ignore_cleanup_errors=True) as home, \
            scratch("sqlite:///", Path(home)) as url, closing(Database.open(url)) as database:
        init(database)
        before = needed(old)
        apply(database, plan(database, session.compiled(before, {})), before)
        return _compared(database, needed(new))


def _in_force(packs: Sequence[PackSource]) -> Differing:
    with closing(Database.open(session.settings().database_url)) as database:
        init(database)
        now = snapshot.current_sources(database)
        own = {each.name for each in packs}
        others = [each for each in now if each.name not in own] or [each for each in needed(packs)
                                                                     if each.name not in own]
        return _compared(database, site.layered((*others, *packs), site.files_of(now)))


def _compared(database: Database, packs: Sequence[PackSource]) -> Differing:
    wanted = plan(database, session.compiled(packs, snapshot.uids(database)))
    stored = snapshot.load(database, snapshot.current_number(database))
    before: Mapping[str, Any] = orjson.loads(stored.frozen)["catalog"] if stored is not None else {}
    after = orjson.loads(orjson.dumps(plain(wanted.catalog)))
    return Differing(wanted, session.current(database) if stored is not None else None, [
        each for each in changes(before, after) if not each.definition.startswith("parked.")])


def _steps(wanted: Plan) -> list[Step]:
    """Return the steps that are more than other words: those stand among the definitions."""
    return [each for each in wanted.steps if each.verb != "define"]


def _lines(found: Differing, language: str, *, with_sql: bool, with_yaml: bool) -> Iterator[str]:
    called = naming(language, found.plan.catalog, found.former)
    for step in _steps(found.plan):
        yield from step_lines(step, language, called, with_sql=with_sql)
    for each in found.definitions:
        yield from definition_lines(_told(each), with_yaml=with_yaml)


def _told(each: Changed) -> dict[str, Any]:
    return {"definition": each.definition, "what": each.what, "diff": each.diff,
            "differences": [{"path": one.path, "was": one.was, "to": one.to} for one in each.differences]}


def _plain(found: Differing) -> dict[str, Any]:
    return {**told(found.plan), "definitions": [_told(each) for each in found.definitions]}
