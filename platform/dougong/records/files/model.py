"""What is known of a file that is kept, and of what it belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.records.files.sniff import PDF, is_picture

FIELDS: Final = ("id", "name", "kind", "size", "sha256", "width", "height", "about", "series", "edition",
                 "created_at", "created_by")


@dataclass(frozen=True, slots=True)
class Place:
    """The record a file is attached to."""

    object: str
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is kept. `kind` is its media type by content, `size` bytes; `about` the record it is attached to.

    The versions of a file have the same `key`, the id of the first; `number` counts them from 1.
    """

    id: int
    name: str
    kind: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    about: Place | None
    series: int | None
    edition: int | None
    created_at: Any
    created_by: int

    @property
    def key(self) -> int:
        """Return the id of the first version."""
        return self.series or self.id

    @property
    def number(self) -> int:
        """Return which version it is."""
        return self.edition or 1

    @property
    def picture(self) -> bool:
        """Return whether it may be drawn in a page."""
        return is_picture(self.kind, self.width, self.height)

    @property
    def shown(self) -> bool:
        """Return whether a browser may show it by itself: never text, markup or drawings that run scripts."""
        return self.picture or self.kind == PDF


@dataclass(frozen=True, slots=True)
class Versions:
    """A file with its versions, the newest first; there is one at least."""

    files: tuple[File, ...]

    @property
    def newest(self) -> File:
        """Return the version that counts."""
        return self.files[0]

    @property
    def earlier(self) -> tuple[File, ...]:
        """Return the versions before it."""
        return self.files[1:]


def file_of(row: Mapping[str, Any]) -> File:
    """Return the file a record in JSON form describes."""
    about = row.get("about")
    return File(**{name: row[name] for name in FIELDS if name != "about"},
                about=None if about is None else Place(about["object"], about["id"]))


def grouped(files: Iterable[File]) -> list[Versions]:
    """Return files by what they are versions of, what was sent last first."""
    found: dict[int, list[File]] = {}
    for file in files:
        found.setdefault(file.key, []).append(file)
    made = [Versions(tuple(sorted(each, key=lambda file: -file.number))) for each in found.values()]
    return sorted(made, key=lambda each: -each.newest.id)
