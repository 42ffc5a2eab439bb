"""/api/v1/invitations: new people, with the mail by which they choose their own password; for administrators."""

from typing import Any, Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.reads import within
from dougong.api.shape import is_positive, unknown
from dougong.api.writes import sent
from dougong.kernel.errors import FieldError, Refused
from dougong.records.acts.inviting import Newcomer, invite, invite_again
from dougong.records.context import Context
from dougong.records.runtime import Runtime

#: Texts of a new person; the first three have to be there.
TEXTS: Final = ("name", "login", "email", "language")


def create(context: Context, runtime: Runtime) -> Response:
    """Add a person with the roles they hold, `unit` being where, and send the invitation; 201 with the user's address.
    Raises Refused naming what is wrong, Denied for all but administrators."""
    _demand(context)
    said = sent()
    errors = list(unknown(said, (*TEXTS, "unit", "roles")))
    errors += [FieldError(f"/{name}", "text") for name in TEXTS if not isinstance(said.get(name, ""), str)]
    if said.get("unit") is not None and not is_positive(said["unit"]):
        errors.append(FieldError("/unit", "link"))
    roles: Any = said.get("roles", [])
    if not isinstance(roles, list) or not all(map(is_positive, roles)):
        errors.append(FieldError("/roles", "list"))
    if errors:
        raise Refused(errors=errors)
    name, login, email = (said.get(each, "") for each in TEXTS[:3])
    id = invite(runtime, context, Newcomer(name=name, login=login, email=email, language=said.get("language"),
                                           unit=said.get("unit"), roles=tuple(roles)))
    response = answers.answer({"user": id}, 201)
    response.headers["Location"] = f"{answers.PREFIX}/user/{id}"
    return response


def again(context: Context, runtime: Runtime, id: int) -> Response:
    """Send the user `id` a new invitation; the link of an earlier one is good no more. Raises Missing; Denied for
    somebody disabled, Refused for somebody without an address of mail."""
    _demand(context)
    invite_again(runtime, context, within(id))
    return answers.nothing()


def _demand(context: Context) -> None:
    parameters.known()
    administered(context)
