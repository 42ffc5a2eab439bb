"""Signing in by the company's account: out to the provider, and back with its answer."""

import logging
from typing import Final

from flask import redirect, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import subjects
from dougong.kernel.errors import Missing
from dougong.web import cookies, links
from dougong.web.entry import screens
from dougong.web.provider import Provider, Untrusted
from dougong.web.routes import door, second

#: Seconds somebody may take at the provider.
_LASTS: Final = 600

_log = logging.getLogger(__name__)


def leave_for() -> AnyResponse:
    """Send the browser to the provider, with a cookie by which only this browser can bring the answer."""
    settings = screens().runtime.settings
    try:
        asked = _provider().ask()
    except Untrusted as no:
        return _refused(no)
    response = redirect(asked.url, 303)
    cookies.ask_provider(response, settings, _signer().dumps({
        "state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier,
        "next": links.inside(request.args.get("next", links.HOME))}))
    response.cache_control.no_store = True
    return response


def back() -> AnyResponse:
    """Let in whom the provider says it is; a second factor of our own is still asked for."""
    runtime, name = screens().runtime, cookies.provider_name(screens().runtime.settings)
    try:
        asked = _signer().loads(request.cookies.get(name, ""), max_age=_LASTS)
        person = _provider().answered(request.args.to_dict(), asked)
    except BadData:
        return _refused(Untrusted(why="nobody here was asked"))
    except Untrusted as no:
        return _refused(no)
    user = subjects.user_of(runtime.database, person.issuer, person.subject, person.email)
    if user is None:
        return _refused(Untrusted(why=f"nobody here is {person.subject}"[:200]))
    response = second.asked(user, asked["next"], keep=False) or door.let_in(user, asked["next"], "oidc")
    cookies.drop(response, runtime.settings, name)
    return response


def _refused(no: Untrusted) -> AnyResponse:
    _log.warning("sign-in by the provider refused: %s", no.params["why"])
    response = redirect(links.refused(), 303)
    cookies.drop(response, screens().runtime.settings, cookies.provider_name(screens().runtime.settings))
    return response


def _provider() -> Provider:
    found = screens().provider
    if found is None:
        raise Missing
    return found


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(screens().runtime.settings.secret_key, salt="oidc")
