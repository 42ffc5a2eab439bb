"""`dougong backup FILE`: the whole database into one file, while people work."""

from pathlib import Path

import click

from dougong import ext
from dougong.cli import session
from dougong.store.backup.write import backup as take
from dougong.store.database import Database
from dougong.store.files.place import place


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-secret", is_flag=True, help="Put the secret key in too: keep the file as you keep passwords.")
@session.command
def backup(*, file: Path, with_secret: bool) -> None:
    """Write everything the database holds at this moment to FILE, which restores on SQLite and PostgreSQL alike."""
    given = session.settings()
    database = Database.open(given.database_url)
    try:
        made = take(database, ext.registry(), file, given.secret_key if with_secret else None,
                    place(given.files_url, given.home))
    finally:
        database.close()
    click.echo(f"Kept catalog {made.number}: {made.rows} rows in {len(made.entries)} tables, "
               f"{file.stat().st_size} bytes in {file}")
    if made.files:
        click.echo(f"{len(made.files)} uploaded files are in it")
    if made.lacking:
        click.echo(f"{len(made.lacking)} uploaded files are missing or damaged and not in it; see `dougong doctor`",
                   err=True)
    if made.left_out:
        click.echo(f"Left out, since no definition speaks of them: {', '.join(made.left_out)}", err=True)
