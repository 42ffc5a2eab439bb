"""`dougong rules`: a rule tried before it is trusted; nothing of it lasts."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import click

from dougong.api.problems import faults
from dougong.api.trial import due_told, past_told, trial_told
from dougong.catalog.rule import Rule
from dougong.cli import session
from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.processes.rules.foretold import FAR, TIMES, foretold
from dougong.processes.rules.replayed import DAYS, replayed
from dougong.processes.rules.trying import tried
from dougong.records.context import Context

_MARKS = {True: "+", False: "-", None: " "}
_json = click.option("--json", "for_programs", is_flag=True, help="Print one JSON object, as the API answers.")
Told: TypeAlias = dict[str, Any]


@click.group()
def rules() -> None:
    """Rules tried before they are trusted: on a record, on what was, on what is to come."""


@rules.command("try")
@click.argument("rule")
@click.argument("id", type=click.IntRange(1))
@click.option("--language", type=click.Choice(["zh-Hans", "zh-Hant", "en"]), default="en", show_default=True)
@_json
@session.command
def on_record(*, rule: str, id: int, language: str, for_programs: bool) -> None:
    """Say what RULE makes of the record ID as it is now, condition by condition, and what it would do."""
    def found(context: Context, one: Rule) -> Told:
        trial = tried(context, context.catalog, one, id)
        refused = None if trial.refused is None else _why(trial.refused, language)
        return trial_told(context.catalog, one, trial, refused, language)
    _print(rule, found, _tried, for_programs=for_programs)


@rules.command()
@click.argument("rule")
@click.option("--days", type=click.IntRange(1, DAYS), default=DAYS, show_default=True, help="How far to look back.")
@_json
@session.command
def past(*, rule: str, days: int, for_programs: bool) -> None:
    """Say on which changes of the last days RULE would have fired: each is asked again as it was."""
    _print(rule, lambda context, one: past_told(one, replayed(context, context.catalog, one, days)), _past,
           for_programs=for_programs)


@rules.command()
@click.argument("rule")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The first day; today if left out.")
@click.option("--days", type=click.IntRange(1, TIMES), default=1, show_default=True, help="So many days.")
@_json
@session.command
def due(*, rule: str, day: datetime | None, days: int, for_programs: bool) -> None:
    """Say what time would bring to RULE from a day on, of the records as they are now."""
    def found(context: Context, one: Rule) -> Told:
        first = context.today if day is None else day.date()
        if abs(first - context.today) > FAR:
            raise click.UsageError(f"the day is more than {FAR.days} days away")
        return due_told(one, foretold(context, context.catalog, one, first, first + timedelta(days=days - 1)))
    _print(rule, found, _due, for_programs=for_programs)


def _print(name: str, asked: Callable[[Context, Rule], Told], lines: Callable[[Context, Told], Iterator[str]], *,
           for_programs: bool) -> None:
    """Print what is found of the rule in force that is called so."""
    runtime = session.runtime(session.settings())
    with closing(runtime.database):
        context = session.machine(runtime)
        found = asked(context, session.rule(context.catalog, name))
        click.echo(_text(found) if for_programs else "\n".join(lines(context, found)))


def _why(error: AppError, lang: str) -> Told:
    return {"code": error.code, "detail": say(error.code, lang, **error.params), "errors": faults(error.errors, lang)}


def _tried(context: Context, found: Told) -> Iterator[str]:
    for judged in found["judged"]:
        line = f"line {judged['line']}: " if judged["line"] else ""
        yield f"{_MARKS[judged['fires']]} {line}{judged['text']}"
        for part in judged["conditions"]:
            seen = ", ".join(f"{name} = {_text(value)}" for name, value in part["values"].items())
            yield f"    {_MARKS[part['holds']]} {part['text']}  {seen}".rstrip()
    yield from (f"  call {each['action']}  {each['label']}" for each in found["calls"])
    for made in found["changes"]:
        names = {field.uid: name for name, field in context.catalog.objects[made["object"]].fields.items()}
        values = {names.get(uid, uid): change for uid, change in made["changes"].items()}
        yield f"  {made['transition'] or made['verb']} {made['object']} {made['title']}  {_text(values)}"
    yield from (f"  {each['kind']}  {_text(each['payload'])}" for each in found["effects"])
    if found["refused"]:
        yield f"  refused: {found['refused']['detail']}"
        yield from (f"    {each['pointer'] or '/'}: {each['message']}" for each in found["refused"]["errors"])


def _past(_: Context, found: Told) -> Iterator[str]:
    yield f"would have fired {found['fired']} times, on {found['on']} records"
    more = ", and there were more" if found["cut"] else ""
    yield f"  {found['changes']} changes of {found['records']} records since {found['since']}{more}"
    if found["as_now"]:
        yield f"  taken as it is now: {', '.join(found['as_now'])}"
    for each in found["data"]:
        line = f"line {each['line']}" if each["line"] else ""
        yield f"  {each['at']}  {each['id']}  {each['title']}  {line}".rstrip()


def _due(_: Context, found: Told) -> Iterator[str]:
    for each in found["data"]:
        yield each["at"] if each["records"] else f"{each['at']}  nothing"
        yield from (f"  {one['id']}  {one['title']}" for one in each["records"])
        yield from (["  and more"] if each["more"] else [])
    if found["cut"] or not found["data"]:
        yield "there are more due times" if found["cut"] else "time does not trigger it then"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
