"""`dougong sweep-files`: files nobody has any more go for good."""

import click

from dougong.cli import session
from dougong.records.files.sweep import sweep


@click.command("sweep-files")
@session.command
def sweep_files() -> None:
    """Remove files no record and no field has any more, and bytes of writes that were rolled back.

    Servers do the same by themselves once an hour.
    """
    alive = session.runtime(session.settings())
    swept = sweep(session.machine(alive), alive)
    click.echo(f"{swept.records} files and {swept.contents} contents on the disk are gone for good")
