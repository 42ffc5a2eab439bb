"""`dougong plan`: what applying the definitions on this machine would do."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from dougong.cli import session
from dougong.store.database import Database
from dougong.store.init import init as make_tables
from dougong.store.plan import Plan, Step, told
from dougong.store.planner import plan as make_plan
from dougong.store.snapshot import uids


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@click.option("--sql", "with_sql", is_flag=True, help="Show the SQL of each step.")
@session.command
def plan(*, folder: Path | None, for_programs: bool, with_sql: bool) -> None:
    """Show what `dougong apply` would do; changes nothing. Exit code 1 when it would refuse.

    FOLDER is a site's layer as `dougong export definitions` wrote it, to take the place of the one in the database.
    """
    given = session.settings()
    database = Database.open(given.database_url)
    try:
        make_tables(database)
        wanted = make_plan(database, session.compiled(session.definitions(given, database, folder), uids(database)))
    finally:
        database.close()
    click.echo(json.dumps(told(wanted), ensure_ascii=False, indent=1) if for_programs
               else _text(wanted, with_sql=with_sql))
    if wanted.safety == "refused":
        raise SystemExit(session.REFUSED)


def _text(wanted: Plan, *, with_sql: bool) -> str:
    if wanted.empty:
        return f"Nothing to do: catalog {wanted.base} is what the definitions say"
    return "\n".join([f"From catalog {wanted.base}, {len(wanted.steps)} steps:",
                      *(line for step in wanted.steps for line in lines_of(step, with_sql=with_sql))])


def lines_of(step: Step, *, with_sql: bool = False) -> Iterator[str]:
    """Yield what a step does in words: how safe it is, values it would cut, who reads its subject, its SQL."""
    yield f"  {step.safety:11} {step.sentence}{_count(step)}"
    yield from (f"              {each}" for each in step.samples)
    if step.dependants:
        yield f"              read by {', '.join(step.dependants)}"
    yield from (f"              {when}{sql}" for when, sql in _sql(step) if with_sql)


def _sql(step: Step) -> list[tuple[str, str]]:
    """Return each piece of SQL with when it is run, where that is not at the switch."""
    return [*(("before: ", sql) for sql in step.ahead), *(("", sql) for sql in step.sql),
            *(("afterwards: ", later.sql) for later in step.later if later.sql)]


def _count(step: Step) -> str:
    binned = f", {step.binned} of them in the bin" if step.binned else ""
    return f" ({step.rows} rows{binned})" if step.rows else ""
