"""What somebody said about a record, as a bubble: its words, those that name people apart, and what one may do with
it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dougong.processes.talk.comments import Comment, may_edit, may_remove
from dougong.web import links
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a text; `named` says that it names somebody."""

    text: str
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """A comment: its `words`, or that it was taken back (`gone`); the text as it was typed and where it is changed or
    taken back, empty where one may not."""

    id: int
    words: tuple[Word, ...]
    gone: str = ""
    note: str = ""
    typed: str = ""
    href: str = ""
    edits: bool = False


def speech(scene: Scene, name: str, number: int, comment: Comment, names: Mapping[int, str]) -> Speech:
    """Return a comment on the record `number` of the object `name`, people by `names`."""
    if comment.removed is not None:
        who = names.get(comment.removed_by or 0) or scene.say("notice.somebody")
        return Speech(id=comment.id, words=(), gone=scene.say("comment.gone", who=who))
    edits, removes = may_edit(scene.context, comment), may_remove(scene.context, comment)
    return Speech(id=comment.id, words=tuple(_words(comment, names)),
                  note=scene.say("comment.edited") if comment.edited else "", typed=comment.body if edits else "",
                  href=links.comment(name, number, comment.id) if removes else "", edits=edits)


def people(comments: Iterable[Comment]) -> set[int | None]:
    """Return the users comments tell of: who speaks, who is named, who took one back."""
    return {user for each in comments for user in (each.author, each.removed_by, *(m.user for m in each.mentions))}


def _words(comment: Comment, names: Mapping[int, str]) -> Iterator[Word]:
    """Yield the text in pieces; who is named is called by name, as far as one may read it."""
    at = 0
    for each in comment.mentions:
        if each.start > at:
            yield Word(comment.body[at:each.start])
        at = each.start + each.length
        yield Word(f"@{names[each.user]}" if each.user in names else comment.body[each.start:at], named=True)
    if at < len(comment.body):
        yield Word(comment.body[at:])
