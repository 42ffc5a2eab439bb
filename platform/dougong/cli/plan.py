"""`dougong plan`: what applying the definitions on this machine would do."""

import json
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

import click

from dougong.cli import session
from dougong.cli.tongue import LANGUAGE, labels
from dougong.kernel.messages import say
from dougong.kernel.saying import Naming, spoken
from dougong.store.change.plan import Plan, Step, told, used_by
from dougong.store.change.planner import plan as make_plan
from dougong.store.database import Database
from dougong.store.init import init as make_tables
from dougong.store.snapshot import uids


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@click.option("--sql", "with_sql", is_flag=True, help="Show the SQL of each step.")
@LANGUAGE
@session.command
def plan(*, folder: Path | None, for_programs: bool, with_sql: bool, language: str) -> None:
    """Show what `dougong apply` would do; changes nothing. Exit code 1 when it would refuse.

    FOLDER is a site's layer as `dougong export definitions` wrote it, to take the place of the one in the database.
    """
    given = session.settings()
    database = Database.open(given.database_url, migrator=given.migrator_url)
    try:
        make_tables(database)
        wanted = make_plan(database, session.compiled(session.definitions(given, database, folder), uids(database)))
        called = labels(language, wanted, database)
    finally:
        database.close()
    click.echo(json.dumps(told(wanted, language, called), ensure_ascii=False, indent=1) if for_programs
               else _text(wanted, language, called, with_sql=with_sql))
    if wanted.safety == "refused":
        raise SystemExit(session.REFUSED)


def _text(wanted: Plan, language: str, called: Naming, *, with_sql: bool) -> str:
    if wanted.empty:
        return say("plan_none", language, number=wanted.base)
    return "\n".join([say("plan_from", language, number=wanted.base, n=len(wanted.steps)),
                      *(line for step in wanted.steps for line in lines_of(step, language, called, with_sql=with_sql))])


def lines_of(step: Step, language: str, called: Naming, *, with_sql: bool = False) -> Iterator[str]:
    """Yield what a step does in words: how safe it is, values it would cut, who reads its subject, its SQL."""
    safety = _wide(say(f"plan_is_{step.safety}", language))
    yield f"  {safety} {spoken(step.said, language, called)}{_count(step, language)}"
    yield from (f"              {each.told(language)}" for each in step.samples)
    if step.dependants:
        found = [used_by(each, language, called) for each in step.dependants]
        yield f"              {say('plan_read_by', language, what=', '.join(found))}"
    yield from (f"              {when}{sql}" for when, sql in _sql(step, language) if with_sql)


def _wide(word: str) -> str:
    """Return a word as wide as the widest; a Chinese character takes two places."""
    return word + " " * (11 - sum(2 if east_asian_width(each) in "WF" else 1 for each in word))


def _sql(step: Step, language: str) -> list[tuple[str, str]]:
    """Return each piece of SQL with when it is run, where that is not at the switch."""
    before, after = (f"{say(code, language)}: " for code in ("plan_sql_before", "plan_sql_after"))
    return [*((before, sql) for sql in step.ahead), *(("", sql) for sql in step.sql),
            *((after, later.sql) for later in step.later if later.sql)]


def _count(step: Step, language: str) -> str:
    if not step.rows:
        return ""
    return f" ({say('plan_rows_binned' if step.binned else 'plan_rows', language, n=step.rows, binned=step.binned)})"
