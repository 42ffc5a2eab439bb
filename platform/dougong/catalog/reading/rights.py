"""What the schemas say of a key: who may patch it (`x-patch`), and what holds where nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from dougong.catalog.reading.document import Path
from dougong.catalog.reading.schema import BY_TYPE, RIGHT

Right = Literal["site", "packs", "never"]


def right(schema: Mapping[str, Any], body: Any, path: Path) -> Right:
    """Return who may patch what stands at `path` of a definition with this schema: the word of the key, or of the
    nearest part around it that has one."""
    found: Right = "never"
    for each in _along(schema, body, path):
        found = each.get(RIGHT, found)
    return found


def default(schema: Mapping[str, Any], body: Any, path: Path) -> Any:
    """Return what holds at `path` where nothing is written; None where the schema does not know the key."""
    found = list(_along(schema, body, path))
    return found[-1].get("default") if len(found) == len(path) + 1 else None


def knows(schema: Mapping[str, Any], body: Any, path: Path) -> bool:
    """Return whether there is such a key, written or not."""
    return len(list(_along(schema, body, path))) == len(path) + 1


def _along(schema: Mapping[str, Any], body: Any, path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the schema of the whole and of each part on the way, as far as schemas say."""
    here: Mapping[str, Any] | None = schema
    yield schema
    for depth, key in enumerate(path):
        here = _below(schema, here or {}, _at(body, path[:depth]), key)
        if here is None:
            return
        yield here


def _at(body: Any, path: Sequence[str | int]) -> Any:
    for key in path:
        try:
            body = body[key]
        except (KeyError, IndexError, TypeError):
            return None
    return body


def _below(root: Mapping[str, Any], schema: Mapping[str, Any], value: Any, key: str | int) -> Mapping[str, Any] | None:
    """Return the schema of `key` within what `schema` describes; None when it does not say."""
    whole = _chosen(root, schema, value)
    if isinstance(key, int):
        found = whole.get("items")
    else:
        found = whole.get("properties", {}).get(key, whole.get("additionalProperties"))
    return {**_named(root, found), **found} if isinstance(found, Mapping) else None


def _chosen(root: Mapping[str, Any], schema: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
    """Return the schema that holds for `value`: the one of its type, where types decide."""
    whole = {**_named(root, schema), **schema}
    types = whole.get(BY_TYPE)
    if types is None:
        return whole
    kind = value.get("type") if isinstance(value, Mapping) else None
    return types.get(kind) or {}


def _named(root: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = root.get("$defs", {}).get(str(schema.get("$ref", "")).removeprefix("#/$defs/"), {})
    return found
