"""What more is known of an entry of the audit log, in words: fields by their labels, links by their titles."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.kernel.labels import enumerated
from dougong.kernel.messages import say
from dougong.kernel.number import whole_number
from dougong.records.audit import Row
from dougong.records.named import Named
from dougong.web.scene import Scene

#: Words of the engine's own that entries hold, each with a label `audit.said_<name>`.
_OURS: Final = frozenset({"changed", "fields", "files", "format", "job", "name", "note", "number", "query", "reason",
                          "roles", "shares"})
#: What lists names of fields.
_NAMES: Final = frozenset({"fields", "changed"})


def meant(scene: Scene, rows: Iterable[Row]) -> Iterator[Named]:
    """Yield the records the entries speak of by their ids."""
    for row in rows:
        thing = scene.context.catalog.objects.get(row.object or "")
        for name, value in row.said.items():
            if isinstance(value, list):
                yield from (found for each in value if (found := _named(thing, name, each)) is not None)


def said(scene: Scene, row: Row, known: Mapping[Named, str]) -> Iterator[str]:
    """Yield what more is known, `Name: old → new` of what was changed; `known` are titles of what `meant` yields."""
    thing, left = scene.context.catalog.objects.get(row.object or ""), dict(row.said)
    if row.kind == "account":
        yield scene.say(f"audit.deed_{left.pop('what')}")
    if "verb" in left:
        yield scene.say(f"verb.{left.pop('verb')}") if left["verb"] in _VERBS else str(left.pop("verb"))
    if isinstance(left.get("code"), str):                       # why something was refused; a role has a code, too
        yield say(left.pop("code"), scene.lang)
    for name, value in left.items():
        if value in (None, "", []):
            continue
        label = _label(scene, thing, name)
        text = _text(scene, thing, name, value, known)
        yield text if name in _BARE else f"{label}: {text}"


#: What is done, as people call it.
_VERBS: Final = frozenset({"create", "update", "archive", "restore", "erase", "purge", "share", "assign"})
#: What needs no label: the address somebody asked for; what a log was of.
_BARE: Final = frozenset({"what", "of"})


def _label(scene: Scene, thing: Object | None, name: str) -> str:
    if name in _OURS:
        return scene.say(f"audit.said_{name}")
    found = thing.field(name) if thing is not None else None
    return scene.label(found) if found is not None else name


def _text(scene: Scene, thing: Object | None, name: str, value: Any, known: Mapping[Named, str]) -> str:
    if name in _NAMES and isinstance(value, list):
        return enumerated((_label(scene, thing, str(each)) for each in value), scene.lang)
    if name == "roles" and isinstance(value, list):
        roles = scene.context.catalog.roles
        return enumerated((scene.label(roles[each]) if each in roles else str(each) for each in value), scene.lang)
    if isinstance(value, list) and len(value) == 2:
        old, new = (_one(scene, thing, name, each, known) for each in value)
        return new if value[0] is None else f"{old} → {new}"
    return enumerated(map(str, value), scene.lang) if isinstance(value, list) else \
        scene.say("act.print") if (name, value) == ("format", "print") else str(value)


def _one(scene: Scene, thing: Object | None, name: str, value: Any, known: Mapping[Named, str]) -> str:
    found = _named(thing, name, value)
    text = "–" if value is None else str(value) if found is None else known.get(found, f"#{found[1]}")
    if isinstance(value, Mapping):                              # with whom something is shared, for what, until when
        return " ".join(filter(None, (text, scene.say(f"verb.{value['verb']}"), value.get("until"))))
    return text


def _named(thing: Object | None, name: str, value: Any) -> Named | None:
    """Return the record a value points to, None for other values."""
    if isinstance(value, Mapping):
        object, _, id = str(value.get("whom", "")).partition("/")
        number = whole_number(id)
        return None if number is None else (object, number)
    field = thing.field(name) if thing is not None else None
    targets = () if field is None or field.type.storage != "columns" else field.type.targets(field)
    return (targets[0], value) if len(targets) == 1 and isinstance(value, int) else None
