"""`dougong effects`: what the world was to be told and what came of it."""

import json
from contextlib import closing

import click

from dougong.cli import session
from dougong.kernel.clock import SystemClock
from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.processes.effects import listing
from dougong.processes.effects.listing import STATES, Asked, Seen
from dougong.store.database import Database


@click.group()
def effects() -> None:
    """What the world was to be told: mails, webhooks, notices."""


@effects.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those that stand so.")
@click.option("--kind", help="Only those of this kind.")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="How many, the newest.")
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object per effect, with what it tells.")
@session.command
def listed(*, state: str | None, kind: str | None, limit: int, for_programs: bool) -> None:
    """List effects, the newest first."""
    with closing(Database.open(session.settings().database_url)) as database:
        for each in listing.found(database, Asked(state=state or "", kind=kind or "", limit=limit)):
            click.echo(json.dumps(_whole(each), ensure_ascii=False) if for_programs else _line(each))


@effects.command()
@click.argument("ids", type=int, nargs=-1, required=True)
@session.command
def retry(*, ids: tuple[int, ...]) -> None:
    """Try the effects with these IDS again, now; the servers do it."""
    _each(ids, cancel=False)


@effects.command()
@click.argument("ids", type=int, nargs=-1, required=True)
@session.command
def cancel(*, ids: tuple[int, ...]) -> None:
    """Never let the effects with these IDS happen."""
    _each(ids, cancel=True)


def _each(ids: tuple[int, ...], *, cancel: bool) -> None:
    with closing(Database.open(session.settings().database_url)) as database:
        for id in ids:
            try:
                (listing.cancel if cancel else listing.again)(database, id, SystemClock())
            except AppError as error:
                raise click.ClickException(f"effect {id}: {say(error.code, 'en', **error.params)}") from None
            click.echo(_line(listing.one(database, id)))


def _line(row: Seen) -> str:
    told = (row.id, row.created_at.isoformat(timespec="seconds"), row.kind, row.key, row.state, f"{row.tries} tries",
            row.error)
    return "  ".join(str(each) for each in told if each is not None)


def _whole(row: Seen) -> dict[str, object]:
    return {"id": row.id, "kind": row.kind, "key": row.key, "state": row.state, "tries": row.tries,
            "due": row.due_at.isoformat(), "error": row.error, "target": row.target, "record": row.record_id,
            "actor": row.actor, "door": row.door, "cause": row.cause, "correlation": row.correlation,
            "created": row.created_at.isoformat(), "ended": row.ended_at.isoformat() if row.ended_at else None,
            "payload": dict(row.payload)}
