"""What one was told: the count beside the bell, its drawer, and the page of all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dougong.processes.talk.notices import MOST, Notice, Notices, Which
from dougong.web import links
from dougong.web.record.timeline import since
from dougong.web.scene import Scene
from dougong.web.shell import Entry

#: Which of them the page shows, and the words of its tabs.
PARTS: Final[tuple[Which, ...]] = ("all", "unread", "mention")
#: Characters of a comment or message a line shows.
SHOWN: Final = 200
_ICONS: Final = {"mention": ("at", "blue"), "comment": ("message", "gray"), "message": ("bell", "teal")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A notice: who did what to which record, what there is to say, when; `unread` until its reader has opened it."""

    number: int
    icon: str
    tone: str
    says: str
    record: str
    kind: str
    href: str
    text: str
    when: str
    moment: str
    unread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesPage:
    """Everything the page and the drawer show; `last` is the newest notice, up to which all can be marked as read."""

    title: str
    lines: tuple[Line, ...]
    parts: tuple[Entry, ...] = ()
    older: str = ""
    last: int = 0
    none: str = ""


def line(scene: Scene, notice: Notice) -> Line:
    """Return a notice as a line."""
    icon, tone = _ICONS[notice.kind]
    thing = scene.context.catalog.objects[notice.object]
    who = notice.who or scene.say("notice.somebody")
    says = "" if notice.kind == "message" else scene.say(f"notice.{notice.kind}", who=who)
    at = f"#comment-{notice.comment}" if notice.comment is not None else ""
    text = " ".join(notice.text.split())
    return Line(number=notice.number, icon=icon, tone=tone, says=says, record=notice.title,
                kind=scene.label(thing), href=f"{links.record(notice.object, notice.id)}{at}",
                text=text if len(text) <= SHOWN else f"{text[:SHOWN - 1]}…", when=since(scene, notice.made),
                moment=notice.made.isoformat(), unread=notice.read is None)


def notices_page(scene: Scene, which: Which, told: Notices) -> NoticesPage:
    """Return the page of the notices of one kind, the newest first."""
    older = _address(which, told.before) if told.before is not None else ""
    return NoticesPage(
        title=scene.say("notice.title"), lines=_lines(scene, told.rows), older=older, last=_last(told.rows),
        parts=tuple(Entry(scene.say(f"notice.part_{each}"), _address(each), "", each == which) for each in PARTS),
        none=scene.say("notice.none_unread" if which == "unread" else "notice.none"))


def drawer(scene: Scene, told: Notices) -> NoticesPage:
    """Return what the bell opens: the newest notices, read or not."""
    return NoticesPage(title=scene.say("notice.title"), lines=_lines(scene, told.rows), last=_last(told.rows),
                       none=scene.say("notice.none"))


def counted(unread: int) -> str:
    """Return the count beside the bell, "" for none."""
    return "" if not unread else f"{unread}+" if unread >= MOST else str(unread)


def _lines(scene: Scene, rows: Iterable[Notice]) -> tuple[Line, ...]:
    return tuple(line(scene, each) for each in rows)


def _last(rows: Iterable[Notice]) -> int:
    """Return the newest that is not read yet, 0 where all are."""
    return max((each.number for each in rows if each.read is None), default=0)


def _address(which: Which, before: int | None = None) -> str:
    return links.notices([*([("which", which)] if which != "all" else []),
                          *([("before", str(before))] if before is not None else [])])
