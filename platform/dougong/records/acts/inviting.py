"""Inviting: a new person, the roles they hold and the mail by which they choose their own password, in one
transaction."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from dougong.access import mail, passes
from dougong.access.forgotten import link_of
from dougong.access.letters import letter
from dougong.kernel.errors import Denied, FieldError, Refused
from dougong.records import reading
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.records.writing.together import act_together, made
from dougong.records.writing.work import Work

#: Why somebody holds a role that came with the invitation.
REASON: Final = "invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A person to invite: fields of the new user, and the ids of roles to hold, in a unit or nowhere in particular."""

    name: str
    login: str
    email: str
    language: str | None = None
    unit: int | None = None
    roles: tuple[int, ...] = ()


def invite(runtime: Runtime, context: Context, newcomer: Newcomer) -> int:
    """Add the person and send the invitation; return the id of the user. Raises Refused naming the fields."""
    if not newcomer.email:
        raise Refused(errors=[FieldError("/email", "required")])
    return act_together(context, runtime.renewed, partial(_invite, runtime=runtime, newcomer=newcomer))


def invite_again(runtime: Runtime, context: Context, user: int) -> None:
    """Send a new invitation; the links of earlier ones are good no more. Raises Refused("no_mail") for somebody
    without an address of mail, Denied for somebody disabled."""
    person = reading.read(context, "user", user)
    if person["status"] != "active":
        raise Denied("user_disabled")
    if not person["email"]:
        raise Refused("no_mail")
    act_together(context, runtime.renewed, partial(_send, runtime=runtime, user=user, person=person))


def _invite(work: Work, runtime: Runtime, newcomer: Newcomer) -> int:
    said = {"name": newcomer.name, "login": newcomer.login, "email": newcomer.email}
    if newcomer.language is not None:
        said["language"] = newcomer.language
    person = made(work, Change(object="user", verb="create", values=said))
    for role in newcomer.roles:
        made(work, Change(object="membership", verb="create", values={
            "member": person.id, "role": role, "unit": newcomer.unit, "reason": REASON}))
    _send(work, runtime, person.id, person.record)
    return person.id


def _send(work: Work, runtime: Runtime, user: int, person: Any) -> None:
    """Send what makes the pass and the mail of an invitation, in the open transaction."""
    context = work.context
    dialect = context.database.dialect
    secret, orders = passes.issue(dialect, user, "invite", context.now)
    told = letter("invite", person["language"], person["email"], name=person["name"], login=person["login"],
                  by=context.actor.name, company=context.company or "Dougong",
                  link=link_of(runtime.settings.base_url, "invite", secret))
    for each in (*orders, mail.order(told, dialect, context.now)):
        work.session.send(*each)
