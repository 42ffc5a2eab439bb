"""`dougong restore FILE`: an archive into an empty database."""

import os
from pathlib import Path

import click

from dougong import ext
from dougong.cli import session
from dougong.config import KEY_FILE, Settings
from dougong.store.backup.files import mended
from dougong.store.backup.format import opened, read_manifest
from dougong.store.backup.restore import restore as fill
from dougong.store.backup.restore import secret_of
from dougong.store.database import Database
from dougong.store.files.place import place


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--into", "url", callback=session.address, help="The empty database, instead of DOUGONG_DATABASE_URL.")
@click.option("--with-secret", is_flag=True, help="Put the archive's secret key in place of the one here.")
@click.option("--files", "files_alone", is_flag=True,
              help="Put uploaded files back that are missing or damaged here; the database stays as it is.")
@session.command
def restore(*, file: Path, url: str | None, with_secret: bool, files_alone: bool) -> None:
    """Fill an empty database from FILE; whole or not at all, and every row compared with what was kept."""
    given = session.settings()
    if files_alone:
        _mend(file, given, url)
        return
    secret = _secret(file, given) if with_secret else None
    database = Database.open(url or given.database_url, migrator=None if url else given.migrator_url)
    try:
        made = fill(database, ext.registry(), file, files=place(given.files_url, given.home))
    finally:
        database.close()
    if secret is not None:
        _keep(given.home / KEY_FILE, secret)
    click.echo(f"Restored catalog {made.number} of {made.made_at}: {made.rows} rows in {len(made.entries)} tables")
    if made.lacking:
        click.echo(f"{len(made.lacking)} uploaded files were missing or damaged when it was made", err=True)
    click.echo("Next: `dougong apply` brings the definitions on this machine in force, `dougong serve` serves")


def _mend(file: Path, given: Settings, url: str | None) -> None:
    database = Database.open(url or given.database_url)
    try:
        with opened(file) as archive:
            put = mended(archive, read_manifest(archive), database, session.current(database),
                         place(given.files_url, given.home))
    finally:
        database.close()
    click.echo(f"{len(put)} uploaded files were missing or damaged here and are back")


def _secret(file: Path, given: Settings) -> str:
    """Return the secret key of the archive, before anything is written; raise UsageError when it is of no use."""
    if given.secret_key == os.environ.get("DOUGONG_SECRET_KEY"):
        raise click.UsageError("DOUGONG_SECRET_KEY is set and goes before the key of the archive; unset it")
    found = secret_of(file)
    if found is None:
        raise click.UsageError(f"{file} was made without --with-secret and holds no secret key")
    return found


def _keep(file: Path, secret: str) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secret, encoding="ascii")
    draft.replace(file)
