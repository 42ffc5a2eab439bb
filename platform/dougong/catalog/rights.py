"""Who may patch a key: what the schemas say under `x-patch`, asked along the way to it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dougong.catalog.document import Path
from dougong.catalog.schema import BY_TYPE, RIGHT

Right = Literal["site", "packs", "never"]


def right(schema: Mapping[str, Any], body: Any, path: Path) -> Right:
    """Return who may patch what stands at `path` of a definition with this schema: the word of the key, or of the
    nearest part around it that has one."""
    found: Any = schema.get(RIGHT, "never")
    here: Mapping[str, Any] | None = schema
    for depth, key in enumerate(path):
        here = _below(schema, here, _at(body, path[:depth]), key) if here is not None else None
        found = (here or {}).get(RIGHT, found)
    known: Right = found
    return known


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
    types = {**_named(root, schema), **schema}.get(BY_TYPE)
    kind = value.get("type") if isinstance(value, Mapping) else None
    if types is not None:
        return types.get(kind) or {}
    return {**_named(root, schema), **schema}


def _named(root: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = root.get("$defs", {}).get(str(schema.get("$ref", "")).removeprefix("#/$defs/"), {})
    return found
