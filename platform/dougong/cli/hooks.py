"""`dougong hooks`: where messages from outside arrive for rules, and by which secret they are known."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from dougong.cli import session
from dougong.kernel.errors import Missing
from dougong.processes.rules import hooks as places
from dougong.records.context import Context
from dougong.records.runtime import Runtime


@click.group()
def hooks() -> None:
    """Messages from outside that rules hear: where they arrive, and their secrets."""


@hooks.command("list")
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object per rule.")
@session.command
def listed(*, for_programs: bool) -> None:
    """List the rules that hear messages, each with where they arrive."""
    with _alive() as (runtime, context):
        for each in places.hooks(runtime, context):
            told = {"rule": each.rule.name, "object": each.rule.object, "url": places.url(runtime, each) or None}
            click.echo(json.dumps(told, ensure_ascii=False) if for_programs else
                       f"{each.rule.name:32} {told['url'] or 'nothing arrives yet'}")


@hooks.command()
@click.argument("rule")
@session.command
def secret(*, rule: str) -> None:
    """Make a secret for the messages to RULE, and an address where there is none, and print both. Nobody is told it
    again; the secret of before holds for a day more."""
    with _alive() as (runtime, context), _known(rule):
        made = places.turn(runtime, context, rule)
        click.echo(f"{places.url(runtime, places.one(runtime, context, rule))}\n{made}")


@hooks.command()
@click.argument("rule")
@session.command
def close(*, rule: str) -> None:
    """Let no message to RULE arrive any more."""
    with _alive() as (runtime, context), _known(rule):
        places.drop(runtime, context, rule)


@contextmanager
def _alive() -> Iterator[tuple[Runtime, Context]]:
    runtime = session.runtime(session.settings())
    with closing(runtime.database):
        yield runtime, session.machine(runtime)


@contextmanager
def _known(rule: str) -> Iterator[None]:
    """Say so where no such rule hears messages."""
    try:
        yield
    except Missing:
        raise click.ClickException(
            f"no rule called {rule} hears messages; dougong hooks list shows those that do") from None
