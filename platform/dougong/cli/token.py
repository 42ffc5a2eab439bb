"""`dougong token`: keys for programs."""

import click

from dougong.access import identity
from dougong.cli import session


@click.group()
def token() -> None:
    """Keys by which programs call the API."""


@token.command()
@click.argument("user")
@click.option("--name", default="command line", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="For how long it is good; for ever if left out.")
@session.command
def create(*, user: str, name: str, days: int | None) -> None:
    """Print a new token of USER, alone on a line; it is not kept and cannot be shown again."""
    alive = session.runtime(session.settings())
    click.echo(identity.create_token(alive.database, user, name, alive.clock, days))


@token.command()
@click.argument("secret")
@session.command
def revoke(*, secret: str) -> None:
    """Make a token worthless from now on."""
    alive = session.runtime(session.settings())
    identity.revoke_token(alive.database, secret, alive.clock)
