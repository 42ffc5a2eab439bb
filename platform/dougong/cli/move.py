"""`dougong move URL`: the database into another one, of either kind."""

import click

from dougong.cli import session
from dougong.kernel.clock import SystemClock
from dougong.spi import registry_of
from dougong.store.database import Database
from dougong.store.move import move as carry


@click.command()
@click.argument("url", callback=session.address)
@click.option("--offline", is_flag=True, help="The servers are stopped, even if one was heard of a moment ago.")
@session.command
def move(*, url: str, offline: bool) -> None:
    """Copy everything into the empty database at URL and compare every row; the old one stays as it is.

    Nobody can write meanwhile, and no server may be running: what it wrote later would be lost.
    """
    given = session.settings()
    source, target = Database.open(given.database_url), Database.open(url)
    try:
        moved = carry(source, target, registry_of(session.plugins()), SystemClock(), offline=offline)
    finally:
        source.close()
        target.close()
    click.echo(f"Moved {sum(moved.rows.values())} rows in {len(moved.rows)} tables, all of them compared")
    if moved.left_out:
        click.echo(f"Left behind, since no definition speaks of them: {', '.join(moved.left_out)}", err=True)
    click.echo("Next: set DOUGONG_DATABASE_URL to the new address everywhere, then start the servers; "
               "keep the old database until you have seen the new one work")
