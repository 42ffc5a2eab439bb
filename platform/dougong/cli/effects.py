"""`dougong effects`: what the world was to be told and what came of it."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Final, TypeAlias

import click

from dougong.cli import session
from dougong.kernel.clock import SystemClock
from dougong.kernel.errors import AppError
from dougong.kernel.messages import say
from dougong.processes.effects import listing
from dougong.processes.effects.listing import STATES, Asked, Seen
from dougong.records.causes import of_rule
from dougong.store.database import Database

CLOCK: Final = SystemClock()
_Command: TypeAlias = Callable[..., None]


def _only(run: _Command) -> _Command:
    """Let a command be told which effects are meant."""
    for name, what in (("rule", "a rule asked for"), ("target", "for this, as webhook/17"), ("kind", "of this kind")):
        run = click.option(f"--{name}", help=f"Only those {what}.")(run)
    return run


_dead = click.option("--dead", is_flag=True, help="All that were given up.")


@click.group()
def effects() -> None:
    """What the world was to be told: mails, webhooks, notices."""


@effects.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those that stand so.")
@_only
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="How many, the newest.")
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object per effect, with what it tells.")
@session.command
def listed(*, state: str | None, limit: int, for_programs: bool, **only: str | None) -> None:
    """List effects, the newest first."""
    with closing(Database.open(session.settings().database_url)) as database:
        asked = replace(_asked(database, **only), state=state or "", limit=limit)
        for each in listing.found(database, asked):
            click.echo(json.dumps(_whole(each), ensure_ascii=False) if for_programs else _line(each))


@effects.command()
@click.argument("ids", type=int, nargs=-1)
@_dead
@_only
@session.command
def retry(*, ids: tuple[int, ...], dead: bool, **only: str | None) -> None:
    """Try the effects with these IDS again, now; the servers do it. With --dead all that were given up."""
    _settle(ids, dead=dead, cancel=False, **only)


@effects.command()
@click.argument("ids", type=int, nargs=-1)
@_dead
@_only
@session.command
def cancel(*, ids: tuple[int, ...], dead: bool, **only: str | None) -> None:
    """Never let the effects with these IDS happen. With --dead all that were given up."""
    _settle(ids, dead=dead, cancel=True, **only)


def _settle(ids: tuple[int, ...], *, dead: bool, cancel: bool, **only: str | None) -> None:
    if dead == bool(ids) or (ids and any(only.values())):
        raise click.UsageError("name effects by their IDS, or all that were given up: --dead, and which of those")
    if ids:
        return _each(ids, cancel=cancel)
    with closing(Database.open(session.settings().database_url)) as database:
        count = (listing.cancel_dead if cancel else listing.again_dead)(database, _asked(database, **only), CLOCK)
    click.echo(f"{count} {'cancelled' if cancel else 'to be tried again'}")
    return None


def _asked(database: Database, *, kind: str | None, target: str | None, rule: str | None) -> Asked:
    """Return which effects are meant; the definitions are read only where a rule is named."""
    cause = of_rule(session.rule(session.current(database), rule)) if rule else ""
    return Asked(kind=kind or "", target=target or "", cause=cause)


def _each(ids: tuple[int, ...], *, cancel: bool) -> None:
    with closing(Database.open(session.settings().database_url)) as database:
        for id in ids:
            try:
                (listing.cancel if cancel else listing.again)(database, id, CLOCK)
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
