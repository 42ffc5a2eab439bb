"""`dougong worker`: a process that makes effects happen, asks the rules that time triggers, and sends mails, for
servers that leave this to workers."""

import click

from dougong.app import work
from dougong.cli import session


@click.command()
@session.command
def worker() -> None:
    """Do what servers leave to workers: effects, mails, schedules (DOUGONG_REDIS_URL), until interrupted."""
    click.echo("Working, Ctrl C stops it")
    raise SystemExit(work())
