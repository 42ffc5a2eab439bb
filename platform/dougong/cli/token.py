"""`dougong token`: keys for programs."""

import click

from dougong.access import account, identity
from dougong.access.account import Key, Owner
from dougong.access.scope import VERBS, scope_of
from dougong.catalog.model import Catalog
from dougong.cli import session
from dougong.kernel.errors import Missing
from dougong.kernel.number import whole_number


@click.group()
def token() -> None:
    """Keys by which programs call the API."""


@token.command()
@click.argument("user")
@click.option("--name", default="command line", help="What it is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="For how long it is good; for ever if left out.")
@click.option("--may", "verbs", multiple=True, type=click.Choice(VERBS),
              help="What it may do, reading included; all that USER may if left out. May be given again.")
@click.option("--object", "objects", multiple=True, help="The only objects it is for; may be given again.")
@session.command
def create(*, user: str, name: str, days: int | None, verbs: tuple[str, ...], objects: tuple[str, ...]) -> None:
    """Print a new token of USER, alone on a line; it is not kept and cannot be shown again."""
    alive = session.runtime(session.settings())
    scope = scope_of(alive.live.catalog, verbs, objects)
    click.echo(identity.create_token(alive.database, user, name, alive.clock, days, scope))


@token.command(name="list")
@click.argument("user")
@session.command
def list_(*, user: str) -> None:
    """List the tokens of USER that are good: number, what for, made, last used, good until, what it may."""
    alive = session.runtime(session.settings())
    found = identity.user_called(alive.database, user)
    if found is None:
        raise Missing(object=f"user {user}")
    for each in account.keys(Owner(alive.database, alive.clock, found, user, "")):
        click.echo("\t".join(_told(each, alive.live.catalog)))


@token.command()
@click.argument("secret")
@session.command
def revoke(*, secret: str) -> None:
    """Make a token worthless from now on: the token itself, or USER:NUMBER as `dougong token list USER` tells."""
    alive = session.runtime(session.settings())
    user, _, told = secret.rpartition(":")
    if not user:
        identity.revoke_token(alive.database, secret, alive.clock)
        return
    found, number = identity.user_called(alive.database, user), whole_number(told)
    if found is None or number is None:
        raise Missing(object=f"token {secret}")
    account.revoke_key(Owner(alive.database, alive.clock, found, user, ""), number)


def _told(key: Key, catalog: Catalog) -> list[str]:
    until, used = ("never" if each is None else f"{each:%Y-%m-%d %H:%M}" for each in (key.until, key.used))
    scope, names = key.scope, {one.uid: one.name for one in catalog.objects.values()}
    verbs = "all" if scope is None or scope.verbs is None else ",".join(sorted(scope.verbs))
    objects = "all" if scope is None or scope.objects is None else ",".join(
        sorted(names.get(uid, "gone") for uid in scope.objects))
    return [str(key.id), key.name, f"{key.made:%Y-%m-%d %H:%M}", used, until, verbs, objects]
