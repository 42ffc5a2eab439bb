"""What is attached to a record, for its rail: a line for each file with its versions, and for the timeline what was
done to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.records.files.found import Event
from dougong.records.files.model import File, Versions
from dougong.web import links
from dougong.web.cell import moment
from dougong.web.record.timeline import Moment, since
from dougong.web.scene import Scene

_STEP: Final = 1024
_LOOKS: Final = {"attached": ("paperclip", "pine"), "replaced": ("upload", "ochre"), "put_back": ("history", "blue"),
                 "removed": ("trash", "gray"), "removed_version": ("trash", "gray")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A former version: what it is called, who sent it when, where it is opened and made the newest again."""

    title: str
    name: str
    note: str
    href: str
    shown: bool = False
    back: str = ""
    back_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A file: its name, size in words, where it is shown or saved, its picture, and where it is removed. `versions`
    heads its former ones and the form of a new one, which is sent to `renew`; empty where there is neither."""

    name: str
    size: str
    href: str
    save: str
    picture: str = ""
    remove: str = ""
    remove_label: str = ""
    shown: bool = False
    versions: str = ""
    earlier: tuple[Earlier, ...] = ()
    renew: str = ""
    renew_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """The files of a record; `action` takes more of them, empty where this person may not."""

    lines: tuple[Line, ...] = ()
    action: str = ""
    most: int = 0
    limit: str = ""

    @property
    def there(self) -> bool:
        """Return whether there is something to show or to do."""
        return bool(self.lines or self.action)


NOTHING_ATTACHED: Final = Attached()


def attached(scene: Scene, thing: Object, record: Mapping[str, Any], files: Iterable[Versions],
             names: Mapping[int, str], most: int) -> Attached:
    """Return the `files` of a record, whose senders are called by `names`; one may have `most` megabytes, 0 says that
    nobody who looks may add one or take one away."""
    may = most > 0 and record.get("archived_at") is None
    return Attached(lines=tuple(_line(scene, each, names, may=may) for each in files),
                    action=links.files_of(thing.name, record["id"]) if may else "",
                    most=most * _STEP * _STEP, limit=scene.say("files.limit", max=most))


def happened(scene: Scene, events: Iterable[Event], names: Mapping[int, str]) -> tuple[Moment, ...]:
    """Return what was done to files as entries of a timeline."""
    return tuple(_moment(scene, event, names) for event in events)


def size(count: int) -> str:
    """Return how many bytes in a unit one can grasp."""
    if count < _STEP:
        return f"{count} B"
    return f"{count / _STEP:.0f} KB" if count < _STEP ** 2 else f"{count / _STEP ** 2:.1f} MB"


def _line(scene: Scene, file: Versions, names: Mapping[int, str], *, may: bool) -> Line:
    now = file.newest
    inline = links.file(now.id, now.name, inline=True)
    save = links.file(now.id, now.name)
    count = len(file.files)
    return Line(name=now.name, size=size(now.size), href=inline if now.shown else save, save=save,
                picture=inline if now.picture else "", shown=now.shown,
                remove=links.unfile(now.id) if may else "", remove_label=scene.say("files.remove", name=now.name),
                versions=scene.say("files.versions", n=count) if count > 1 else scene.say("files.renew") if may else "",
                earlier=tuple(_earlier(scene, each, names, may=may) for each in file.earlier),
                renew=links.refile(now.id) if may else "", renew_label=scene.say("files.renew_of", name=now.name))


def _earlier(scene: Scene, file: File, names: Mapping[int, str], *, may: bool) -> Earlier:
    title = scene.say("files.version", n=file.number)
    note = " · ".join((names.get(file.created_by) or scene.say("history.system"), since(scene, moment(file.created_at)),
                       size(file.size)))
    return Earlier(title=title, name=file.name, note=note, shown=file.shown,
                   href=links.file(file.id, file.name, inline=file.shown),
                   back=links.file_back(file.id) if may else "",
                   back_label=scene.say("files.back_to", n=file.number, name=file.name))


def _moment(scene: Scene, event: Event, names: Mapping[int, str]) -> Moment:
    icon, tone = _LOOKS[event.what]
    at = moment(event.at)
    what = scene.say(f"history.file_{event.what}", name=event.file.name, n=event.file.number, former=event.former)
    return Moment(who=names.get(event.actor) or scene.say("history.system"), what=what, icon=icon, tone=tone,
                  when=since(scene, at), moment=at.isoformat(), door="")
