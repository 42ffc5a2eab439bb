"""`dougong restore FILE`: an archive into an empty database."""

import os
from pathlib import Path

import click

from dougong.cli import session
from dougong.config import KEY_FILE, Settings
from dougong.spi import registry_of
from dougong.store.backup_restore import restore as fill
from dougong.store.backup_restore import secret_of
from dougong.store.database import Database
from dougong.store.files import FOLDER, Disk


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--into", "url", callback=session.address, help="The empty database, instead of DOUGONG_DATABASE_URL.")
@click.option("--with-secret", is_flag=True, help="Put the archive's secret key in place of the one here.")
@session.command
def restore(*, file: Path, url: str | None, with_secret: bool) -> None:
    """Fill an empty database from FILE; whole or not at all, and every row compared with what was kept."""
    given = session.settings()
    secret = _secret(file, given) if with_secret else None
    database = Database.open(url or given.database_url)
    try:
        made = fill(database, registry_of(session.plugins()), file, files=Disk(given.home / FOLDER))
    finally:
        database.close()
    if secret is not None:
        _keep(given.home / KEY_FILE, secret)
    click.echo(f"Restored catalog {made.number} of {made.made_at}: {made.rows} rows in {len(made.entries)} tables")
    click.echo("Next: `dougong apply` brings the definitions on this machine in force, `dougong serve` serves")


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
