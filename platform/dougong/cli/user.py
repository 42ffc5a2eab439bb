"""`dougong user`: who may sign in."""

import secrets

import click

from dougong.access import identity
from dougong.cli import session
from dougong.config import SHORTEST_PASSWORD
from dougong.records.change import Change


@click.group()
def user() -> None:
    """People who sign in."""


@user.command()
@click.argument("login")
@click.argument("name")
@click.option("--language", type=click.Choice(["zh-Hans", "zh-Hant", "en"]), default="zh-Hans", show_default=True)
@session.command
def add(*, login: str, name: str, language: str) -> None:
    """Add a user called NAME who signs in as LOGIN, and print a password for the first time."""
    alive = session.runtime(session.settings())
    alive.unit(session.machine(alive)).apply(Change(
        object="user", verb="create", values={"login": login, "name": name, "language": language}))
    password = secrets.token_urlsafe(9)
    identity.set_password(alive.database, login, password, alive.clock)
    click.echo(password)


@user.command()
@click.argument("login")
@click.option("--set", "chosen", help="The password; one is made up and printed if left out.")
@session.command
def password(*, login: str, chosen: str | None) -> None:
    """Give LOGIN another password and end all its sessions."""
    if chosen is not None and len(chosen) < SHORTEST_PASSWORD:
        raise click.BadParameter(f"a password has at least {SHORTEST_PASSWORD} characters", param_hint="--set")
    alive = session.runtime(session.settings())
    new = chosen or secrets.token_urlsafe(9)
    identity.set_password(alive.database, login, new, alive.clock)
    if chosen is None:
        click.echo(new)
