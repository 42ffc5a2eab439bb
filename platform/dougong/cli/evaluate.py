"""`dougong eval`: try an expression, on a record if one likes."""

import json

import click

from dougong.cli import session
from dougong.records.console import try_out


@click.command("eval")
@click.argument("expression")
@click.option("--object", "-o", "subject", help="Whose fields the expression may name.")
@click.option("--id", "-i", "record", type=int, help="Which record of it; an empty one if left out.")
@click.option("--json", "for_programs", is_flag=True, help="Print kind and value as JSON.")
@session.command
def evaluate(*, expression: str, subject: str | None, record: int | None, for_programs: bool) -> None:
    """Print what EXPRESSION gives, as in: dougong eval "round(10 / 3, 2)"."""
    alive = session.runtime(session.settings())
    found = try_out(session.machine(alive), expression, subject, record)
    click.echo(json.dumps({"kind": found.kind.value, "value": found.text}, ensure_ascii=False) if for_programs
               else found.text)
