"""Accounts of others, for administrators: invite, let go, let in again, sign out; and the mails that were written."""

from typing import Any, Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import factor, mail, presence
from dougong.kernel.errors import AppError
from dougong.kernel.number import whole_number
from dougong.records import reading
from dougong.records.acts.inviting import Newcomer, invite, invite_again
from dougong.records.smtp import destination
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.admin.accounts import invite_page, mail_page, person_page, presence_page
from dougong.web.answer import go, page
from dougong.web.entry import applied, screens
from dougong.web.record.fault import refusal_of, says_of
from dougong.web.routes import door
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene

#: What an invitation asks, and of how many characters each answer may be.
ASKED: Final = ("name", "login", "email", "language", "unit")
LONGEST: Final = 200


def present() -> Response:
    """Show who is signed in, and who signed in lately."""
    shown, runtime = administered(), screens().runtime
    model = presence_page(shown, presence.present(runtime.database, runtime.clock), presence.lately(runtime.database))
    return page("people_present", model, title=shown.say("people.title"))


def blank() -> Response:
    """Show the form of an invitation."""
    shown = administered()
    return page("people_invite", invite_page(shown, {}), title=shown.say("people.invite"))


def send() -> AnyResponse:
    """Add the person and send the invitation."""
    shown, runtime = administered(), screens().runtime
    said = {name: request.form.get(name, "").strip()[:LONGEST] for name in ASKED}
    roles = request.form.getlist("roles")
    try:
        user = invite(runtime, shown.context, Newcomer(
            name=said["name"], login=said["login"], email=said["email"], language=said["language"] or None,
            unit=whole_number(said["unit"]),
            roles=tuple(id for each in roles if (id := whole_number(each)) is not None)))
    except AppError as no:
        errors = {pointer.strip("/") or "roles": " ".join(texts)
                  for pointer, texts in says_of(shown, no.errors).items()}
        model = invite_page(shown, said, roles, errors or {"roles": " ".join(refusal_of(shown, no))})
        return page("people_invite", model, title=shown.say("people.invite"), status=422)
    return go(links.person(user, "invited"))


def person(number: int) -> Response:
    """Show somebody's account."""
    return _person(administered(), number)


def act(number: int) -> AnyResponse:
    """Do with somebody's account what a button of the page says."""
    shown, wanted = administered(), request.form.get("_do", "")
    reading.read(shown.context, "user", number)
    try:
        done = _act(shown, number, wanted)
    except AppError as no:
        return _person(shown, number, " ".join(refusal_of(shown, no)), 422)
    return go(links.person(number, done))


def mails() -> Response:
    """Show the last mails."""
    shown, runtime = administered(), screens().runtime
    model = mail_page(shown, mail.recent(runtime.database), destination(runtime.settings))
    response = page("mail", model, title=shown.say("mail.title"))
    response.cache_control.no_store = True
    return response


def send_again() -> AnyResponse:
    """Try once more to send a mail that was given up."""
    administered()
    chosen, runtime = whole_number(request.form.get("mail", "")), screens().runtime
    if chosen is not None:
        mail.again(runtime.database, chosen, runtime.clock)
    return go(links.Paths().mail)


def _act(shown: Scene, user: int, wanted: str) -> str:
    """Return what was done, as links.person tells it; nothing for a button nobody drew."""
    runtime = screens().runtime
    if wanted == "invite":
        invite_again(runtime, shown.context, user)
        return "invited"
    if wanted in {"active", "disabled"}:
        person = reading.read(shown.context, "user", user)
        applied(Change(object="user", verb="update", id=user, version=person["version"], values={"status": wanted}))
        return wanted
    if wanted == "factor":
        factor.drop(door.kept(), user, shown.context.actor.id)
        return "factor"
    if wanted == "session" and (chosen := request.form.get("session", "")):
        presence.end(runtime.database, user, chosen)
        return "session"
    if wanted == "sessions":
        presence.end_all(runtime.database, user)
        return "session"
    return ""


def _person(shown: Scene, number: int, error: str = "", status: int = 200) -> Response:
    runtime = screens().runtime
    found: Any = reading.read(shown.context, "user", number)
    model = person_page(shown, found, factor.factor_of(door.kept(), number),
                        presence.present_of(runtime.database, runtime.clock, number),
                        presence.lately(runtime.database, number), error)
    return page("people_person", model, title=model.name, status=status)
