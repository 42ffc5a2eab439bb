"""/api/v1/<object>/<id>/comments: what is said about a record, and who follows it."""

from typing import Any, Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.errors import READ_ONLY, WrongMethod
from dougong.api.reads import within
from dougong.api.shape import unknown
from dougong.api.writes import sent
from dougong.fields.link import LARGEST_ID
from dougong.kernel.errors import FieldError, Refused
from dougong.processes.talk import comments, followers
from dougong.processes.talk.comments import LATEST, Comment
from dougong.processes.talk.rights import spoken_of, talks
from dougong.records.context import Context
from dougong.records.lists.query import LONGEST, USUAL
from dougong.records.runtime import Runtime

_KNOWN: Final = ("body",)


def list_comments(context: Context, object: str, id: int) -> Response:
    """Return what is said about a record, the newest first; `cursor` leads to what was said before."""
    found = parameters.known("cursor", "limit")
    _spoken(context, object)
    thing, record = spoken_of(context, object, within(id))
    told = comments.talk(context, thing, record, before=parameters.number(found, "cursor", LARGEST_ID) or LATEST,
                         limit=parameters.number(found, "limit", LONGEST) or USUAL)
    body = {"data": [seen(each) for each in told.comments],
            "next": None if told.before is None else str(told.before)}
    return answers.page(body, list(found.items()))


def create(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Say something about a record; 201 with the comment. Whom @name names is told, and who follows the record."""
    parameters.known()
    _spoken(context, object)
    return answers.answer(seen(comments.say(context, runtime, object, within(id), _body())), 201)


def update(context: Context, runtime: Runtime, object: str, id: int, comment: int) -> Response:
    """Change the words of one's own comment, for a quarter of an hour."""
    parameters.known()
    _spoken(context, object)
    return answers.answer(seen(comments.edit(context, runtime, object, within(id), within(comment), _body())))


def remove(context: Context, runtime: Runtime, object: str, id: int, comment: int) -> Response:
    """Take a comment back; 204."""
    parameters.known()
    _spoken(context, object)
    comments.remove(context, runtime, object, within(id), within(comment))
    return answers.nothing()


def list_followers(context: Context, object: str, id: int) -> Response:
    """Return who follows a record, and whether the caller does."""
    parameters.known()
    _spoken(context, object)
    found = followers.of_record(context, object, within(id))
    return answers.answer({"data": sorted(found), "following": context.actor.id in found})


def follow(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Hear of a record from now on; 204."""
    parameters.known()
    _spoken(context, object)
    followers.follow(context, runtime, object, within(id))
    return answers.nothing()


def unfollow(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Hear no more of a record; 204."""
    parameters.known()
    _spoken(context, object)
    followers.unfollow(context, runtime, object, within(id))
    return answers.nothing()


def seen(comment: Comment) -> dict[str, Any]:
    """Return a comment as the API shows it."""
    return {"id": comment.id, "author": comment.author, "body": comment.body,
            "mentions": [{"start": each.start, "length": each.length, "user": each.user} for each in comment.mentions],
            "made_at": comment.made.isoformat(), "edited_at": comment.edited and comment.edited.isoformat(),
            "removed_at": comment.removed and comment.removed.isoformat(), "removed_by": comment.removed_by}


def _spoken(context: Context, object: str) -> None:
    """Raise WrongMethod for an object nobody speaks of; Missing for one that may not be read."""
    if not talks(context.object(object)):
        raise WrongMethod(READ_ONLY)


def _body() -> str:
    asked = sent()
    errors = list(unknown(asked, _KNOWN))
    text = asked.get("body")
    if not isinstance(text, str):
        errors.append(FieldError("/body", "comment_empty"))
    if errors or not isinstance(text, str):
        raise Refused(errors=errors)
    return text
