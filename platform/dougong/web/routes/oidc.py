"""Signing in by the company's account: out to the provider, and back with its answer."""

import logging
from typing import Final

from flask import redirect, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import subjects
from dougong.kernel.errors import Missing
from dougong.web import cookies, links
from dougong.web.entry import screens, visitor
from dougong.web.provider import Provider, Untrusted
from dougong.web.routes import confirm, door, second

#: Seconds somebody may take at the provider.
_LASTS: Final = 600

_log = logging.getLogger(__name__)


def leave_for() -> AnyResponse:
    """Send the browser to the provider, with a cookie by which only this browser can bring the answer."""
    return _leave(anew=False)


def anew() -> AnyResponse:
    """Send somebody who is signed in to the provider, to prove by signing in there again who they are."""
    return _leave(anew=True)


def back() -> AnyResponse:
    """Let in whom the provider says it is; a second factor of our own is still asked for."""
    runtime, name = screens().runtime, cookies.provider_name(screens().runtime.settings)
    try:
        asked = _signer().loads(request.cookies.get(name, ""), max_age=_LASTS)
    except BadData:
        return _refused(Untrusted(why="nobody here was asked"))
    anew = bool(asked.get("since"))
    try:
        person = _provider().answered(request.args.to_dict(), asked)
    except Untrusted as no:
        return _refused(no, anew=anew)
    user = subjects.user_of(runtime.database, person.issuer, person.subject, person.email)
    if user is None:
        return _refused(Untrusted(why=f"nobody here is {person.subject}"[:200]), anew=anew)
    if anew:
        return _proved(user)
    response = second.asked(user, asked["next"], keep=False) or door.let_in(user, asked["next"], "oidc")
    cookies.drop(response, runtime.settings, name)
    return response


def _leave(*, anew: bool) -> AnyResponse:
    settings = screens().runtime.settings
    try:
        asked = _provider().ask(anew=anew)
    except Untrusted as no:
        return _refused(no, anew=anew)
    response = redirect(asked.url, 303)
    cookies.ask_provider(response, settings, _signer().dumps({
        "state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier, "since": asked.since,
        "next": links.inside(request.args.get("next", links.HOME))}))
    response.cache_control.no_store = True
    return response


def _proved(user: int) -> AnyResponse:
    """Take it as proof that whoever is signed in here came back, in a tab of its own: what waits is in another."""
    now, settings = visitor(), screens().runtime.settings
    if now is None or now.actor.id != user:
        return _refused(Untrusted(why="another came back than was asked to prove who they are"), anew=True)
    response = confirm.proved()
    cookies.drop(response, settings, cookies.provider_name(settings))
    return response


def _refused(no: Untrusted, *, anew: bool = False) -> AnyResponse:
    _log.warning("sign-in by the provider refused: %s", no.params["why"])
    response = redirect(links.confirm(links.HOME) if anew else links.refused(), 303)
    cookies.drop(response, screens().runtime.settings, cookies.provider_name(screens().runtime.settings))
    return response


def _provider() -> Provider:
    found = screens().provider
    if found is None:
        raise Missing
    return found


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(screens().runtime.settings.secret_key, salt="oidc")
