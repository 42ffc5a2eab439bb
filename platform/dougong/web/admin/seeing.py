"""Seeing the screens as somebody else: an administrator reads what that person reads, and changes nothing. A cookie
says whom, sealed with the session it was begun in, so that it holds in every worker and ends with that session."""

import hashlib
import hmac
from typing import Final

from flask import Request
from werkzeug.wrappers import Response

from dougong.access import identity
from dougong.access.policy import AdminPolicy
from dougong.config import Settings
from dougong.kernel.errors import Unauthenticated
from dougong.kernel.number import whole_number
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.web import cookies

#: What is posted all the same: ending it, leaving, and how screens look on this device.
ALLOWED: Final = frozenset({"web.end_seeing", "web.sign_out", "web.language", "web.theme"})


def begin(response: Response, runtime: Runtime, asked: Request, user: int) -> None:
    """Let the browser see as `user` until the session ends."""
    session = asked.cookies.get(cookies.session_name(runtime.settings), "")
    cookies.keep_seeing(response, runtime.settings, f"{user}.{_seal(runtime.settings, session, user)}")


def end(response: Response, settings: Settings) -> None:
    """Let the browser see as who is signed in again."""
    cookies.drop(response, settings, cookies.seeing_name(settings))


def seen_as(asked: Request, runtime: Runtime, own: Context) -> Context:
    """Return the context of whom the person signed in sees the screens as: their own unless a cookie of ours names
    somebody active and they are an administrator at this moment."""
    user = _named(asked, runtime.settings)
    if user is None or user == own.actor.id or not isinstance(own.actor.policy, AdminPolicy):
        return own
    try:
        found = identity.by_user(runtime.database, user)
    except Unauthenticated:
        return own
    return runtime.signed(found, own.door, own.correlation)


def _named(asked: Request, settings: Settings) -> int | None:
    text, _, seal = asked.cookies.get(cookies.seeing_name(settings), "").partition(".")
    session = asked.cookies.get(cookies.session_name(settings), "")
    user = whole_number(text)
    if user is None or not session:
        return None
    return user if hmac.compare_digest(seal.encode(), _seal(settings, session, user).encode()) else None


def _seal(settings: Settings, session: str, user: int) -> str:
    return hmac.new(settings.secret_key.encode(), f"see-as:{user}:{session}".encode(), hashlib.sha256).hexdigest()
