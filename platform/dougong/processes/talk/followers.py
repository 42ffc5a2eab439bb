"""Who follows a record: its owner, whoever has spoken of it or was named, and whoever asked to; not who does not want
to."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.catalog.model import Object
from dougong.processes.talk.rights import admit_writing, spoken_of
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from dougong.store.engine.comments import comment_statements
from dougong.store.session import Reader, Rows


def followers(session: Reader, context: Context, object: Object, record: Mapping[str, Any]) -> frozenset[int]:
    """Return the users who follow a record; one wait."""
    rows = session.rows(comment_statements(context.database.dialect).followers, of(object, record["id"]))
    return following(record, rows)


def following(record: Mapping[str, Any], rows: Rows) -> frozenset[int]:
    """Return who follows a record, of what was said about following it: (user, follows)."""
    said = {user: bool(follows) for user, follows in rows}
    asked = {user for user, follows in said.items() if follows}
    owner = record.get("owner")
    return frozenset(asked | ({owner} if owner and said.get(owner, True) else set()))


def of_record(context: Context, object: str, id: int) -> frozenset[int]:
    """Return who follows a record the caller may read; raises Missing."""
    thing, record = spoken_of(context, object, id)
    with context.database.read() as session:
        return followers(session, context, thing, record)


def follow(context: Context, runtime: Runtime, object: str, id: int) -> None:
    """Let the caller hear of a record from now on; raises Missing, Denied for a token that only reads."""
    _say(context, runtime, object, id, 1)


def unfollow(context: Context, runtime: Runtime, object: str, id: int) -> None:
    """Let the caller hear no more of a record, be it the caller's own; raises as `follow` does."""
    _say(context, runtime, object, id, 0)


def follow_unasked(work: Work, object: Object, id: int, people: Iterable[int]) -> None:
    """Let people follow a record who have not said whether they want to, in the open transaction."""
    context = work.context
    at = context.plans.engine.moment(context.now)
    work.session.send_each(comment_statements(context.database.dialect).follow_unasked, [
        {"object_uid": object.uid, "record_id": id, "user_id": user, "follows": 1, "at": at}
        for user in sorted(set(people))])


def of(object: Object, id: int) -> dict[str, Any]:
    """Return what names a record to the statements."""
    return {"object_uid": object.uid, "record_id": id}


def _say(context: Context, runtime: Runtime, object: str, id: int, follows: int) -> None:
    admit_writing(context)
    thing, _ = spoken_of(context, object, id)

    def act(work: Work) -> None:
        work.session.send(comment_statements(context.database.dialect).follow, {
            **of(thing, id), "user_id": work.context.actor.id, "follows": follows,
            "at": work.context.plans.engine.moment(work.context.now)})
    act_together(context, runtime.renewed, act)
