"""`dougong pack check`: whether packs can be used, with the shipped ones below them."""

from pathlib import Path

import click

from dougong import ext
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import folders, shipped_packs
from dougong.cli import session
from dougong.store.expression.translatable import INSPECTIONS
from dougong.testing.naming import check_names
from dougong.testing.scenario import scenarios


@click.command()
@click.argument("folder", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@session.command
def check(*, folder: tuple[Path, ...]) -> None:
    """Check packs and their scenarios; prints findings like a compiler, exit code 1 if any.

    The shipped packs are checked together with those in FOLDER. An operation of a patch that would be parked is told
    too: its anchor is gone, or it replaces something else.
    """
    registry, packs = ext.registry(), (*shipped_packs(), *folders(folder))
    catalog = compile_catalog(packs, registry, {}, INSPECTIONS)
    told = scenarios(packs, registry)
    check_names(told, catalog)
    parked = [each for each in catalog.patches if each.lost]
    for each in parked:
        now = f"; it says {each.now!r} now" if each.lost == "changed" else ""
        click.echo(f"{each.file}: operation {each.index + 1} on {each.path} is parked ({each.lost}{now})", err=True)
    if parked:
        raise SystemExit(session.REFUSED)
    fields = sum(len(each.fields) for each in catalog.objects.values())
    click.echo(f"{len(catalog.packs)} packs, {len(catalog.objects)} objects, {fields} fields, {len(told)} scenarios: "
               "no findings")
