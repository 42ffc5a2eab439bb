"""`dougong history` and `dougong revert`: how the definitions came to be what they are, and the way back."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import click

from dougong.cli import session
from dougong.cli.tongue import LANGUAGE
from dougong.kernel.messages import say
from dougong.records.definitions import defined
from dougong.store.database import Database


@click.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--since", type=click.IntRange(0), help="Compare NUMBER with this catalog; the one before when left out.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many to list.")
@click.option("--yaml", "with_yaml", is_flag=True, help="Show NUMBER as a diff of YAML.")
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@session.command
def history(*, number: int | None, since: int | None, limit: int, with_yaml: bool, for_programs: bool) -> None:
    """List who changed which definitions when, newest first; of one catalog NUMBER, say what it changed."""
    with closing(Database.open(session.settings().database_url)) as database:
        if number is None:
            found: Any = defined.changed(database, limit=limit)
            lines = [line for each in found for line in _listed(each)]
        else:
            found = defined.compared(database, number, since)
            told = (line for each in found["changes"] for line in lines_of(each, with_yaml=with_yaml))
            lines = [_headed(found), *told]
    click.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str) if for_programs else "\n".join(lines))


@click.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--plan", "only_plan", is_flag=True, help="Only show what it would do.")
@click.option("--confirm", "confirmed", is_flag=True, help="Agree to steps that need it.")
@click.option("--destructive", is_flag=True, help="Agree also to steps that cut or lose values.")
@LANGUAGE
@session.command
def revert(*, number: int, only_plan: bool, confirmed: bool, destructive: bool, language: str) -> None:
    """Take back the change of definitions that made catalog NUMBER; what came later stays.

    Refused when something later stands on it. Definitions that come from files on this machine come back with the
    next `dougong apply`: change the files too.
    """
    alive = session.runtime(session.settings())
    plan: Mapping[str, Any] = defined.reverting(alive, number, language)
    for step in plan["steps"]:
        click.echo(f"{say('plan_is_' + step['safety'], language):11} {step['sentence']}")
    if only_plan:
        return
    made = defined.revert(alive, session.machine(alive), number, plan["digest"],
                          "destructive" if destructive else "confirm" if confirmed else "safe")
    click.echo(f"Catalog {made} is in force")


def _headed(found: Mapping[str, Any]) -> str:
    by = found["by"]
    who = f"user {by['user']} ({by['door']})" if by["user"] is not None else ""
    return f"{found['number']:5}  {found['at'][:16].replace('T', ' ')}  {' '.join(filter(None, (who, by['note'])))}"


def _listed(found: Mapping[str, Any]) -> Iterator[str]:
    yield _headed(found)
    signs = {"added": "+", "removed": "-", "changed": "~"}
    shown = found["definitions"][:12]
    yield from (f"         {signs[each['what']]} {each['definition']}" for each in shown)
    if more := len(found["definitions"]) - len(shown):
        yield f"           and {more} more"


def lines_of(found: Mapping[str, Any], *, with_yaml: bool = False) -> Iterator[str]:
    """Yield what a definition says otherwise: value by value, or as a diff of YAML."""
    yield f"{found['definition']} {found['what']}"
    if with_yaml:
        yield from (f"    {line}" for line in found["diff"].splitlines())
        return
    yield from (f"    {each['path']}: {_value(each['was'])} → {_value(each['to'])}" for each in found["differences"])


def _value(value: Any) -> str:
    return "–" if value is None else json.dumps(value, ensure_ascii=False, default=str)
