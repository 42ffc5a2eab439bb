"""Notices as they are read: what somebody was told, as far as they may read it now. A notice of a record its reader may
not read, or of a comment that was taken back, is not there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import orjson

from dougong.catalog.model import Object
from dougong.processes.talk.comments import LATEST
from dougong.processes.talk.notify import Kind
from dougong.processes.talk.rights import admit_writing
from dougong.processes.talk.wording import named_in, worded
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.named import titles
from dougong.records.reading import select
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from dougong.store.engine.notices import SEEN, notice_statements
from dougong.store.session import Rows
from dougong.store.statements.forms import listed

#: Unread ones that are counted: more are "99+".
MOST: Final = 99
#: Of which notices: every one, those not read yet, those that name their reader.
Which = Literal["all", "unread", "mention"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What somebody was told of the record `id` of `object`, called `title`; `who` did it, "" for a machine; `text` is
    what there is to say in the reader's language, the words of a comment or of a message."""

    number: int
    kind: Kind
    object: str
    id: int
    title: str
    by: int | None
    who: str
    text: str
    comment: int | None
    made: datetime
    read: datetime | None


@dataclass(frozen=True, slots=True)
class Notices:
    """Notices, the newest first; older ones are `before` (None at the beginning)."""

    rows: tuple[Notice, ...]
    before: int | None


def notices(context: Context, which: Which = "all", *, before: int = LATEST, limit: int = 50) -> Notices:
    """Return what the caller was told, as far as it may be read; fewer than `limit` where some may not."""
    said = notice_statements(context.database.dialect)
    asked: dict[str, Any] = {"user_id": context.actor.id, "before": before, "limit": limit + 1}
    statement = {"all": said.of_user, "unread": said.unread, "mention": said.of_kind}[which]
    with context.database.read() as session:
        rows = session.rows(statement, {**asked, "kind": which} if which == "mention" else asked)
    return Notices(readable(context, rows[:limit]), rows[limit - 1][0] if len(rows) > limit else None)


def unread(context: Context) -> tuple[int, int]:
    """Return how many notices the caller has not read (at most 99 are looked at), and the newest of them, 0 for none.
    One wait where there are none."""
    found = notices(context, "unread", limit=MOST).rows
    return len(found), found[0].number if found else 0


def waiting(context: Context) -> tuple[int, int]:
    """Return how many unread rows there are, readable or not, and the newest of them: as long as the two are the same,
    nothing has come and nothing was read. One wait."""
    with context.database.read() as session:
        (count, last), = session.rows(notice_statements(context.database.dialect).count,
                                      {"user_id": context.actor.id, "most": MOST})
    return count, last or 0


def mark_read(context: Context, runtime: Runtime, ids: Iterable[int]) -> None:
    """Note that the caller has read these notices; those of others and unknown ones are left alone."""
    admit_writing(context)
    dialect, wanted = context.database.dialect, sorted(set(ids))
    _mark(context, runtime, notice_statements(dialect).read, {"ids": listed(wanted, dialect)})


def mark_all(context: Context, runtime: Runtime, last: int) -> None:
    """Note that the caller has read every notice up to the one with the number `last`."""
    admit_writing(context)
    _mark(context, runtime, notice_statements(context.database.dialect).read_all, {"last": last})


def readable(context: Context, rows: Rows) -> tuple[Notice, ...]:
    """Return the rows of notices that the caller may read, in their order; one wait for each object they are about, and
    one for the people."""
    objects = {each.uid: each for each in context.catalog.objects.values()}
    told = [_told(row) for row in rows]
    records = {uid: _records(context, objects[uid], [each for each in told if each["object_uid"] == uid])
               for uid in {each["object_uid"] for each in told} & objects.keys()}
    people = titles(context, "user", (each["by"] for each in told)) if told else {}
    return tuple(_notice(context, objects[each["object_uid"]], each, record, people) for each in told
                 if (record := records.get(each["object_uid"], {}).get(each["record_id"])) is not None
                 and (each["comment_id"] is None or each["body"]))


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip((*SEEN, "body"), row, strict=True))
    return {**found, "said": orjson.loads(found["said"])}


def _records(context: Context, object: Object, told: Sequence[Mapping[str, Any]]) -> Mapping[int, Mapping[str, Any]]:
    """Return the live records these notices are about by id, with the fields their messages speak of, as far as the
    caller may read them."""
    policy = context.actor.policy
    if not policy.may(object, "read").allowed:
        return {}
    ids = sorted({each["record_id"] for each in told})
    spoken = sorted({name for each in told for name in named_in(each["said"])
                     if policy.field(object, name) is not None})
    asked = Query(object=object.name, filters=(Filter("id", "in", ",".join(map(str, ids))),),
                  fields=("id", "title", *spoken), titles=bool(spoken), limit=len(ids))
    return {row["id"]: row for row in select(context, asked).rows}


def _notice(context: Context, object: Object, told: Mapping[str, Any], record: Mapping[str, Any],
            people: Mapping[int, str]) -> Notice:
    when = context.plans.engine.when
    return Notice(
        number=told["id"], kind=told["kind"], object=object.name, id=told["record_id"],
        title=str(record.get("title") or f"#{told['record_id']}"), by=told["by"], who=people.get(told["by"] or 0, ""),
        text=told["body"] if told["comment_id"] is not None else worded(context, object, told["said"], record),
        comment=told["comment_id"], made=when(told["made_at"]),
        read=None if told["read_at"] is None else when(told["read_at"]))


def _mark(context: Context, runtime: Runtime, statement: Any, said: Mapping[str, Any]) -> None:
    def act(work: Work) -> None:
        work.session.send(statement, {**said, "user_id": context.actor.id,
                                      "at": context.plans.engine.moment(context.now)})
    act_together(context, runtime.renewed, act)
