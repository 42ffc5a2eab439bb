"""`dougong violations`: how many live records break which rule, before it is enforced on all and after."""

import json
from dataclasses import asdict

import click

from dougong.cli import session
from dougong.records.upkeep.breaches import Breach, breaches


@click.command()
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object per rule.")
@session.command
def violations(*, for_programs: bool) -> None:
    """Count the live records that break a check or lack what is required; changes nothing, exit code 0."""
    alive = session.runtime(session.settings())
    found = breaches(session.machine(alive))
    for each in found:
        click.echo(json.dumps(asdict(each), ensure_ascii=False) if for_programs else _said(each))
    if not found and not for_programs:
        click.echo("No live record breaks a rule")


def _said(each: Breach) -> str:
    count = "not known" if each.count is None else f"{each.count}"
    return f"{each.object}.{each.rule}: {count} (enforce: {each.enforce})"
