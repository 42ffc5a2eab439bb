"""`dougong purge`: what dropped and converted fields and objects left behind goes for good."""

import json
from dataclasses import asdict

import click

from dougong.cli import session
from dougong.kernel.clock import SystemClock
from dougong.store.change.purge import purge, remains
from dougong.store.database import Database
from dougong.store.init import init as make_tables


@click.command("purge")
@click.option("--yes", "agreed", is_flag=True, help="Remove it; without this it is only listed.")
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@session.command
def sweep(*, agreed: bool, for_programs: bool) -> None:
    """List what dropped and converted fields and objects left in the database; with --yes, remove it for good.

    Refused while a server still serves an older catalog.
    """
    given = session.settings()
    database = Database.open(given.database_url, migrator=given.migrator_url)
    try:
        make_tables(database)
        found = purge(database, SystemClock()) if agreed else remains(database)
    finally:
        database.close()
    if for_programs:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(f"{each.path}, {each.why} with catalog {each.number}" + (": gone for good" if agreed else ""))
    if not found:
        click.echo("Nothing is parked")
