"""`dougong init`: make the database ready: tables, catalog, the records packs bring, an administrator."""

import secrets

import click

from dougong.access import identity
from dougong.catalog.model import Sample
from dougong.catalog.reading.source import tables_of
from dougong.cli import session
from dougong.config import Settings
from dougong.kernel.labels import LANGUAGES
from dougong.records.lists.query import Query
from dougong.records.reading import select
from dougong.records.runtime import Runtime
from dougong.records.search.rebuild import rebuild
from dougong.records.seeding.first_run import Answers, answer
from dougong.records.seeding.seed import seed
from dougong.records.upkeep import backfill, chores
from dougong.records.writing.change import Change
from dougong.store import start
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init as make_tables
from dougong.store.snapshot import uids

ADMIN = "admin"


@click.command()
@click.option("--empty", is_flag=True, help="Leave out the sample records.")
@click.option("--company", is_flag=True, help="Fill in a whole company: thousands of sample records.")
@click.option("--name", help="What the company is called.")
@click.option("--currency", help="The currency of its books, as in CNY.")
@click.option("--time-zone", help="Where its clock stands, as in Asia/Shanghai.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the administrator and of new users.")
@session.command
def init(*, empty: bool, company: bool, **answers: str | None) -> None:
    """Make the database ready to serve. Run again, it changes only what is missing.

    What is not said here about the company the first page asks the administrator, unless something is said.
    """
    given = session.settings()
    held = _define(given)
    alive = session.runtime(given)
    for line in backfill.fill(session.machine(alive), held).told():
        click.echo(line)
    chores.finish(alive, 0)
    for _ in rebuild(session.machine(alive)):
        pass
    password = _administrator(alive)
    written = seed(alive, session.machine(alive), (), tables_of(session.packs(given)))
    if any(answers.values()):
        answer(alive, session.machine(alive), Answers(**answers))
    written += seed(alive, session.machine(alive), _samples(empty=empty, company=company),
                   tables_of(session.packs(given)))
    if written:
        click.echo(f"Wrote {written} records")
    _tell(given, password)
    if company:
        _show_around(alive)


def _define(given: Settings) -> bytes:
    """Put the definitions in force and return the catalog before them as it was stored."""
    database = Database.open(given.database_url, migrator=given.migrator_url)
    try:
        for warning in start.warnings(database):
            click.echo(warning, err=True)
        make_tables(database)
        held = backfill.before(database)
        sources = session.definitions(given, database)
        wanted = plan(database, session.compiled(sources, uids(database)))
        number = apply(database, wanted, session.sealed(sources, wanted, database), by="dougong init", agreed="confirm")
    finally:
        database.close()
    click.echo(f"Catalog {number} is in force, {len(wanted.catalog.objects)} objects")
    return held


def _administrator(alive: Runtime) -> str | None:
    """Make the first user if there is none; return a password that was made up for it."""
    database, given = alive.database, alive.settings.admin_password
    context = session.machine(alive)
    if identity.user_called(database, ADMIN) is None:
        alive.unit(context).apply(Change(object="user", verb="create", values={"login": ADMIN, "name": "管理员"}))
    if identity.has_password(database, ADMIN):
        return None
    password = given or secrets.token_urlsafe(9)
    identity.set_password(database, ADMIN, password, alive.clock)
    return None if given else password


def _tell(given: Settings, password: str | None) -> None:
    known = password or ("as in DOUGONG_ADMIN_PASSWORD" if given.admin_password else
                         "as shown by the first start (forgotten: dougong user password admin)")
    click.echo(f"\n  Open      {given.base_url}\n  Sign in   {ADMIN}\n  Password  {known}\n")


def _show_around(alive: Runtime) -> None:
    """Let the one who came last to the sample company sign in, too, and say how: a person with few rights."""
    context = session.machine(alive)
    newest = Query(object="membership", sort=("-id",), fields=("member.login", "role.name"), limit=1)
    found = select(context, newest).rows
    if not found or identity.has_password(alive.database, found[0]["member.login"]):
        return
    password = secrets.token_urlsafe(9)
    identity.set_password(alive.database, found[0]["member.login"], password, alive.clock)
    click.echo(f"  Or as     {found[0]['member.login']} ({found[0]['role.name']})\n  Password  {password}\n")


def _samples(*, empty: bool, company: bool) -> tuple[Sample, ...]:
    """Return which of the invented records are asked for."""
    return () if empty else ("few", "company") if company else ("few",)
