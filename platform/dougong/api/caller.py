"""Who calls: a token in the Authorization header, nothing else. Cookies mean nothing here (safety.md R12)."""

from flask import g, request

from dougong.access.identity import by_token
from dougong.api.errors import Unacceptable
from dougong.api.problems import correlation
from dougong.kernel.errors import Denied, Unauthenticated
from dougong.records import audit
from dougong.records.context import Context
from dougong.records.runtime import Runtime

_TAKEN = frozenset({"", "*/*", "application/json"})
_RANGES = frozenset({"*/*", "application/*", "application/json", "application/problem+json"})


def enter(runtime: Runtime) -> Context:
    """Return the context of this request on the catalog that is current in the database.

    One statement tells the person and the catalog's number. Raises Unauthenticated, or Unacceptable when the client
    takes no JSON.
    """
    token = _token(request.headers.get("Authorization", ""))
    try:
        identity = by_token(runtime.database, token, runtime.clock)
    except Unauthenticated:
        audit.wrong_token(runtime.database, runtime.clock.now(), request.remote_addr or "")
        raise
    g.language = identity.actor.language
    if identity.token is not None:
        runtime.uses.note(identity.token, runtime.clock.now())
    _check_accept(request.headers.get("Accept", ""))
    return runtime.signed(identity, "api", correlation())


def administered(context: Context) -> None:
    """Raise Denied for anyone but an administrator."""
    if not context.actor.administers:
        raise Denied


def _token(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("token_missing")
    return token.strip()


def _check_accept(header: str) -> None:
    if header in _TAKEN:
        return
    ranges = (each.partition(";") for each in header.lower().split(","))
    if not any(kind.strip() in _RANGES and "q=0" not in rest.replace(" ", "").split(";") for kind, _, rest in ranges):
        raise Unacceptable
