"""Where every effective value comes from: the layer, the file and the line that say it, and what it replaced."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.linking.draft import Draft, Raw, RawObject
from dougong.catalog.patches import words as patch_words
from dougong.catalog.patches.aim import PARTS, Target, aim, own
from dougong.catalog.patches.operation import WORDS, named
from dougong.catalog.patches.slot import slot
from dougong.catalog.reading.document import Where, pointer
from dougong.catalog.reading.rights import default, knows

#: What the engine says where no file does.
ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Origin:
    """A value with what says it: the layer (a pack, `site`, or `engine` for what holds where nothing is written),
    its file, line and column; `operation` is the position in a patch file, None elsewhere."""

    value: Any
    layer: str
    file: str = ""
    line: int = 0
    column: int = 0
    operation: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What stands at a path. `beneath` is what it replaced, the lowest layer last; `parts` are the values inside."""

    path: str
    origin: Origin
    beneath: tuple[Origin, ...] = ()
    parts: tuple["Said", ...] = ()


def explain(draft: Draft, schemas: Mapping[str, Any], path: str) -> Said | None:
    """Return what stands at `path`, with everything inside it; None when there is no such thing. A path that does
    not begin with the kind of thing it names begins with an object."""
    full = path if path.partition(".")[0] in _sections(draft) else f"objects.{path}"
    target = aim(draft, full) if "." in full else None
    if target is None:
        return None
    own(draft, target, {})
    target = aim(draft, full) or target            # its parts say all their keys from now on, those of traits too
    if target.raw is not None and target.part is None and not target.rest:
        return _object(draft, target.raw, target.path)
    where = Where(target.document, target.at)
    if not target.rest:
        return _part(draft, target, where)
    return _inside(draft, schemas, target)


def _sections(draft: Draft) -> set[str]:
    known = {"objects", "views", "menus", "roles", "rules", "workflows"}
    return known | {f"{document.kind}s" for document in draft.others}


def _object(draft: Draft, raw: RawObject, path: str) -> Said:
    """Return a whole object: its own keys, and its parts wherever they were written."""
    words = Target(raw.where.document, (), (), path, (path,), raw.pack, raw)
    own = [_keyed(draft, words, raw.where, key) for key in raw.body if key not in PARTS]
    sections = [Said(f"{path}.{section}", _origin(raw.where, None), (), tuple(
        _part(draft, _of(raw, path, section, part), part.where) for part in getattr(raw, attribute).values()))
        for section, attribute in PARTS.items() if getattr(raw, attribute)]
    return Said(path, _origin(raw.where, None), (), (*own, *sections))


def _of(raw: RawObject, path: str, section: str, part: Raw) -> Target:
    return Target(part.where.document, part.where.path, (), f"{path}.{section}.{part.name}", part.words or (path,),
                  part.pack, raw, section, part)


def _part(draft: Draft, target: Target, where: Where) -> Said:
    body = target.part.body if target.part is not None else target.document.body
    parts = tuple(_keyed(draft, target, where, key) for key in body)
    return Said(target.path, _origin(where, None), _beneath(where), parts)


def _keyed(draft: Draft, target: Target, where: Where, key: str) -> Said:
    inner = replace(target, rest=(*target.rest, key), path=f"{target.path}.{key}")
    return _value(draft, inner, where / key)


def _inside(draft: Draft, schemas: Mapping[str, Any], target: Target) -> Said | None:
    place = slot(deepcopy(dict(target.document.body)), target.steps)
    if place is None or (isinstance(place.key, int) and not place.present):
        return None
    there = Where(target.document, place.path)
    if place.present or (place.key in WORDS and patch_words.present(draft, target)):
        return _value(draft, target, there)
    schema = schemas[target.document.kind]
    if not knows(schema, target.document.body, place.path):
        return None
    gone = there.patched()
    if gone is not None and gone.path == ("changes", gone.path[1]):
        return Said(target.path, _origin(there, None), _beneath(there))
    return Said(target.path, Origin(default(schema, target.document.body, place.path), ENGINE), _beneath(there))


def _value(draft: Draft, target: Target, where: Where) -> Said:
    value = where.value()
    if target.rest and target.rest[-1] in WORDS:
        return _words(draft, target, where)
    parts: tuple[Said, ...] = ()
    if isinstance(value, Mapping):
        parts = tuple(_keyed(draft, target, where, key) for key in value)
    elif isinstance(value, list):
        parts = tuple(_value(draft, replace(target, rest=(*target.rest, named(entry)),
                                            path=f"{target.path}.{named(entry)}"), where / place)
                      for place, entry in enumerate(value))
    return Said(target.path, _origin(where, None if parts else value), _beneath(where), parts)


def _words(draft: Draft, target: Target, where: Where) -> Said:
    """Return words with, for each language, the file that says them last."""
    parts = tuple(_word(draft, target, where, language, text)
                  for language, text in patch_words.present(draft, target).items())
    return Said(target.path, _origin(where, None), (), parts)


def _word(draft: Draft, target: Target, where: Where, language: str, text: str) -> Said:
    paths = target.word_paths(target.rest)
    said = next((found for path in reversed(paths) if (found := draft.words.said(path, language))), None)
    beneath = tuple(_origin(by, old) for path in reversed(paths) for old, by in draft.words.beneath(path, language))
    given = where.value()
    own = given if isinstance(given, str) else (given or {}).get(language)
    if said is not None and own is not None and (not isinstance(given, str) or language == _language(draft, target)):
        beneath = (*beneath, _origin(where, own))
    return Said(f"{target.path}.{language}", _origin(said or where, text), beneath)


def _language(draft: Draft, target: Target) -> str:
    return draft.packs[target.pack].language


def _origin(where: Where, value: Any) -> Origin:
    """Return a value with what says it, patches looked through."""
    by = where.patched() or where
    place = by.place()
    position = by.path[1] if by.document.kind == "patch" and len(by.path) > 1 else None
    return Origin(value, by.document.pack, place.file, place.line, place.column,
                  position if isinstance(position, int) else None)


def _beneath(where: Where) -> tuple[Origin, ...]:
    """Return what patches replaced here, the last replaced first."""
    return tuple(reversed(tuple(_replaced(where))))


def _replaced(where: Where) -> Iterator[Origin]:
    before = Where(replace(where.document, touched={}), where.path)
    for touch in where.document.touched.get(pointer(where.path), ()):
        if not touch.absent:
            yield _origin(before, touch.before)
        before = touch.by
