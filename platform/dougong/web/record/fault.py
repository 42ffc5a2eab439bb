"""What is wrong with a form, in words: each fault beside its field, and all of them on top as links."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Object
from dougong.kernel.errors import AppError, FieldError
from dougong.kernel.labels import words as label
from dougong.kernel.messages import say
from dougong.records.acts.merging import mergeable
from dougong.web import links
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line; `href` is where it leads, "" for words alone; `twin` the record it names."""

    text: str
    href: str = ""
    twin: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the summary; `anchor` is the id of the input it leads to. `pieces` are the same line in parts, where
    it names records one may look at."""

    text: str
    anchor: str = ""
    pieces: tuple[Piece, ...] = ()


def said(scene: Scene, error: FieldError) -> str:
    """Return the message of an error: the pack's own words, else ours."""
    return label(error.text, scene.lang) if error.text else say(error.code, scene.lang, **error.params)


def refusal_of(scene: Scene, error: AppError) -> list[str]:
    """Return why something is refused, line by line; what the compiler says of definitions is English."""
    return [say(error.code, scene.lang, **error.params), *(said(scene, each) for each in error.errors)]


def says_of(scene: Scene, errors: Iterable[FieldError]) -> Mapping[str, tuple[str, ...]]:
    """Return messages by JSON pointer."""
    found: dict[str, tuple[str, ...]] = {}
    for error in errors:
        found[error.pointer] = (*found.get(error.pointer, ()), said(scene, error))
    return found


def faults_of(scene: Scene, thing: Object, errors: Iterable[FieldError],
              number: int | None = None) -> tuple[Fault, ...]:
    """Return the summary: which field, in which line, what is wrong. What the record `number` is like can be merged
    with it, by who may."""
    faults = tuple(_fault(scene, thing, error) for error in errors)
    if number is None or not mergeable(scene.context.actor.policy, thing):
        return faults
    return tuple(replace(fault, pieces=tuple(_mergeable(scene, thing, number, fault.pieces))) for fault in faults)


def _mergeable(scene: Scene, thing: Object, number: int, pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces, behind each twin of the record that leads to both beside each other."""
    for piece in pieces:
        yield piece
        if piece.twin is not None and piece.twin[0] == thing.name and piece.twin[1] != number:
            yield Piece(" ")
            yield Piece(scene.say("form.merge"), links.merge(thing.name, number, piece.twin[1]))


def mark(errors: Iterable[FieldError]) -> str:
    """Return a mark of the records people are told of before they save, "" for none: a form that brings it back has
    shown them."""
    named = [(each.pointer, each.code, each.params["records"]) for each in errors if "records" in each.params]
    return hashlib.sha256(repr(named).encode()).hexdigest()[:16] if named else ""


def _pieces_of(text: str, error: FieldError) -> tuple[Piece, ...]:
    """Return a line in parts, the titles of the records it names as links; none where it names none to look at."""
    found = tuple(_pieces(text, error.params.get("records", ())))
    return found if len(found) > 1 else ()


def _pieces(text: str, records: Iterable[Mapping[str, Any]]) -> Iterator[Piece]:
    for each in records:
        before, title, after = text.partition(str(each["title"])) if "id" in each else (text, "", "")
        if title:
            yield Piece(before)
            yield Piece(title, links.record(each["object"], each["id"]), (each["object"], each["id"]))
            text = after
    yield Piece(text)


def _fault(scene: Scene, thing: Object, error: FieldError) -> Fault:
    name, *rest = error.pointer.strip("/").split("/")
    field = scene.field(thing, name)
    message = said(scene, error)
    if field is None:
        return Fault(message, pieces=_pieces_of(message, error))
    if len(rest) < 2:
        line = scene.say("form.fault", field=scene.label(field), message=message)
        return Fault(line, f"f-{name}" if field.type.storage != "lines" else f"part-{name}", _pieces_of(line, error))
    target = scene.context.catalog.objects[field.type.targets(field)[0]]
    part = scene.field(target, rest[1])
    line = scene.say("form.fault_line", lines=scene.label(field), n=int(rest[0]) + 1 if rest[0].isdigit() else rest[0],
                     field=scene.label(part) if part else rest[1], message=message)
    return Fault(line, f"f-{name}-{rest[0]}-{rest[1]}")
