"""`dougong purge-bin`: what has lain in the bin long enough goes for good."""

import json
from contextlib import closing
from datetime import timedelta

import click

from dougong.cli import session
from dougong.records.upkeep.bin import purge_bin


@click.command("purge-bin")
@click.option("--older-than", "days", type=click.IntRange(0, 36_500), required=True, metavar="DAYS",
              help="How many days a record has to have been in the bin.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@session.command
def purge(*, days: int, as_json: bool) -> None:
    """Remove records that have been in the bin for DAYS days, for good, with their lines and their history.

    One entry without values stays: that there was a record, and who purged it when. Records to which others still
    point are kept and counted.
    """
    alive = session.runtime(session.settings())
    with closing(alive.database):
        context = session.machine(alive)
        done = purge_bin(alive.unit(context), context.now - timedelta(days=days), f"purge-bin --older-than {days}")
    if as_json:
        click.echo(json.dumps([{"object": each.object, "purged": each.gone, "kept": each.kept} for each in done]))
        return
    for each in done:
        kept = f", {each.kept} kept: other records still point to them" if each.kept else ""
        click.echo(f"{each.object}: {each.gone} purged{kept}")
    if not done:
        click.echo("nothing has been in the bin that long")
