"""What every object has, by name and type, before any expression is read."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dougong.catalog import engine
from dougong.catalog.linking.draft import Draft, Raw, RawObject
from dougong.catalog.linking.scope import Typed
from dougong.catalog.model import Field
from dougong.catalog.registry import Registry
from dougong.fields.base import FieldType, Spec
from dougong.fields.tree import TreeType
from dougong.kernel.errors import NOTHING

#: Keys of types that hold expressions: bound where what they speak of is known, not kept as options.
BOUND = frozenset({"where", "goes_along"})


def systems(draft: Draft, registry: Registry) -> Mapping[str, Mapping[str, Field]]:
    """Return the engine's columns of every object."""
    shared: dict[tuple[str | None, bool], Mapping[str, Field]] = {}
    found: dict[str, Mapping[str, Field]] = {}
    for name, raw in draft.objects.items():
        key = (raw.body.get("parent"), "number" in raw.body)
        if key not in shared:
            shared[key] = engine.columns(registry.types, key[0], numbered=key[1])
        found[name] = shared[key]
    return found


def world(draft: Draft, registry: Registry, system: Mapping[str, Mapping[str, Field]]) -> dict[str, dict[str, Typed]]:
    """Return the fields of every object with their types and options, own fields first."""
    engines = {id(fields): {name: Typed(f.type, f) for name, f in fields.items()} for fields in system.values()}
    return {name: _own(draft, raw, registry) | engines[id(system[name])] for name, raw in draft.objects.items()}


def _own(draft: Draft, raw: RawObject, registry: Registry) -> dict[str, Typed]:
    found: dict[str, Typed] = {}
    for name, part in raw.fields.items():
        kind = registry.types[part.body["type"]]
        found[name] = Typed(kind, _spec(draft, part, kind, raw.name))
    return found


def _spec(draft: Draft, part: Raw, kind: FieldType, owner: str) -> Spec:
    language = draft.packs[part.pack].language
    label = draft.words.label(part.body.get("label"), language, *(f"{path}.label" for path in part.words))
    body = part.body
    options: dict[str, Any] = {key: body[key] for key in kind.options if key in body and key not in BOUND}
    if isinstance(kind, TreeType):
        options["to"] = owner                     # a tree points to its own object, which a type cannot know
    if "options" in options:
        options["options"] = _choices(draft, part, options["options"], language)
    return Spec(name=part.name, label=MappingProxyType(dict(label)) if label else _spoken(part.name),
                options=MappingProxyType(options) if options else NOTHING)


def _choices(draft: Draft, part: Raw, given: Any, language: str) -> Mapping[str, Any]:
    """Return options by name, each {label: by language, tone}, however they were written."""
    entries = given.items() if isinstance(given, Mapping) else ((name, None) for name in given)
    found: dict[str, Mapping[str, Any]] = {}
    for name, entry in entries:
        said = entry.get("label", entry if "tone" not in entry else None) if isinstance(entry, Mapping) else entry
        label = {language: name, **draft.words.label(
            said, language, *(f"{path}.options.{name}{end}" for path in part.words for end in (".label", "")))}
        tone = entry.get("tone") if isinstance(entry, Mapping) else None
        found[name] = MappingProxyType({"label": label} | ({"tone": tone} if tone else {}))
    return MappingProxyType(found)


def _spoken(name: str) -> Mapping[str, str]:
    """Return a label for what has none: the name, spoken."""
    return MappingProxyType({"en": name.replace("_", " ").capitalize()})
