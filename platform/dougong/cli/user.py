"""`dougong user`: who may sign in."""

import secrets
from typing import Any, Final

import click

from dougong.access import factor, identity, presence
from dougong.access.factor import Kept
from dougong.access.passwords import demand
from dougong.cli import session
from dougong.kernel.errors import Missing
from dougong.records.acts import inviting
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import read, select
from dougong.records.writing.change import Change

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
@click.argument("name")
@click.argument("email")
@click.option("--language", type=click.Choice(["zh-Hans", "zh-Hant", "en"]), help="As set for new users if left out.")
@click.option("--role", "roles", multiple=True, help="The code of a role to hold from today; may be given again.")
@click.option("--unit", help="The code of the department the roles are held in.")
@session.command
def invite(*, login: str, name: str, email: str, language: str | None, roles: tuple[str, ...],
           unit: str | None) -> None:
    """Add a user called NAME who signs in as LOGIN, and send them a link to choose their own password."""
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    inviting.invite(alive, context, inviting.Newcomer(
        name=name, login=login, email=email, language=language,
        roles=tuple(_named(context, "role", "code", each) for each in roles),
        unit=None if unit is None else _named(context, "unit", "code", unit)))


@user.command()
@click.argument("login")
@session.command
def disable(*, login: str) -> None:
    """Sign LOGIN out everywhere and let them in no more, nor their tokens."""
    _put(login, "disabled")


@user.command()
@click.argument("login")
@session.command
def enable(*, login: str) -> None:
    """Let LOGIN in again."""
    _put(login, "active")


@user.command()
@click.argument("login")
@session.command
def sessions(*, login: str) -> None:
    """List where LOGIN is signed in: browser, address, since when, last used."""
    alive = session.runtime(session.settings())
    number = _named(session.machine(alive), "user", "login", login)
    for each in presence.present_of(alive.database, alive.clock, number):
        click.echo("\t".join((each.agent or "-", each.address or "-", f"{each.began:%Y-%m-%d %H:%M}",
                              f"{each.seen:%Y-%m-%d %H:%M}")))


@user.command(name="sign-out")
@click.argument("login")
@session.command
def sign_out(*, login: str) -> None:
    """End all sessions of LOGIN."""
    alive = session.runtime(session.settings())
    presence.end_all(alive.database, _named(session.machine(alive), "user", "login", login))


@user.command(name="reset-factor")
@click.argument("login")
@session.command
def reset_factor(*, login: str) -> None:
    """Forget the second factor of LOGIN: the password alone lets in, or a new one is set up where it is demanded."""
    alive = session.runtime(session.settings())
    number = _named(session.machine(alive), "user", "login", login)
    factor.drop(Kept(alive.database, alive.settings.secret_key, alive.clock), number, None)


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
    if chosen is not None:
        demand(chosen, login)
    alive = session.runtime(session.settings())
    new = chosen or secrets.token_urlsafe(9)
    identity.set_password(alive.database, login, new, alive.clock)
    if chosen is None:
        click.echo(new)


def _put(login: str, status: str) -> None:
    alive = session.runtime(session.settings())
    context = session.machine(alive)
    record = read(context, "user", _named(context, "user", "login", login))
    alive.unit(context).apply(Change(object="user", verb="update", id=record["id"], version=record["version"],
                                     values={"status": status}))


def membership(context: Context, role: str, unit: str | None) -> dict[str, Any]:
    """Return the values of a membership, but for whose it is; raises Missing for no such role or unit."""
    return {"role": _named(context, "role", "code", role), "reason": REASON,
            "unit": None if unit is None else _named(context, "unit", "code", unit)}


def _named(context: Context, object: str, name: str, text: str) -> int:
    """Return the id of the live record whose field `name` is the text; raises Missing, which names it."""
    rows = select(context, Query(object=object, filters=(Filter(name, "eq", text),), fields=("id",), limit=1)).rows
    if not rows:
        raise Missing("no_such_called", object=object, name=text)
    return int(rows[0]["id"])
