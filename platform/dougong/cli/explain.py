"""`dougong explain`: which layer, file and line say a value of a definition, or who changed it and when."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import click

from dougong import ext
from dougong.cli import session
from dougong.records.definitions.explaining import explained
from dougong.store.database import Database


@click.command()
@click.argument("path")
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@session.command
def explain(*, path: str, for_programs: bool) -> None:
    """Say where the definitions in force have PATH from, as in customer.fields.phone.label or views.customer_list.

    Of each value: the layer (a pack, `site`, or `engine` for what holds where nothing is written), file and line; of
    what was changed on the spot also who, when, and what it replaced.
    """
    with closing(Database.open(session.settings().database_url)) as database:
        found = explained(database, ext.registry(), path)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1, default=str) if for_programs
               else "\n".join(_lines(found)))


def _lines(found: Mapping[str, Any]) -> Iterator[str]:
    if not found["parts"]:
        yield f"{found['path']} = {_value(found['value'])}  ({_whence(found)})"
    for each in found["beneath"]:
        yield f"    replaces {_value(each['value'])}  ({_whence(each)})"
    for part in found["parts"]:
        yield from _lines(part)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _whence(found: Mapping[str, Any]) -> str:
    place = f"{found['file']}:{found['line']}" if found["file"] else "nothing is written"
    if found["number"] is None:
        return f"{found['layer']}, {place}"
    by = found["by"] or {}
    who = f"user {by['user']}" if by.get("user") else by.get("note") or "a command"
    return f"{found['layer']}, {place}, catalog {found['number']}, {who}, {found['at']}"
