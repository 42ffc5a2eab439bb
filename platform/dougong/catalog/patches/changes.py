"""What two catalogs say differently, definition by definition: in paths and values, and as a diff of YAML."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dougong.catalog.patches.operation import named
from dougong.catalog.reading.written import written

#: A catalog as plain data (catalog.plain).
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that became another; None stands for nothing."""

    path: str
    was: Any
    to: Any


@dataclass(frozen=True, slots=True)
class Changed:
    """A definition that came, went, or says something else; `diff` is the unified diff of its YAML."""

    definition: str
    what: Literal["added", "removed", "changed"]
    differences: tuple[Difference, ...]
    diff: str


def changes(old: Plain, new: Plain) -> list[Changed]:
    """Return what differs, in the order of the catalog, what went last."""
    before, after = dict(_definitions(old)), dict(_definitions(new))
    found = [_changed(name, before.get(name), body) for name, body in after.items() if before.get(name) != body]
    return found + [_changed(name, body, None) for name, body in before.items() if name not in after]


def _definitions(held: Plain) -> Iterator[tuple[str, Any]]:
    """Yield everything that is one thing to people, with what it says."""
    for section in ("packs", "objects", "views", "menu", "roles", "rules", "workflows"):
        yield from ((f"{section}.{name}", body) for name, body in (held.get(section) or {}).items())
    for kind, found in (held.get("extra") or {}).items():
        yield from ((f"{kind}s.{name}", body) for name, body in found.items())
    yield from ((f"data.{one['name']}", one) for one in held.get("data") or ())
    for patch in held.get("patches") or ():
        if patch.get("lost"):
            yield f"parked.{patch['path']}", {key: patch.get(key) for key in ("pack", "said", "lost", "now", "why")}


def _changed(name: str, old: Any, new: Any) -> Changed:
    what: Literal["added", "removed", "changed"] = "added" if old is None else "removed" if new is None else "changed"
    differences = tuple(_differences(name, old, new)) if what == "changed" else ()
    return Changed(name, what, differences, _diff(old, new))


def _differences(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, list) and isinstance(new, list) and (old or new):
        before, after = ({named(entry): entry for entry in entries} for entries in (old, new))
        if "" not in before and "" not in after:
            yield from _differences(path, before, after)
            stayed = [[name for name in names if name in before and name in after] for names in (before, after)]
            if stayed[0] != stayed[1]:
                yield Difference(path, list(before), list(after))
            return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                yield from _differences(f"{path}.{key}", old.get(key), new.get(key))
        if list(old) != list(new) and dict(old) == dict(new):
            yield Difference(path, list(old), list(new))                    # the same, in another order
        return
    yield Difference(path, old, new)


def _diff(old: Any, new: Any) -> str:
    before, after = (written(body).decode().splitlines() if body is not None else [] for body in (old, new))
    return "\n".join(list(difflib.unified_diff(before, after, lineterm="", n=2))[2:])
