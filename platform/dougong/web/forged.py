"""Requests that did not come from our own pages: token, Sec-Fetch-Site and Origin must all agree (safety.md R12)."""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Request

from dougong.config import Settings
from dougong.web import cookies

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "_csrf"
HEADER = "X-CSRF-Token"


def door_token(request: Request, settings: Settings) -> str:
    """Return the token of the sign-in form for this browser; "" when it has no door cookie yet."""
    value = request.cookies.get(cookies.door_name(settings), "")
    return token_of(value, settings) if value else ""


def token_of(value: str, settings: Settings) -> str:
    """Return the token that belongs to the value of a door's cookie."""
    return hmac.new(settings.secret_key.encode(), b"door:" + value.encode(), hashlib.sha256).hexdigest()


def is_forged(request: Request, settings: Settings, token: str) -> bool:
    """Return whether an unsafe request may not be obeyed. `token` is what our own page would have sent."""
    if request.method in SAFE:
        return False
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    return not (token and hmac.compare_digest(sent.encode(), token.encode()) and _same_site(request, settings))


def _same_site(request: Request, settings: Settings) -> bool:
    """Return whether the browser says it comes from here. One that says nothing at all is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site is not None
    parts = urlsplit(origin)
    ours = {urlsplit(settings.base_url).netloc, *(() if settings.https else (request.host,))}
    return parts.netloc in ours and parts.scheme == urlsplit(settings.base_url).scheme
