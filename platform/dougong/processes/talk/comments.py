"""Comments: what people say about a record, as plain text. Whom they name and who follows the record is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from dougong.catalog.model import Object
from dougong.kernel.errors import Denied, FieldError, Missing, Refused
from dougong.processes.talk.followers import follow_unasked, following, of
from dougong.processes.talk.mentions import Mention, mentions
from dougong.processes.talk.notify import Note, notify
from dougong.processes.talk.rights import admit_writing, spoken_of, talks
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.together import act_together
from dougong.records.writing.work import Work
from dougong.store.engine.comments import comment_statements
from dougong.store.session import Reader

#: Characters of a comment.
LONGEST: Final = 4000
#: For how long one may change one's own words, or take them back.
MENDABLE: Final = timedelta(minutes=15)
LATEST: Final = 2**63 - 1
#: What lays out a text: the only characters below the blank that stay.
_LAYS_OUT: Final = frozenset("\n\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said; `removed` when and by whom it was taken back: its text is gone then."""

    id: int
    author: int
    body: str
    mentions: tuple[Mention, ...]
    made: datetime
    edited: datetime | None = None
    removed: datetime | None = None
    removed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """What is said about a record, the newest first, `before` which older ones are (None at the beginning), and who
    follows it."""

    comments: tuple[Comment, ...]
    before: int | None
    followers: frozenset[int]


def talk(context: Context, object: Object, record: Mapping[str, Any], *, before: int = LATEST, limit: int = 50) -> Talk:
    """Return what is said about a record the caller has read; one wait, none where nobody speaks of such records."""
    if not talks(object):
        return Talk((), None, frozenset())
    said, this = comment_statements(context.database.dialect), of(object, record["id"])
    with context.database.read() as session:
        rows, follow = session.many([(said.of_record, {**this, "before": before, "limit": limit + 1}),
                                     (said.followers, this)])
    found = tuple(_comment(context, row) for row in rows[:limit])
    return Talk(found, found[-1].id if len(rows) > limit else None, following(record, follow))


def say(context: Context, runtime: Runtime, object: str, id: int, body: str) -> Comment:
    """Return a new comment on a record the caller may read. Raises Missing, Denied for a token that only reads, Refused
    for a text that is empty or too long, or names somebody unclearly."""
    admit_writing(context)
    thing, record = spoken_of(context, object, id)
    text = _cleaned(body)
    named = mentions(context, text)

    def act(work: Work) -> Comment:
        at, me = work.context.now, work.context.actor.id
        statements = comment_statements(context.database.dialect)
        rows, follow = work.session.many([(statements.put, {
            **of(thing, id), "author": me, "body": text, "mentions": _stored(named),
            "at": work.context.plans.engine.moment(at)}), (statements.followers, of(thing, id))])
        made = Comment(id=rows[0][0], author=me, body=text, mentions=named, made=at)
        _tell_followers(work, thing, id, made, following(record, follow))
        _tell_named(work, thing, id, made)
        return made
    return act_together(context, runtime.renewed, act)


def edit(context: Context, runtime: Runtime, object: str, id: int, number: int, body: str) -> Comment:
    """Return one's own comment with other words; whoever is named for the first time is told. Raises as `say` does, and
    Denied for another's comment or after a quarter of an hour."""
    admit_writing(context)
    thing, _ = spoken_of(context, object, id)
    text = _cleaned(body)
    named = mentions(context, text)

    def act(work: Work) -> Comment:
        old = _one(work.session, work.context, thing, id, number)
        if not may_edit(work.context, old):
            raise Denied("denied_comment")
        work.session.send(comment_statements(context.database.dialect).edit, {
            **of(thing, id), "this": number, "body": text, "mentions": _stored(named),
            "at": work.context.plans.engine.moment(work.context.now)})
        new = replace(old, body=text, mentions=named, edited=work.context.now)
        _tell_named(work, thing, id, new)
        return new
    return act_together(context, runtime.renewed, act)


def remove(context: Context, runtime: Runtime, object: str, id: int, number: int) -> None:
    """Take a comment back: one's own for a quarter of an hour, as an administrator anybody's. That there was one, and
    who took it back, stays. Raises Missing, Denied."""
    admit_writing(context)
    thing, _ = spoken_of(context, object, id)

    def act(work: Work) -> None:
        if not may_remove(work.context, _one(work.session, work.context, thing, id, number)):
            raise Denied("denied_comment")
        work.session.send(comment_statements(context.database.dialect).remove, {
            **of(thing, id), "this": number, "by": work.context.actor.id,
            "at": work.context.plans.engine.moment(work.context.now)})
    act_together(context, runtime.renewed, act)


def may_edit(context: Context, comment: Comment) -> bool:
    """Return whether the caller may still change these words."""
    return comment.removed is None and comment.author == context.actor.id and \
        context.now - comment.made <= MENDABLE


def may_remove(context: Context, comment: Comment) -> bool:
    """Return whether the caller may take this comment back."""
    return may_edit(context, comment) or (comment.removed is None and context.actor.administers)


def _cleaned(body: str) -> str:
    """Return a text without blanks around it and without characters nobody sees; raises Refused."""
    text = "".join(each for each in body.replace("\r\n", "\n") if each >= " " or each in _LAYS_OUT).strip()
    if not text:
        raise Refused(errors=[FieldError("/body", "comment_empty")])
    if len(text) > LONGEST:
        raise Refused(errors=[FieldError("/body", "comment_long", {"max": LONGEST})])
    return text


def _tell_followers(work: Work, object: Object, id: int, made: Comment, followers: frozenset[int]) -> None:
    """Tell who follows the record, save the author and whoever is named, who hears so."""
    named = {each.user for each in made.mentions}
    notify(work, followers - {made.author} - named, Note(
        kind="comment", object=object, id=id, key=f"comment/{made.id}", by=made.author, comment=made.id))
    follow_unasked(work, object, id, {made.author, *named})


def _tell_named(work: Work, object: Object, id: int, made: Comment) -> None:
    notify(work, {each.user for each in made.mentions} - {made.author}, Note(
        kind="mention", object=object, id=id, key=f"mention/{made.id}", by=made.author, comment=made.id))


def _one(session: Reader, context: Context, object: Object, id: int, number: int) -> Comment:
    rows = session.rows(comment_statements(context.database.dialect).one, {**of(object, id), "this": number})
    if not rows or rows[0][6] is not None:
        raise Missing
    return _comment(context, rows[0])


def _comment(context: Context, row: tuple[Any, ...]) -> Comment:
    id, author, body, named, made, edited, removed, by = row
    when = context.plans.engine.when
    return Comment(id=id, author=author, body=body, mentions=tuple(Mention(*each) for each in orjson.loads(named)),
                   made=when(made), edited=None if edited is None else when(edited),
                   removed=None if removed is None else when(removed), removed_by=by)


def _stored(named: Iterable[Mention]) -> str:
    return orjson.dumps([(each.start, each.length, each.user) for each in named]).decode()
