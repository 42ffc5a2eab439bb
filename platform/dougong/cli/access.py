"""`dougong access`: what somebody may do, and why."""

import json
from typing import Any

import click

from dougong.cli import session
from dougong.kernel.errors import Missing
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select
from dougong.records.reasons.entitled import entitled
from dougong.records.reasons.explained import asking

MARKS = {True: "+", False: "-", None: " "}


@click.command()
@click.argument("login")
@click.argument("object", required=False)
@click.argument("id", required=False, type=int)
@click.option("--language", type=click.Choice(["zh-Hans", "zh-Hant", "en"]), default="en", show_default=True)
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object.")
@session.command
def access(*, login: str, object: str | None, id: int | None, language: str, for_programs: bool) -> None:
    """Say what LOGIN may do: with every object, with OBJECT, or with its record ID, and why."""
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    found = entitled(context, asking(alive, context, _user(context, login)), object, id, language)
    if for_programs:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{found['user']['name']} ({found['user']['id']})"]
    lines += [f"  {MARKS[each['now']]} {', '.join(filter(None, (each['label'], each['unit'])))}: "
              f"{each['from']} – {each['to'] or ''}" for each in found["roles"]]
    lines += [f"{each['label']} ({each['object']}): {' '.join(each['may'])}{_ways(each['transitions'])}"
              for each in found.get("objects", ())]
    for each in (*found.get("verbs", ()), *found.get("transitions", ())):
        lines.append(f"{MARKS[each['allowed']]} {each['text']}")
        lines += [f"    {MARKS[one['covers']]} {one['text']}" for one in each["grounds"]]
    for each in found.get("fields", ()):
        if not each["read"]:
            lines.append(f"- {each['text']}")
            lines += [f"    {one['text']}" for one in each["grounds"]]
    return lines


def _ways(found: list[dict[str, Any]]) -> str:
    return f"; {', '.join(each['label'] for each in found)}" if found else ""


def _user(context: Context, login: str) -> int:
    rows = select(context, Query(object="user", filters=(Filter("login", "eq", login),), fields=("id",), limit=1)).rows
    if not rows:
        raise Missing(object=f"user {login}")
    return int(rows[0]["id"])
