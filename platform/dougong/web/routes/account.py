"""A person's own account."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import account, factor, identity
from dougong.access.account import Owner
from dougong.access.identity import NewToken
from dougong.access.scope import scope_of
from dougong.kernel.errors import Refused
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.processes.talk import wishes
from dougong.processes.talk.notify import KINDS
from dougong.processes.talk.wishes import MAILED, Wish
from dougong.records.demanded import SETTING
from dougong.web import links
from dougong.web.account import DAYS, RIGHTS, account_page, second_row, wish_rows
from dougong.web.answer import go, page
from dougong.web.entry import scene, screens, session_cookie
from dougong.web.record.fault import refusal_of
from dougong.web.routes import door
from dougong.web.routes import second as second_factor

#: Characters of a code or a choice, at most.
LONGEST = 40


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
    runtime, chosen = screens().runtime, request.form.getlist("objects")
    verbs = RIGHTS.get(request.form.get("may", "all"))
    try:
        if verbs is None:
            raise Refused("scope_unknown", name=request.form.get("may", "")[:LONGEST])
        scope = scope_of(runtime.live.catalog, verbs, chosen)
    except Refused as no:
        return _page({"name": " ".join(refusal_of(scene(), no))}, status=422)
    user = scene().context.actor.id
    secret = identity.put_token(runtime.database, user, NewToken(name, lasting, scope), runtime.clock, user)
    return _page(made=(name, secret))


def drop_key() -> AnyResponse:
    """Make a key worthless."""
    chosen = whole_number(request.form.get("key", ""))
    if chosen is not None:
        account.revoke_key(_owner(), chosen)
    return go(links.account("key"))


def second() -> AnyResponse:
    """Begin, confirm or end the second factor, or make new recovery codes; the last two ask for the password."""
    kept, user, wanted = door.kept(), scene().context.actor.id, request.form.get("_do", "")
    if wanted == "begin":
        factor.begin(kept, user)
        return go(f"{links.Paths().account}#second")
    if wanted == "confirm":
        codes = factor.confirm(kept, user, request.form.get("code", "")[:LONGEST])
        return _page(codes=codes) if codes else _page({"code": scene().say("second.wrong")}, status=422)
    try:
        account.prove(_owner(), request.form.get("proof", ""))
    except Refused as no:
        return _page({"proof": say(no.errors[0].code, scene().lang)}, status=422)
    if wanted == "codes":
        return _page(codes=factor.renew_spares(kept, user))
    if wanted == "off" and not _demanded():
        factor.drop(kept, user, user)
        return go(links.account("second"))
    return go(links.Paths().account)


def wish() -> AnyResponse:
    """Hear of each kind of notices as chosen; what was not chosen stays."""
    context, form = scene().context, request.form
    held = wishes.of_caller(context)
    wishes.choose(context, screens().runtime, {kind: Wish(
        f"app.{kind}" in form, next((each for each in MAILED if each == form.get(f"mail.{kind}")), held[kind].mail))
        for kind in KINDS})
    return go(f"{links.account('notices')}#notices")


def _demanded() -> bool:
    return scene().context.settings.get(SETTING) is True


def _owner() -> Owner:
    runtime, actor = screens().runtime, scene().context.actor
    return Owner(runtime.database, runtime.clock, actor.id, actor.me["login"], session_cookie())


def _page(errors: Mapping[str, str] | None = None, *, made: tuple[str, str] = ("", ""),
          codes: tuple[str, ...] = (), status: int = 200) -> Response:
    owner, shown, kept = _owner(), scene(), door.kept()
    held = factor.factor_of(kept, owner.user)
    row = second_row(shown, held, factor.spares_left(kept, owner.user) if held is not None and held.confirmed else 0,
                     demanded=_demanded(), issuer=second_factor.issuer(), codes=codes)
    model = account_page(shown, account.signed_in(owner), account.keys(owner), row, errors=errors, made=made)
    model = replace(model, wishes=wish_rows(shown, wishes.of_caller(shown.context)),
                    mailed_to=shown.context.actor.me.get("email") or "")
    response = page("account", model, title=shown.say("account.title"), status=status)
    response.cache_control.no_store = True
    return response
