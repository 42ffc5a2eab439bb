"""The rail of a record where people speak: the form of a comment, who follows, and which entries the timeline shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dougong.catalog.model import Object
from dougong.processes.talk.comments import LONGEST, Comment, Talk
from dougong.processes.talk.rights import talks
from dougong.web import links
from dougong.web.record.speech import speech
from dougong.web.record.timeline import Moment, since
from dougong.web.scene import Scene
from dougong.web.shell import Entry

#: What of a timeline is shown: everything, what was said, what was changed.
Shown = Literal["", "comments", "changes"]
SHOWN: Final[tuple[Shown, ...]] = ("", "comments", "changes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """Where a comment is sent, "" where nobody speaks; what was typed and why it was not taken; where one follows the
    record, and whether one does; the parts of the timeline, and where older comments are."""

    action: str = ""
    most: int = LONGEST
    typed: str = ""
    fault: str = ""
    mentions: str = ""
    follow: str = ""
    following: bool = False
    followers: str = ""
    parts: tuple[Entry, ...] = ()
    older: str = ""


SILENT: Final = Speaking()


@dataclass(frozen=True, slots=True)
class Tried:
    """A comment that was not taken, as it was typed, and why not."""

    typed: str = ""
    fault: str = ""


UNTRIED: Final = Tried()


def speaking(scene: Scene, thing: Object, number: int, told: Talk, part: Shown, tried: Tried) -> Speaking:
    """Return the rail of the record `number`; of objects nobody speaks of there is none."""
    if not talks(thing):
        return SILENT
    older = links.record(thing.name, number, [("timeline", "comments"), ("before", str(told.before))])
    return Speaking(
        action=links.comments(thing.name, number), typed=tried.typed, fault=tried.fault,
        mentions=links.MENTIONS if scene.may(scene.context.catalog.objects["user"], "read") else "",
        follow=links.act(thing.name, number, "follow"), following=scene.context.actor.id in told.followers,
        followers=scene.say("follow.count", n=len(told.followers)) if told.followers else "",
        parts=tuple(Entry(scene.say(f"timeline.{each or 'all'}"), _part(thing, number, each), "", each == part)
                    for each in SHOWN),
        older=older if told.before is not None else "")


def spoken(scene: Scene, thing: Object, number: int, told: Talk, names: Mapping[int, str]) -> tuple[Moment, ...]:
    """Return comments as entries of the timeline."""
    return tuple(_moment(scene, thing, number, each, names) for each in told.comments)


def _moment(scene: Scene, thing: Object, number: int, comment: Comment, names: Mapping[int, str]) -> Moment:
    return Moment(who=names.get(comment.author) or scene.say("notice.somebody"), what="", icon="message", tone="gray",
                  when=since(scene, comment.made), moment=comment.made.isoformat(), door="",
                  speech=speech(scene, thing.name, number, comment, names))


def _part(thing: Object, number: int, part: Shown) -> str:
    return f"{links.record(thing.name, number, [('timeline', part)] if part else [])}#happened"
