"""Fields, checks and uniques of one object: from what was written to what the catalog holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dougong.catalog.linking.derive import Derived
from dougong.catalog.linking.draft import Draft, Raw, RawObject
from dougong.catalog.linking.express import Reader, constant, rule
from dougong.catalog.linking.lookups import lookups
from dougong.catalog.linking.scope import Typed, World
from dougong.catalog.model import Check, Expression, Field, Unique
from dougong.catalog.registry import Registry
from dougong.catalog.report import listed
from dougong.catalog.uids import Uids
from dougong.kernel.errors import NOTHING
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import Label


@dataclass(frozen=True, slots=True)
class Binder:
    """What binding the parts of any object needs."""

    draft: Draft
    world: World
    reader: Reader
    derived: Derived
    uids: Uids
    registry: Registry

    def label(self, part: Raw, key: str) -> Label:
        """Return the label `key` of a part, with its translations."""
        language = self.draft.packs[part.pack].language
        found = self.draft.words.label(part.body.get(key), language, *(f"{path}.{key}" for path in part.words))
        return MappingProxyType(dict(found)) if found else NOTHING

    def uid(self, raw: RawObject, section: str, part: Raw) -> str:
        """Return the uid of a part of an object, across renames of either."""
        was, former = part.body.get("was"), raw.body.get("was")
        owners = (former, raw.name) if former else (raw.name,)
        places = [(owner, name) for owner in owners for name in ((part.name, was) if was else (part.name,))
                  if (owner, name) != (raw.name, part.name) or raw.name == former or part.name == was]
        # either may have been renamed before, and is known by the name it has
        return self.uids.of(f"objects.{raw.name}.{section}.{part.name}",
                            *(f"objects.{owner}.{section}.{name}" for owner, name in places))


def fields(binder: Binder, raw: RawObject) -> dict[str, Field]:
    """Return the fields of an object, in order."""
    own = binder.world[raw.name]
    return {name: _field(binder, raw, part, own[name]) for name, part in raw.fields.items()}


def _field(binder: Binder, raw: RawObject, part: Raw, typed: Typed) -> Field:
    body, where, name, reader = part.body, part.where, raw.name, binder.reader
    virtual, moves = (name, part.name) in binder.derived.virtual, (name, part.name) in binder.derived.moving
    copy = body.get("copy")
    return Field(
        name=part.name, label=typed.spec.label, options=typed.spec.options, uid=binder.uid(raw, "fields", part),
        type=typed.type, pack=part.pack, hint=binder.label(part, "hint"),
        required=rule(reader, body, "required", name, where), readonly=rule(reader, body, "readonly", name, where),
        enforce=body.get("enforce", "all"),
        visible=_visible(reader, body, name, part), hidden=body.get("hidden", False), keep=body.get("keep", False),
        default=_default(binder, body, name, part, typed) if "default" in body else None,
        formula=binder.derived.formulas.get((name, part.name)),
        rollup=binder.derived.rollups.get((name, part.name)), virtual=virtual,
        moves=moves,
        copy=tuple(copy.split(".")) if copy else None,
        lookup=lookups(reader, binder.world, name, part, typed) if "lookup" in body else (),
        unique=body.get("unique", False), index=body.get("index", False),
        search=_search(body, typed, apart=virtual or moves),
        where=_where(binder, body, part, typed) if "where" in body else None,
        goes_along=rule(reader, body, "goes_along", name, where),
        stored=typed.type.storage == "columns" and not virtual, classified=body.get("class", ""),
        stands_for=body.get("stands_for", ""),
    )


def _visible(reader: Reader, body: Mapping[str, Any], over: str, part: Raw) -> Expression | None:
    text = body.get("visible")
    if text is None:
        return None
    return reader.read(text, over, Kind.FLAG, part.where / "visible", f"visible of {part.name}")


def _search(body: Mapping[str, Any], typed: Typed, *, apart: bool) -> bool:
    """Return whether search looks at the field: at what is written or computed with the record, as its type has it, and
    not at what is computed `apart` from it, when read or with other records."""
    asked: bool = body.get("search", typed.type.searched == "always")
    return asked and not apart and "rollup" not in body


def _default(binder: Binder, body: Mapping[str, Any], over: str, part: Raw, typed: Typed) -> Expression | None:
    said, kind, where = body["default"], typed.type.kind, part.where / "default"
    if isinstance(said, str) and said.startswith("="):
        return binder.reader.read(said[1:].strip(), over, kind, where, f"default of {part.name}")
    text = constant(said, kind)
    if text is None:
        binder.draft.report.add(where, "M303", f"default of {part.name}: {said!r} is no {typed.type.key}",
                                "an expression begins with =")
        return None
    names = [option.name for option in typed.type.choices(typed.spec)]
    if names and said not in names:
        binder.draft.report.add(where, "M304", f"default of {part.name}: '{said}' is no option", listed(names))
        return None
    return binder.reader.read(text, over, kind, where, f"default of {part.name}")


def _where(binder: Binder, body: Mapping[str, Any], part: Raw, typed: Typed) -> Expression | None:
    """Return which records of its target a link may choose."""
    targets = typed.targets()
    if len(targets) != 1 or targets[0] not in binder.world:
        return None
    return binder.reader.read(body["where"], targets[0], Kind.FLAG, part.where / "where", f"where of {part.name}")


def checks(binder: Binder, raw: RawObject) -> tuple[Check, ...]:
    """Return the checks of an object, in order."""
    found = []
    for part in raw.checks.values():
        must = binder.reader.read(part.body["must"], raw.name, Kind.FLAG, part.where / "must", f"check {part.name}")
        if must is not None:
            found.append(Check(name=part.name, uid=binder.uid(raw, "checks", part), must=must,
                               message=binder.label(part, "message"), level=part.body.get("level", "error"),
                               enforce=part.body.get("enforce", "all")))
    return tuple(found)


def uniques(binder: Binder, raw: RawObject) -> tuple[Unique, ...]:
    """Return the uniques of an object, in order."""
    found = []
    for part in raw.uniques.values():
        text = part.body.get("where")
        where = None if text is None else binder.reader.read(text, raw.name, Kind.FLAG, part.where / "where",
                                                             f"unique {part.name}")
        found.append(Unique(name=part.name, uid=binder.uid(raw, "unique", part), fields=tuple(part.body["fields"]),
                            where=where, message=binder.label(part, "message")))
    return tuple(found)
