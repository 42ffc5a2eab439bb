"""Telling people: a notice for each, written in the transaction of what it tells of. What a notice says is made when it
is read (notices), by the rights its reader has then."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import orjson

from dougong.catalog.model import Object
from dougong.kernel.errors import NOTHING
from dougong.processes.effects.outbox import Way, put
from dougong.records.writing.work import Work
from dougong.store.engine.notices import notice_statements

#: What a notice is about: somebody named its reader, spoke of what its reader follows, or a definition says so.
Kind = Literal["mention", "comment", "message"]
#: The effect that mails what people were told.
TELL: Final = "tell"
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What people are told of the record `id` of `object`.

    `by` is the user who did it, None for a machine. A message has `text`, a template in each language with {field}
    where a value goes, and the `values` in JSON form by field. Nobody is told twice with the same `key`.
    """

    kind: Kind
    object: Object
    id: int
    key: str
    by: int | None = None
    comment: int | None = None
    text: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    values: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


def notify(work: Work, people: Iterable[int], note: Note) -> None:
    """Tell each of the users, in the open transaction of `work`, and by mail who wishes so once it lasts (mailing). It
    costs no wait, and nobody is told twice by one key."""
    users = sorted(set(people))
    if not users:
        return
    context = work.context
    said = orjson.dumps({"text": dict(note.text), "values": dict(note.values)}).decode() if note.text else "{}"
    told = {"kind": note.kind, "object_uid": note.object.uid, "record_id": note.id, "comment_id": note.comment,
            "by": note.by, "said": said, "key": note.key, "at": context.plans.engine.moment(context.now)}
    work.session.send_each(notice_statements(context.database.dialect).put,
                           [{"user_id": user, **told} for user in users])
    put(work, TELL, {"kind": note.kind, "key": note.key, "users": users}, key=_once(note.key, users),
        way=Way(record=(note.object.name, note.id)))


def _once(key: str, users: Sequence[int]) -> str:
    """Return a key for telling these users: a comment that is changed names others later."""
    return f"{key}/{hashlib.sha256(orjson.dumps(users)).hexdigest()[:12]}"
