"""`dougong move URL`: the database into another one, of either kind, and uploaded files to another place."""

import click

from dougong import config, ext
from dougong.cli import session
from dougong.config import Settings
from dougong.kernel.clock import SystemClock
from dougong.store.backup.move import move as copy
from dougong.store.database import Database
from dougong.store.files.carry import carry
from dougong.store.files.place import place


def _place(_: click.Context, parameter: click.Parameter, address: str | None) -> str | None:
    """Return the address of a place for files, once it is known to be one."""
    try:
        return None if address is None else config.files_url(address)
    except ValueError as no:
        raise click.BadParameter(f"{no}.", param=parameter) from None


@click.command()
@click.argument("url", callback=session.address, required=False)
@click.option("--files", "address", callback=_place,
              help="Copy the uploaded files to this place, as DOUGONG_FILES_URL would name it.")
@click.option("--offline", is_flag=True, help="The servers are stopped, even if one was heard of a moment ago.")
@session.command
def move(*, url: str | None, address: str | None, offline: bool) -> None:
    """Copy everything into the empty database at URL and compare every row; the old one stays as it is.

    Nobody can write meanwhile, and no server may be running: what it wrote later would be lost. With --files the bytes
    of uploaded files are copied, too, or alone: that may be done while servers run, and again, for what has come since.
    """
    given = session.settings()
    if url is None and address is None:
        raise click.UsageError("Name a database, or a place for files with --files")
    if address is not None:
        _carry(given, address)
    if url is not None:
        _move(given, url, offline=offline)
    settings = [name for name, to in (("DOUGONG_DATABASE_URL", url), ("DOUGONG_FILES_URL", address)) if to]
    click.echo(f"Next: set {' and '.join(settings)} to the new address everywhere, then start the servers; "
               "keep the old one until you have seen the new one work")


def _carry(given: Settings, address: str) -> None:
    database = Database.open(given.database_url)
    try:
        target = place(address, given.home)
        made = carry(database, session.current(database), place(given.files_url, given.home), target)
    finally:
        database.close()
    click.echo(f"Copied {made.copied} uploaded files to {target.name}, all of them compared; {made.there} were there")
    if made.lacking:
        click.echo(f"{len(made.lacking)} are missing or damaged here; see `dougong doctor --files`", err=True)


def _move(given: Settings, url: str, *, offline: bool) -> None:
    source, target = Database.open(given.database_url), Database.open(url)
    try:
        moved = copy(source, target, ext.registry(), SystemClock(), offline=offline)
    finally:
        source.close()
        target.close()
    click.echo(f"Moved {sum(moved.rows.values())} rows in {len(moved.rows)} tables, all of them compared")
    if moved.left_out:
        click.echo(f"Left behind, since no definition speaks of them: {', '.join(moved.left_out)}", err=True)
