"""/api/v1/notices: what the caller was told, and what of it has been read; /me/notices: how they want to hear of it."""

from typing import Any, Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.place import step
from dougong.api.shape import is_positive, unknown
from dougong.api.writes import sent
from dougong.fields.link import LARGEST_ID
from dougong.kernel.errors import FieldError, Malformed, Refused
from dougong.processes.talk import notices
from dougong.processes.talk import wishes as wished
from dougong.processes.talk.comments import LATEST
from dougong.processes.talk.notices import Notice, Which
from dougong.processes.talk.notify import KINDS, Kind
from dougong.processes.talk.wishes import MAILED, Wish, Wishes
from dougong.records.context import Context
from dougong.records.lists.query import LONGEST, USUAL
from dougong.records.runtime import Runtime

#: Which notices may be asked for.
WHICH: Final[tuple[Which, ...]] = ("all", "unread", "mention")
#: Notices marked in one call.
MOST: Final = 500


def list_notices(context: Context) -> Response:
    """Return what the caller was told, the newest first: `which` of it (all, unread, mention); `cursor` leads to what
    came before. Of a record one may not read nothing is told: a page may hold fewer than `limit`."""
    found = parameters.known("which", "cursor", "limit")
    which = next((each for each in WHICH if each == found.get("which", WHICH[0])), None)
    if which is None:
        raise Malformed("query_value", name="which")
    told = notices.notices(context, which, before=parameters.number(found, "cursor", LARGEST_ID) or LATEST,
                           limit=parameters.number(found, "limit", LONGEST) or USUAL)
    body = {"data": [seen(each) for each in told.rows], "next": None if told.before is None else str(told.before)}
    return answers.page(body, list(found.items()))


def count(context: Context) -> Response:
    """Return how many notices the caller has not read (99 for more), and the newest of them, null for none."""
    parameters.known()
    unread, last = notices.unread(context)
    return answers.answer({"unread": unread, "last": last or None})


def read(context: Context, runtime: Runtime) -> Response:
    """Mark notices as read: {"ids": [1, 2]}, or every one up to {"last": 7}; 204."""
    parameters.known()
    asked: dict[str, Any] = sent()
    errors = list(unknown(asked, ("ids", "last")))
    ids, last = asked.get("ids"), asked.get("last")
    many = isinstance(ids, list) and 0 < len(ids) <= MOST and all(map(is_positive, ids))
    if not errors and (len(asked) != 1 or not (many or is_positive(last))):
        errors.append(FieldError("", "notice_which", {"max": MOST}))
    if errors:
        raise Refused(errors=errors)
    if isinstance(ids, list):
        notices.mark_read(context, runtime, ids)
    elif isinstance(last, int):
        notices.mark_all(context, runtime, last)
    return answers.nothing()


def wishes(context: Context) -> Response:
    """Return how the caller wants to hear of each kind of notices."""
    parameters.known()
    return answers.answer(_told(wished.of_caller(context)))


def wish(context: Context, runtime: Runtime) -> Response:
    """Let the caller hear of kinds of notices otherwise: {"comment": {"app": true, "mail": "daily"}}; the answer is
    what holds of every kind then."""
    parameters.known()
    asked: dict[str, Any] = sent()
    errors = [FieldError(f"/{step(name)}", "wish_kind") for name in asked if name not in KINDS]
    found: dict[Kind, Wish] = {}
    for kind in KINDS:
        if kind in asked:
            one = _wish(asked[kind])
            if one is None:
                errors.append(FieldError(f"/{kind}", "wish_how"))
            else:
                found[kind] = one
    if errors:
        raise Refused(errors=errors)
    return answers.answer(_told(wished.choose(context, runtime, found)))


def _wish(said: Any) -> Wish | None:
    if not isinstance(said, dict) or said.keys() != {"app", "mail"} or not isinstance(said["app"], bool):
        return None
    mail = next((each for each in MAILED if each == said["mail"]), None)
    return None if mail is None else Wish(said["app"], mail)


def _told(held: Wishes) -> dict[str, Any]:
    return {kind: {"app": wish.app, "mail": wish.mail} for kind, wish in held.items()}


def seen(notice: Notice) -> dict[str, Any]:
    """Return a notice as the API shows it."""
    return {"id": notice.number, "kind": notice.kind, "object": notice.object, "record": notice.id,
            "title": notice.title, "by": notice.by, "text": notice.text, "comment": notice.comment,
            "made_at": notice.made.isoformat(), "read_at": notice.read and notice.read.isoformat()}
