"""`dougong user`: who may sign in."""

import secrets
from typing import Any, Final

import click

from dougong.access import identity
from dougong.cli import session
from dougong.config import SHORTEST_PASSWORD
from dougong.kernel.errors import Missing
from dougong.records.change import Change
from dougong.records.context import Context
from dougong.records.query import Filter, Query
from dougong.records.reading import select

#: Why somebody holds a role that was given here.
REASON: Final = "dougong user"


@click.group()
def user() -> None:
    """People who sign in."""


@user.command()
@click.argument("login")
@click.argument("name")
@click.option("--language", type=click.Choice(["zh-Hans", "zh-Hant", "en"]), default="zh-Hans", show_default=True)
@click.option("--role", "roles", multiple=True, help="The code of a role to hold from today; may be given again.")
@click.option("--unit", help="The code of the department the roles are held in.")
@session.command
def add(*, login: str, name: str, language: str, roles: tuple[str, ...], unit: str | None) -> None:
    """Add a user called NAME who signs in as LOGIN, and print a password for the first time."""
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    held = [membership(context, role, unit) for role in roles]
    made = alive.unit(context).apply(Change(
        object="user", verb="create", values={"login": login, "name": name, "language": language}))
    for values in held:
        alive.unit(context).apply(Change(object="membership", verb="create", values={**values, "member": made.id}))
    password = secrets.token_urlsafe(9)
    identity.set_password(alive.database, login, password, alive.clock)
    click.echo(password)


@user.command()
@click.argument("login")
@click.argument("code")
@click.option("--unit", help="The code of the department the role is held in.")
@session.command
def role(*, login: str, code: str, unit: str | None) -> None:
    """Let LOGIN hold the role CODE from today."""
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    values = {**membership(context, code, unit), "member": _named(context, "user", "login", login)}
    alive.unit(context).apply(Change(object="membership", verb="create", values=values))


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


def membership(context: Context, role: str, unit: str | None) -> dict[str, Any]:
    """Return the values of a membership, but for whose it is; raises Missing for no such role or unit."""
    return {"role": _named(context, "role", "code", role), "reason": REASON,
            "unit": None if unit is None else _named(context, "unit", "code", unit)}


def _named(context: Context, object: str, name: str, text: str) -> int:
    """Return the id of the live record whose field `name` is the text."""
    rows = select(context, Query(object=object, filters=(Filter(name, "eq", text),), fields=("id",), limit=1)).rows
    if not rows:
        raise Missing(object=f"{object} {text}")
    return int(rows[0]["id"])
