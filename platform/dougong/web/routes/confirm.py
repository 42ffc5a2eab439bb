"""Between sending what gives rights and its being done: whoever sits at the screen proves again who they are.

The page holds all that was sent and sends it again, to the same address, with the proof: nothing typed is lost, and
nothing waits on the server. What carries no page, a script's request, is told where to go instead.
"""

from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlsplit

from flask import Response, redirect, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import account, confirming, factor, guessing, identity
from dougong.access.account import Owner
from dougong.access.guessing import Guesser
from dougong.access.identity import Identity
from dougong.kernel.errors import Refused
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import here, scene, screens, session_cookie, visitor
from dougong.web.forged import FIELD
from dougong.web.routes import door, imports
from dougong.web.weighty import IMPORTING, gives, gives_in

#: What the page adds to the form; no view gets to see it.
PASSWORD: Final = "_password"
CODE: Final = "_code"
#: A proof is guessed apart from signing in: who guesses here keeps nobody from their own door.
_GUESSED: Final = "confirm "
#: Characters of what may be typed as a proof.
LONGEST: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """Everything the page shows: where what was sent goes, what it is, and by what one may prove who one is; `files`
    says that files were sent, which no page can hold."""

    action: str
    sent: tuple[tuple[str, str], ...]
    why: str
    password: bool
    code: bool
    oidc: bool
    files: bool = False
    error: str = ""
    done: bool = False


def due() -> AnyResponse | None:
    """Return the page that asks for the proof, None where none is due or it has just been given."""
    if request.method != "POST" or not _gives():
        return None
    password, code = (request.form.get(name, "")[:LONGEST] for name in (PASSWORD, CODE))
    asked = PASSWORD in request.form or CODE in request.form
    sent = [(name, text) for name, text in request.form.items(multi=True) if name not in {PASSWORD, CODE}]
    request.form = ImmutableMultiDict(sent)
    if not confirming.is_due(_owner()):
        return None
    if "X-Dougong-Fragment" in request.headers or "HX-Request" in request.headers:
        return Response(status=403, headers={"HX-Redirect": links.confirm(_page_of_script())})
    return _checked(password, code) if asked else _page(403)


def form() -> AnyResponse:
    """Ask for the proof ahead of what needs it; who gave it lately goes straight on."""
    back = links.inside(request.args.get("next", links.HOME))
    return _page(action=links.confirm(back)) if confirming.is_due(_owner()) else redirect(back)


def go_on() -> AnyResponse:
    """Go on to where somebody was before the proof, which they have given."""
    return go(links.inside(request.args.get("next", links.HOME)))


def proved() -> Response:
    """Note that who is signed in came back from the provider, and say where to go on."""
    confirming.confirm(_owner())
    return _page(done=True)


def _gives() -> bool:
    endpoint, parts = request.endpoint or "", request.view_args or {}
    if endpoint in IMPORTING:
        return gives_in(imports.object_of(parts["number"]))
    return gives(endpoint, parts, request.form)


def _checked(password: str, code: str) -> AnyResponse | None:
    """Return None once the proof holds, else the page that says why it does not."""
    runtime, owner, say = screens().runtime, _owner(), scene().say
    who = Guesser.of(f"{_GUESSED}{owner.user}", request.remote_addr or "")
    before = guessing.standing(runtime.database, who, runtime.clock)
    if not before.left:
        return _page(429, error=say("sign.wait", minutes=before.minutes))
    if not password and not code:
        return _page(422, error=say("confirm.empty"))
    if not _holds(owner, password, code):
        guessing.failed(runtime.database, who, runtime.clock)
        confirming.failed(owner)
        return _page(422, error=say("second.wrong") if code and not password else say("confirm.wrong"))
    if before != guessing.FRESH:
        guessing.passed(runtime.database, who)
    confirming.confirm(owner)
    return None


def _holds(owner: Owner, password: str, code: str) -> bool:
    if not password:
        return factor.take(door.kept(), owner.user, code) is not None
    try:
        account.prove(owner, password)
    except Refused:
        return False
    return True


def _owner() -> Owner:
    """Return who is signed in, whomever they see the screens as; only routes behind the door ask."""
    runtime, actor = screens().runtime, cast(Identity, visitor()).actor
    return Owner(runtime.database, runtime.clock, actor.id, actor.me["login"], session_cookie())


def _page_of_script() -> str:
    """Return the page whose script sent the request, home where the browser does not say."""
    at = urlsplit(request.referrer or "")
    return links.inside(f"{at.path}?{at.query}" if at.query else at.path)


def _page(status: int = 200, *, error: str = "", action: str = "", done: bool = False) -> Response:
    runtime, owner, say = screens().runtime, _owner(), scene().say
    held = factor.factor_of(door.kept(), owner.user)
    sent = tuple((name, text) for name, text in request.form.items(multi=True) if name != FIELD)
    model = ConfirmPage(
        action=action or here(request), sent=sent, error=error, done=done,
        why=say("confirm.why", minutes=int(confirming.LASTS.total_seconds() // 60)),
        password=identity.has_password(runtime.database, owner.login), code=held is not None and held.confirmed,
        oidc=screens().provider is not None, files=any(each.filename for each in request.files.values()))
    response = page("confirm", model, title=say("confirm.done" if done else "confirm.title"), status=status)
    response.cache_control.no_store = True
    return response
