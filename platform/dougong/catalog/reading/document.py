"""A definition as read: plain data, and where each part of it stands in its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.kernel.errors import NOTHING
from dougong.kernel.problems import Place

#: The way to a part of a definition: keys of maps and positions in lists.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """Line and column, from 1, of values and of keys, by JSON pointer."""

    values: Mapping[str, tuple[int, int]] = field(default_factory=lambda: NOTHING)
    keys: Mapping[str, tuple[int, int]] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Touch:
    """What a patch did to a part: where it says so, and what stood there before (`absent` for nothing)."""

    by: "Where"
    before: Any
    absent: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One definition of one file. `name` is the file's stem; for i18n the language. `touched` says which parts of it
    patches have changed, by JSON pointer, the last patch last."""

    file: str
    pack: str
    kind: str
    name: str
    body: Mapping[str, Any]
    positions: Positions
    text: str = ""
    touched: Mapping[str, tuple[Touch, ...]] = field(default_factory=lambda: NOTHING)

    @property
    def awaited(self) -> str | None:
        """Return the pack that has to be there for the definition to live; of a rule, `when` says something else."""
        said = self.body.get("when") if self.kind not in {"i18n", "rule"} else None
        return said["pack"] if isinstance(said, Mapping) else None

    def at(self, *path: str | int) -> "Where":
        """Return the place of the value at `path`."""
        return Where(self, path)


@dataclass(frozen=True, slots=True)
class Where:
    """A part of a definition; its place is worked out only when a finding needs it."""

    document: Document
    path: Path = ()
    key: bool = False          # the key itself, not its value

    def __truediv__(self, step: str | int) -> "Where":
        """Return the part below this one."""
        return Where(self.document, (*self.path, step))

    def named(self) -> "Where":
        """Return the key of this part."""
        return Where(self.document, self.path, key=True)

    def value(self) -> Any:
        """Return what stands here, or None when nothing does."""
        here: Any = self.document.body
        for step in self.path:
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                return None
        return here

    def place(self) -> Place:
        """Return file, line and column; a part that is not there gives the nearest part around it."""
        positions, touched = self.document.positions, self.document.touched
        if touched and (patch := self.patched()) is not None:
            return patch.place()
        found = positions.keys.get(pointer(self.path)) if self.key else None
        path = self.path
        while found is None and path:
            found = positions.values.get(pointer(path))
            path = path[:-1]
        line, column = found or positions.values.get("") or (1, 1)
        return Place(self.document.file, line, column)

    def patched(self) -> "Where | None":
        """Return where a patch says what stands here, or None when no patch does."""
        touched = self.document.touched
        for end in range(len(self.path), -1, -1):
            if found := touched.get(pointer(self.path[:end])):
                by = found[-1].by
                return Where(by.document, (*by.path, *self.path[end:]), key=self.key)
        return None

    @property
    def pack(self) -> str:
        """Return the pack that says what stands here: that of the patch, where one does."""
        found = self.patched() if self.document.touched else None
        return found.document.pack if found is not None else self.document.pack

    def inside(self, text: str, column: int) -> Place:
        """Return the place of the `column`-th character (from 1; 0 is the whole) of the text that stands here."""
        place = self.place()
        if column < 1:
            return place
        patch = self.patched()
        lines = (patch or self).document.text.splitlines()
        if not 1 <= place.line <= len(lines):
            return place
        start = lines[place.line - 1].find(text, place.column - 1)
        if not 0 <= start - (place.column - 1) <= 2:        # a quote, and "=", may stand before it
            return place
        return Place(place.file, place.line, start + column)


NOWHERE = Where(Document("", "", "", "", NOTHING, Positions()))


def pointer(path: Path) -> str:
    """Return the JSON pointer (RFC 6901) of a path."""
    return "".join("/" + step_of(step) for step in path)


def step_of(step: str | int) -> str:
    """Return one step of a JSON pointer, escaped."""
    text = str(step)
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text
