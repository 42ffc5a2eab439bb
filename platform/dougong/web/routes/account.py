"""A person's own account."""

from collections.abc import Mapping

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import account, identity
from dougong.access.account import Owner
from dougong.kernel.errors import Refused
from dougong.kernel.messages import say
from dougong.web import links
from dougong.web.account import DAYS, account_page
from dougong.web.answer import go, page
from dougong.web.entry import scene, screens, session_cookie


def show() -> Response:
    """Show password, sessions and keys."""
    return _page()


def password() -> AnyResponse:
    """Change the password; whoever else is signed in with the old one is signed out."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return _page({"again": scene().say("account.again_wrong")}, status=422)
    try:
        account.change_password(_owner(), old, new)
    except Refused as no:
        lang = scene().lang
        return _page({each.pointer.strip("/"): say(each.code, lang, **each.params) for each in no.errors}, status=422)
    return go(links.account("password"))


def end() -> AnyResponse:
    """End one session, or all the others."""
    chosen = request.form.get("session", "")
    account.end_session(_owner(), chosen) if chosen else account.end_others(_owner())
    return go(links.account("session"))


def make_key() -> Response:
    """Make a key and show it, this once."""
    name, days = request.form.get("name", "").strip()[:60], request.form.get("days", "")
    if not name:
        return _page({"name": scene().say("account.key_unnamed")}, status=422)
    lasting = int(days) if days in {str(each) for each in DAYS} else None
    runtime = screens().runtime
    secret = identity.create_token(runtime.database, _owner().login, name, runtime.clock, lasting)
    return _page(secret=secret, key_name=name)


def drop_key() -> AnyResponse:
    """Make a key worthless."""
    chosen = request.form.get("key", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        account.revoke_key(_owner(), int(chosen))
    return go(links.account("key"))


def _owner() -> Owner:
    runtime, actor = screens().runtime, scene().context.actor
    return Owner(runtime.database, runtime.clock, actor.id, actor.me["login"], session_cookie())


def _page(errors: Mapping[str, str] | None = None, *, secret: str = "", key_name: str = "",
          status: int = 200) -> Response:
    owner, shown = _owner(), scene()
    model = account_page(shown, account.signed_in(owner), account.keys(owner), errors=errors, secret=secret,
                         key_name=key_name)
    response = page("account", model, title=shown.say("account.title"), status=status)
    response.cache_control.no_store = True
    return response
