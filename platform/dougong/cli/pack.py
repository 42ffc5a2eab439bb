"""`dougong pack`: tools for those who write packs."""

from pathlib import Path

import click

from dougong.catalog.compile import compile_catalog
from dougong.catalog.source import folders, shipped_packs
from dougong.cli import session
from dougong.spi import registry_of
from dougong.store.translatable import INSPECTIONS


@click.group()
def pack() -> None:
    """Tools for those who write packs."""


@pack.command()
@click.argument("folder", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@session.command
def check(*, folder: tuple[Path, ...]) -> None:
    """Check the shipped packs together with those in FOLDER; prints findings like a compiler, exit code 1 if any."""
    catalog = compile_catalog((*shipped_packs(), *folders(folder)), registry_of(session.plugins()), {}, INSPECTIONS)
    fields = sum(len(each.fields) for each in catalog.objects.values())
    click.echo(f"{len(catalog.packs)} packs, {len(catalog.objects)} objects, {fields} fields: no findings")
