"""`dougong export`: what this installation holds, written so that it can be carried elsewhere."""

from contextlib import closing
from pathlib import Path

import click

from dougong.catalog.patches import site
from dougong.cli import session
from dougong.cli.unload import unload
from dougong.store.database import Database
from dougong.store.snapshot import current_sources


@click.group()
def export() -> None:
    """Write what this installation holds to files."""


export.add_command(unload)


@export.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@session.command
def definitions(*, folder: Path) -> None:
    """Write the site's layer (what was made and changed in the browser) to FOLDER, one definition per file.

    `dougong apply FOLDER` puts it in force, here or elsewhere. Files of an earlier export in FOLDER are replaced; a
    folder with anything else in it is refused.
    """
    with closing(Database.open(session.settings().database_url)) as database:
        files = site.exported(site.files_of(current_sources(database)))
    old = _old(folder)
    for path in old - files.keys():
        (folder / path).unlink()
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    folder.mkdir(parents=True, exist_ok=True)
    count = len(files.keys() - {site.HEAD})
    click.echo(f"Wrote {count} definition{'' if count == 1 else 's'} to {folder}" if count
               else f"This site has changed nothing; {folder} is empty")


def _old(folder: Path) -> set[str]:
    """Return the files of an earlier export; raises LookupError when the folder holds something else."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml")
             if not any(part.startswith(".") for part in path.relative_to(folder).parts)} if folder.exists() else set()
    if found and site.HEAD not in found:
        raise LookupError(f"{folder} holds something else; give an empty folder, or that of an earlier export")
    return found
