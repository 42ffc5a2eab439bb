"""Accounts as administrators see them: who is invited, where somebody is signed in, which mails were written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dougong.access.factor import Factor
from dougong.access.mail import Posted
from dougong.access.presence import Present, SignIn
from dougong.kernel.labels import LANGUAGES
from dougong.records.lists.query import Query
from dougong.records.reading import select
from dougong.web import agents, links
from dougong.web.record.inputs import Choice
from dougong.web.record.timeline import since
from dougong.web.scene import Scene
from dougong.web.setting import picked
from dougong.web.shell import TONGUES

#: Roles or units one may choose from.
MOST = 500
_TONES = {"waiting": "ochre", "sent": "pine", "failed": "cinnabar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitePage:
    """The form of an invitation; `errors` are texts by the input they belong to."""

    action: str
    values: Mapping[str, str]
    languages: tuple[Choice, ...]
    units: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One live session: whose (a link to the account), where, since when."""

    id: str
    user: int
    name: str
    href: str
    device: str
    address: str
    seen: str
    began: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRow:
    """One sign-in, as a line."""

    name: str
    href: str
    way: str
    device: str
    address: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One account; `active`, `factor` and `invited` say what can be done with it."""

    action: str
    name: str
    login: str
    email: str
    record: str
    active: bool
    factor: bool
    itself: bool
    sessions: tuple[SessionRow, ...]
    sign_ins: tuple[SignInRow, ...]
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresencePage:
    """Everybody who is signed in, and who signed in lately."""

    sessions: tuple[SessionRow, ...]
    sign_ins: tuple[SignInRow, ...]
    invite: str = links.INVITE


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """One mail; `body` is empty once a mail server has it."""

    id: int
    address: str
    subject: str
    body: str
    state: str
    tone: str
    at: str
    error: str
    failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """The last mails, and where they go."""

    action: str
    where: str
    mails: tuple[MailRow, ...]


def invite_page(scene: Scene, values: Mapping[str, str], roles: Sequence[str] = (),
                errors: Mapping[str, str] | None = None) -> InvitePage:
    """Return the form filled with what was typed."""
    return InvitePage(
        action=links.INVITE, values=values, errors=errors or {},
        languages=picked([(each, TONGUES[each]) for each in LANGUAGES],
                         values.get("language") or str(scene.context.settings.get("system.language") or scene.lang)),
        units=(Choice("", scene.say("people.nowhere")), *_choices(scene, "unit", (values.get("unit", ""),))),
        roles=tuple(_choices(scene, "role", roles)))


def person_page(scene: Scene, person: Mapping[str, object], factor: Factor | None, sessions: Sequence[Present],
                sign_ins: Sequence[SignIn], error: str = "") -> PersonPage:
    """Return the account of a user."""
    user = int(str(person["id"]))
    return PersonPage(
        action=links.person(user), name=str(person["name"]), login=str(person["login"]),
        email=str(person["email"] or ""), record=links.record("user", user), active=person["status"] == "active",
        factor=factor is not None and factor.confirmed, itself=user == scene.context.actor.id, error=error,
        sessions=tuple(_session(scene, each) for each in sessions if each.user == user),
        sign_ins=tuple(_sign_in(scene, each) for each in sign_ins))


def presence_page(scene: Scene, sessions: Sequence[Present], sign_ins: Sequence[SignIn]) -> PresencePage:
    """Return who is signed in and who signed in lately."""
    return PresencePage(sessions=tuple(_session(scene, each) for each in sessions),
                        sign_ins=tuple(_sign_in(scene, each) for each in sign_ins))


def mail_page(scene: Scene, mails: Sequence[Posted], where: str) -> MailPage:
    """Return the last mails."""
    return MailPage(action=links.Paths().mail, where=where, mails=tuple(_mail(scene, each) for each in mails))


def _choices(scene: Scene, object: str, chosen: Sequence[str]) -> list[Choice]:
    rows = select(scene.context, Query(object=object, fields=("id", "name"), sort=("name",), limit=MOST)).rows
    return [Choice(str(row["id"]), str(row["name"]), str(row["id"]) in chosen) for row in rows]


def _session(scene: Scene, one: Present) -> SessionRow:
    return SessionRow(id=one.id, user=one.user, name=one.name, href=links.person(one.user),
                      device=agents.known(one.agent) or scene.say("account.device"), address=one.address,
                      seen=since(scene, one.seen), began=since(scene, one.began))


def _sign_in(scene: Scene, one: SignIn) -> SignInRow:
    return SignInRow(name=one.name, href=links.person(one.user), way=scene.say(f"people.way_{one.way}"),
                     device=agents.known(one.agent) or scene.say("account.device"), address=one.address,
                     at=since(scene, one.at))


def _mail(scene: Scene, one: Posted) -> MailRow:
    return MailRow(id=one.id, address=one.mail.address, subject=one.mail.subject, body=one.mail.body,
                   state=scene.say(f"mail.{one.state}"), tone=_TONES[one.state],
                   at=since(scene, one.sent or one.created),
                   error=one.error, failed=one.state == "failed")
