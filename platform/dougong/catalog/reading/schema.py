"""The JSON Schemas as they hold here: the published files with the keys of the registered field types and kinds."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from dougong.catalog.registry import BUILTIN_KINDS, Registry
from dougong.fields.base import FieldType
from dougong.kernel.kinds import Kind

#: Our own keyword: which schema holds is decided by the value of `type`. It says what the published chain of
#: if/then says, in one step instead of one per type, and lets an unknown type be told apart from other faults.
BY_TYPE = "x-by-type"
#: Our own keyword: who may patch a key, and what lies beneath it unless it says otherwise: "site" (packs above and the
#: site), "packs" (packs above), "never".
RIGHT = "x-patch"
#: What a setting says of what every field may say: nothing that is about rows or computed.
SETTING: Final = frozenset({"type", "label", "hint", "required", "visible", "default", "was"})


def working(registry: Registry) -> dict[str, dict[str, Any]]:
    """Return the schema of each kind (and i18n) as validation uses it: fields decided by BY_TYPE."""
    return _schemas(registry, _by_type)


def published(registry: Registry) -> dict[str, dict[str, Any]]:
    """Return the schema of each kind as editors and other tools read it: plain JSON Schema 2020-12."""
    return _schemas(registry, _if_then)


def field_keys() -> Mapping[str, Any]:
    """Return the keys every field may have, whatever its type."""
    whole = _file("field-keys")
    return {key: {RIGHT: whole[RIGHT], **schema} for key, schema in whole["properties"].items()}


@cache
def _file(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("dougong.catalog.schemas").joinpath(f"{name}.json").read_text("utf-8"))
    return loaded


def _schemas(registry: Registry, choose: Any) -> dict[str, dict[str, Any]]:
    found = {name: dict(_file(name)) for name in (*BUILTIN_KINDS, "i18n")}
    types = {key: _closed(kind) for key, kind in registry.types.items()}
    for name, chosen in (("object", types), ("trait", types), ("setting", _values(registry))):
        parts = found[name]["$defs"]
        found[name]["$defs"] = {**parts, "field": {**parts["field"], **choose(chosen, {})}}
    own = found["field"]
    found["field"] = {**own, **choose(types, own["properties"]), "required": [*own["required"], "type"]}
    del found["field"]["additionalProperties"]
    if choose is _by_type:
        del found["field"]["properties"]
    return found | {kind.name: dict(kind.schema) for kind in registry.kinds.values()}


def _values(registry: Registry) -> dict[str, dict[str, Any]]:
    """Return the schema of a setting of each type that holds one value: it says less than a field of an object."""
    return {key: _closed(kind, SETTING) for key, kind in registry.types.items() if is_value(kind)}


def is_value(kind: FieldType) -> bool:
    """Return whether fields of a type hold one value that expressions can reckon with: what a setting may be."""
    return kind.storage == "columns" and kind.kind not in {Kind.OPAQUE, Kind.ROWS} and not kind.rises


def _closed(kind: FieldType, keys: frozenset[str] | None = None) -> dict[str, Any]:
    """Return the schema of a field of one type: what every field (or only `keys` of it) and what this type may say."""
    common = {key: schema for key, schema in field_keys().items() if keys is None or key in keys}
    if twice := common.keys() & kind.options.keys():
        raise ValueError(f"field type {kind.key} claims {', '.join(sorted(twice))}, a key of every field")
    properties = {**common, "type": {"const": kind.key, **_described(common["type"])},
                  **{key: {RIGHT: "site", **option} for key, option in kind.options.items()}}
    return {"type": "object", "additionalProperties": False, "required": ["type", *sorted(kind.needs)],
            "properties": properties}


def _described(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: schema[key] for key in ("title", "description", RIGHT)}


def _with(schema: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "properties": {**own, **schema["properties"]}}


def _by_type(types: Mapping[str, dict[str, Any]], own: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": ["type"], BY_TYPE: {key: _with(s, own) for key, s in types.items()}}


def _if_then(types: Mapping[str, dict[str, Any]], own: Mapping[str, Any]) -> dict[str, Any]:
    chosen = {"enum": sorted(types), **_described(field_keys()["type"])}
    return {
        "type": "object", "required": ["type"], "properties": {**own, "type": chosen},
        "allOf": [{"if": {"properties": {"type": {"const": key}}, "required": ["type"]}, "then": _with(schema, own)}
                  for key, schema in sorted(types.items())],
    }
