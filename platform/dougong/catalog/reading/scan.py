"""YAML, event by event: a small, safe part of YAML 1.2 becomes plain data with positions (safety.md M15, R6)."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from dougong.catalog.reading.document import Positions, step_of
from dougong.catalog.reading.scalars import forbidden, scalar

DEPTH = 20
NODES = 20_000


class ScanError(Exception):
    """A file that cannot be used; `line` and `column` count from 1."""

    def __init__(self, line: int, column: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line, self.column, self.code, self.message = line, column, code, message


@dataclass(frozen=True, slots=True)
class Scanned:
    """Plain data, the positions of its parts, and the faults that did not stop the reading."""

    data: Any
    positions: Positions
    faults: tuple[ScanError, ...]


def scan_yaml(text: str) -> Scanned:
    """Return what `text` says; raise ScanError when it is not YAML or not safe."""
    builder = _Builder()
    loader = yaml.CSafeLoader(text)
    try:
        while loader.check_event():
            builder.take(loader.get_event())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ScanError(line, column, "M101", error.problem or str(error)) from None
    except yaml.YAMLError as error:
        raise ScanError(1, 1, "M101", re.sub(r"\s+", " ", str(error))) from None
    finally:
        loader.dispose()
    return Scanned(builder.root, Positions(builder.values, builder.keys), tuple(builder.faults))


@dataclass(slots=True)
class _Frame:
    """A map or list that is being filled."""

    holder: Any
    pointer: str
    key: str | None = None
    twice: bool = False          # the pending key is there already: its value is read and dropped


@dataclass(slots=True)
class _Builder:
    """Turns events into data with a stack of its own, so that no nesting can exhaust Python's."""

    root: Any = None
    values: dict[str, tuple[int, int]] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    faults: list[ScanError] = field(default_factory=list)
    stack: list[_Frame] = field(default_factory=list)
    documents: int = 0
    nodes: int = 0

    def take(self, event: Any) -> None:
        """Read one event; raises ScanError at what is refused outright."""
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent:
            self._open({}, event)
        elif kind is SequenceStartEvent:
            self._open([], event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self.stack.pop()
        elif kind is AliasEvent:
            raise _at(event, "M401", f"alias *{event.anchor}")
        elif kind is DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise _at(event, "M101", "a second document; one file holds one definition")

    def _scalar(self, event: Any) -> None:
        self._guard(event)
        plain = event.style in {"", None}
        frame = self.stack[-1] if self.stack else None
        if bad := forbidden(event.value):
            raise _at(event, "M102", f"the text holds {bad}")
        if frame is not None and isinstance(frame.holder, dict) and frame.key is None:
            self._key(frame, event, plain)
            return
        try:
            value = scalar(event.value) if plain else event.value
        except ValueError as error:
            self.faults.append(_at(event, "M104", str(error)))
            value = 0
        self._put(value, event)

    def _key(self, frame: _Frame, event: Any, plain: bool) -> None:          # noqa: FBT001 as the event says
        key: str = event.value
        if plain and key == "<<":
            raise _at(event, "M401", "merge key <<")
        pointer = f"{frame.pointer}/{step_of(key)}"
        frame.key, frame.twice = key, key in frame.holder
        if frame.twice:
            first = self.keys[pointer][0]
            self.faults.append(_at(event, "M103", f"key '{key}' is already written in line {first}"))
        else:
            self.keys[pointer] = (event.start_mark.line + 1, event.start_mark.column + 1)

    def _open(self, holder: Any, event: Any) -> None:
        self._guard(event)
        if len(self.stack) >= DEPTH:
            raise _at(event, "M404", f"more than {DEPTH} levels")
        frame = self.stack[-1] if self.stack else None
        if frame is not None and isinstance(frame.holder, dict) and frame.key is None:
            raise _at(event, "M108", "a key is a text, not a list or map")
        self.stack.append(_Frame(holder, self._put(holder, event)))

    def _put(self, value: Any, event: Any) -> str:
        """Hang a value where it belongs and return its pointer."""
        if not self.stack:
            self.root, pointer = value, ""
        else:
            frame = self.stack[-1]
            if isinstance(frame.holder, list):
                pointer = f"{frame.pointer}/{len(frame.holder)}"
                frame.holder.append(value)
            else:
                pointer = f"{frame.pointer}/{step_of(frame.key or '')}"
                if not frame.twice:
                    frame.holder[frame.key] = value
                frame.key = None
        self.values.setdefault(pointer, (event.start_mark.line + 1, event.start_mark.column + 1))
        return pointer

    def _guard(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > NODES:
            raise _at(event, "M405", f"more than {NODES:,} values")
        if event.anchor is not None:
            raise _at(event, "M401", f"anchor &{event.anchor}")
        if event.tag is not None:
            raise _at(event, "M402", f"tag {event.tag}")


def _at(event: Any, code: str, message: str) -> ScanError:
    return ScanError(event.start_mark.line + 1, event.start_mark.column + 1, code, message)
