"""`dougong audit`: what has to be accounted for, and the proof that nobody has laid hands on it."""

import json
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from dougong.cli import session
from dougong.kernel.number import whole_number
from dougong.store.database import Database
from dougong.store.engine.audit import KINDS, Asked, rows
from dougong.store.engine.audit_chain import Fault, Head, Verdict, link
from dougong.store.engine.audit_chain import verify as proved

#: Where the head that was proved last is remembered, in DOUGONG_HOME: what is cut off afterwards shows against it.
REMEMBERED: Final = "audit_head"


@click.group()
def audit() -> None:
    """Sign-ins, denied attempts, rights given and taken, exports, erasures."""


@audit.command()
@click.option("--head", "given", metavar="SEQ:HASH", help="The head to find again, instead of the one remembered.")
@click.option("--anew", is_flag=True, help="Remember the head of today, whatever was remembered: after a restore.")
@click.option("--json", "for_programs", is_flag=True, help="Print it as JSON.")
@session.command
def verify(*, given: str | None, anew: bool, for_programs: bool) -> None:
    """Prove that no row was changed, removed or put in since it was written, and that none is missing at the end since
    this was last asked here; exit code 1 with the first row that proves otherwise."""
    settings = session.settings()
    file = settings.home / REMEMBERED
    before = _head(given) if given else None if anew else _remembered(file)
    with closing(Database.open(settings.database_url)) as database:
        link(database)
        found = proved(database, before)
    click.echo(json.dumps(_told(found)) if for_programs else _said(found))
    if found.fault is not None:
        sys.exit(session.REFUSED)
    file.write_text(f"{found.head.seq}:{found.head.hash}\n", "ascii")


@audit.command("list")
@click.option("--who", type=int, help="The id of a user.")
@click.option("--what", type=click.Choice(KINDS), help="Only what was done so.")
@click.option("--object", "-o", "subject", help="Only with this object.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on (UTC).")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="How many, the newest.")
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON object per entry.")
@session.command
def listed(*, who: int | None, what: str | None, subject: str | None, since: datetime | None, limit: int,
           for_programs: bool) -> None:
    """List what was written down, the newest first."""
    with closing(Database.open(session.settings().database_url)) as database:
        asked = Asked(actor=who, kind=what, object=subject, limit=limit,
                      since=None if since is None else since.astimezone())
        for row in rows(database, asked):
            told = {"id": row.id, "at": row.at.isoformat(timespec="seconds"), "what": row.kind, "who": row.actor,
                    "door": row.door, "address": row.address, "object": row.object, "record": row.record_id,
                    "said": dict(row.said)}
            click.echo(json.dumps(told, ensure_ascii=False) if for_programs else
                       "  ".join(f"{value}" for value in told.values() if value not in (None, {})))


def _head(text: str) -> Head:
    seq, _, kept = text.strip().partition(":")
    if (number := whole_number(seq)) is None:
        raise click.BadParameter("write SEQ:HASH, as `dougong audit verify` prints it", param_hint="--head")
    return Head(number, kept)


def _remembered(file: Path) -> Head | None:
    return _head(file.read_text("ascii")) if file.exists() else None


def _told(found: Verdict) -> dict[str, object]:
    fault = found.fault
    return {"seq": found.head.seq, "hash": found.head.hash, "waiting": found.waiting,
            "fault": None if fault is None else {"what": fault.what, "seq": fault.seq, "id": fault.id}}


def _said(found: Verdict) -> str:
    if found.fault is None:
        return f"{found.head.seq} rows, head {found.head.seq}:{found.head.hash}" + (
            f"; {found.waiting} wait to be put in order" if found.waiting else "")
    return _broken(found.fault)


def _broken(fault: Fault) -> str:
    row = "" if fault.id is None else f" (row {fault.id})"
    at = f"link {fault.seq}{row}"
    return {"changed": f"{at} was changed after it was written",
            "removed": f"{at} was removed",
            "inserted": f"{at} was put in later than it says",
            "cut": f"{at} and what followed were there when this was last asked, and are gone; if an older backup was "
                   "restored since, say --anew"}[fault.what]
