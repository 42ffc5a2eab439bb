"""`dougong apply`: put the definitions on this machine in force, in every running server."""

from pathlib import Path

import click

from dougong.catalog.model import Sample
from dougong.catalog.reading.source import tables_of
from dougong.cli import session
from dougong.cli.tongue import LANGUAGE, labels
from dougong.kernel.saying import spoken
from dougong.records.search.rebuild import rebuild
from dougong.records.seeding.seed import seed
from dougong.records.upkeep import backfill, chores
from dougong.store.change.apply import apply as carry_out
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init as make_tables
from dougong.store.snapshot import uids

#: Seconds until servers have to serve the new catalog; what waits for them then is theirs.
PATIENCE = 20


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--confirm", "confirmed", is_flag=True, help="Agree to steps that need it (see: dougong plan).")
@click.option("--destructive", is_flag=True, help="Agree also to steps that cut or lose values.")
@click.option("--samples", is_flag=True, help="Write the sample records of new packs too.")
@LANGUAGE
@session.command
def apply(*, folder: Path | None, confirmed: bool, destructive: bool, samples: bool, language: str) -> None:
    """Plan, then apply: tables change and the new catalog number is in force, or nothing happened at all.

    FOLDER is a site's layer as `dougong export definitions` wrote it, to take the place of the one in the database.
    """
    given = session.settings()
    database = Database.open(given.database_url, migrator=given.migrator_url)
    try:
        make_tables(database)
        held = backfill.before(database)
        sources = session.definitions(given, database, folder)
        wanted = plan(database, session.compiled(sources, uids(database)))
        called = labels(language, wanted, database)
        number = carry_out(database, wanted, session.sealed(sources, wanted, database), by="dougong apply",
                           agreed="destructive" if destructive else "confirm" if confirmed else "safe")
    finally:
        database.close()
    for step in wanted.steps:
        click.echo(spoken(step.said, language, called))
    alive = session.runtime(given)
    filled = backfill.fill(session.machine(alive), held)
    if filled.count:
        click.echo(f"Computed {filled.count} values anew")
    for line in filled.told():
        click.echo(line)
    if left := chores.finish(alive, PATIENCE):
        click.echo(f"{left} things are left to the servers, which do them once all serve catalog {number}")
    if indexed := sum(each.count for each in rebuild(session.machine(alive))):
        click.echo(f"Made {indexed} records ready for search")
    few: tuple[Sample, ...] = ("few",) if samples else ()
    seed(alive, session.machine(alive), few, tables_of(session.packs(given)))
    click.echo(f"Catalog {number} is in force" if wanted.steps else f"Nothing to do: catalog {number} is in force")
