"""`dougong verify`: prove that what is computed and kept, search rows too, is right and links lead somewhere."""

import json
import sys
from dataclasses import asdict

import click

from dougong.cli import session
from dougong.records.upkeep.verify import Difference
from dougong.records.upkeep.verify import verify as differences


@click.command()
@click.option("--repair", is_flag=True, help="Write formulas, rollups and search rows anew where they are wrong.")
@click.option("--object", "-o", "subject", help="Look at one object only.")
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object per difference.")
@session.command
def verify(*, repair: bool, subject: str | None, for_programs: bool) -> None:
    """Compute stored formulas, rollups and search rows again, follow all links, and print what differs; exit code 1
    while anything does. It may run while the server serves."""
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    objects = None if subject is None else (context.object(subject).name,)
    count = left = 0
    for each in differences(context, objects=objects, repair=repair):
        count, left = count + 1, left + (not each.mended)
        click.echo(json.dumps(asdict(each), ensure_ascii=False) if for_programs else _said(each))
    if not for_programs:
        click.echo(f"{count} difference{'' if count == 1 else 's'}" + (f", {count - left} mended" if repair else ""))
    sys.exit(session.REFUSED if left else 0)


def _said(each: Difference) -> str:
    where = f"{each.object} {each.id} {each.field}"
    if each.what == "link":
        return f"{where}: leads to {each.stored['object']} {each.stored['id']}, which is not there or in the bin"
    if each.what == "search":
        return f"{where}: {'was' if each.mended else 'is'} {_why(each)}"
    return f"{where}: {_shown(each.stored)} {'was' if each.mended else 'is'} stored, {_shown(each.right)} is right"


def _why(each: Difference) -> str:
    if each.stored is None:
        return "missing"
    return f"that of a record which is not there, {each.stored}" if each.right is None else "not what the record says"


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
