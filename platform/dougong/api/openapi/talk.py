"""The calls of comments, followers and notices."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.notices import MOST, WHICH
from dougong.api.openapi import parameters as given
from dougong.api.openapi.answers import ALWAYS, BODY, LINK, answers, json, page
from dougong.api.openapi.schemas import Schema, closed, many, of
from dougong.fields.link import LARGEST_ID
from dougong.processes.talk.comments import LONGEST
from dougong.processes.talk.notify import KINDS
from dougong.processes.talk.wishes import MAILED

_TEXT: Final[Schema] = {"type": "string"}
_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
_MAYBE: Final[Schema] = {"type": ["integer", "null"]}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_ONCE: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}
_OBJECT: Final = given.path("object", _TEXT, "The object the record is of.")
_COMMENT: Final = given.path("comment", _ID, "Id of the comment.")
_DONE: Final[Schema] = {"204": {"description": "Done."}}


def schemas() -> dict[str, Schema]:
    """Return the schemas of a comment and of a notice."""
    return {
        "wishes": _of_kinds(),
        "comment": closed({
            "id": _ID, "author": _ID, "body": {**_TEXT, "description": "Plain text; empty once it was taken back."},
            "mentions": many(closed({"start": _WHOLE, "length": _WHOLE, "user": _ID})),
            "made_at": _MOMENT, "edited_at": _ONCE, "removed_at": _ONCE, "removed_by": _MAYBE}),
        "notice": closed({
            "id": _ID, "kind": {"enum": list(KINDS)}, "object": _TEXT, "record": _ID, "title": _TEXT,
            "by": {**_MAYBE, "description": "The user who did it; null for a machine."},
            "text": {**_TEXT, "description": "The comment, or the message in the caller's language."},
            "comment": _MAYBE, "made_at": _MOMENT, "read_at": _ONCE})}


def _of_kinds() -> Schema:
    """Return the schema of how one wants to hear of each kind of notices."""
    wish = closed({"app": {"type": "boolean"}, "mail": {"enum": list(MAILED)}})
    return closed(dict.fromkeys(KINDS, wish))


def paths() -> dict[str, Any]:
    """Return the calls."""
    one = f"{PREFIX}/{{object}}/{{id}}"
    of_one, comment = [_OBJECT, given.ID], of("comment")
    body = _body(closed({"body": {**_TEXT, "minLength": 1, "maxLength": LONGEST}}))
    return {
        f"{one}/comments": {
            "get": _call("comments", "What is said about a record", answers(
                {"200": json(page(comment), "Comments, the newest first.", LINK)}, ALWAYS),
                [*of_one, given.LIMIT, given.BEFORE]),
            "post": {**_call("comment", "Say something about a record", answers(
                {"201": json(comment, "The comment.")}, BODY), of_one), "requestBody": body}},
        f"{one}/comments/{{comment}}": {
            "patch": {**_call("comment_change", "Change one's own words", answers(
                {"200": json(comment, "The comment.")}, BODY), [*of_one, _COMMENT]), "requestBody": body},
            "delete": _call("comment_remove", "Take a comment back", answers(_DONE, ALWAYS), [*of_one, _COMMENT])},
        f"{one}/followers": {"get": _call("followers", "Who follows a record", answers({"200": json(closed(
            {"data": many(_ID), "following": {"type": "boolean"}}), "Ids of users.")}, ALWAYS), of_one)},
        f"{one}/follow": {
            "put": _call("follow", "Hear of a record", answers(_DONE, ALWAYS), of_one),
            "delete": _call("unfollow", "Hear no more of a record", answers(_DONE, ALWAYS), of_one)},
        **_notices()}


def _notices() -> dict[str, Any]:
    ids: Schema = {**many(_ID), "minItems": 1, "maxItems": MOST}
    which = given.query("which", {"enum": list(WHICH), "default": WHICH[0]}, "Of which notices.")
    body = _body({"oneOf": [closed({"ids": ids}), closed({"last": _ID})]})
    return {
        f"{PREFIX}/notices": {"get": _call("notices", "What one was told", answers(
            {"200": json(page(of("notice")), "Notices, the newest first.", LINK)}, ALWAYS),
            [which, given.LIMIT, given.BEFORE])},
        f"{PREFIX}/notices/count": {"get": _call("notices_count", "How many are not read", answers({"200": json(closed(
            {"unread": {**_WHOLE, "maximum": 99}, "last": _MAYBE}), "The count and the newest of them.")}, ALWAYS),
            [])},
        f"{PREFIX}/me/notices": {
            "get": _call("wishes", "How one wants to hear of notices", answers(
                {"200": json(of("wishes"), "By kind.")}, ALWAYS), []),
            "patch": {**_call("wish", "Hear of notices otherwise", answers(
                {"200": json(of("wishes"), "By kind.")}, BODY), []),
                "requestBody": _body({**_of_kinds(), "required": []})}},
        f"{PREFIX}/notices/read": {"post": {**_call("notices_read", "Mark as read", answers(_DONE, BODY), []),
                                            "requestBody": body}}}


def _call(name: str, summary: str, responses: Schema, parameters: list[Schema]) -> Schema:
    return {"operationId": name, "tags": ["talk"], "summary": summary, "parameters": parameters,
            "responses": responses}


def _body(schema: Schema) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": schema}}}
