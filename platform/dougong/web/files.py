"""What is attached to a record, for its rail: a line for each file, with a small picture where it is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.records.files.found import File, of_record
from dougong.web import links
from dougong.web.scene import Scene

_STEP: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A file: its name, size in words, where it is shown or saved, its picture, and where it is removed."""

    name: str
    size: str
    href: str
    save: str
    picture: str = ""
    remove: str = ""
    remove_label: str = ""
    shown: bool = False


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


def attached(scene: Scene, thing: Object, record: Mapping[str, Any], most: int) -> Attached:
    """Return the files of a record; `most` is how many megabytes one may have."""
    if thing.access == "engine":
        return NOTHING_ATTACHED
    files = of_record(scene.context, thing.name, record["id"])
    may = scene.may(thing, "update") and record.get("archived_at") is None
    return Attached(lines=tuple(_line(scene, file, may=may) for file in files), most=most * _STEP * _STEP,
                    action=links.files_of(thing.name, record["id"]) if may else "",
                    limit=scene.say("files.limit", max=most))


def size(count: int) -> str:
    """Return how many bytes in a unit one can grasp."""
    if count < _STEP:
        return f"{count} B"
    return f"{count / _STEP:.0f} KB" if count < _STEP ** 2 else f"{count / _STEP ** 2:.1f} MB"


def _line(scene: Scene, file: File, *, may: bool) -> Line:
    inline = links.file(file.id, file.name, inline=True)
    save = links.file(file.id, file.name)
    return Line(name=file.name, size=size(file.size), href=inline if file.shown else save, save=save,
                picture=inline if file.picture else "", shown=file.shown,
                remove=links.unfile(file.id) if may else "", remove_label=scene.say("files.remove", name=file.name))
