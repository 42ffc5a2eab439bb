"""The reference pages that follow from the code: the keys of every kind of definition, and the findings."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from dougong.catalog.codes import CODES
from dougong.catalog.reading.schema import field_keys, working
from dougong.catalog.registry import BUILTIN_KINDS, Registry
from dougong.kernel.spelling import spelled

_FAMILIES = {
    "M1": "Shape: what one file says, alone", "M2": "Link: what names point at", "M3": "Meaning: what cannot work",
    "M4": "Safety: what nobody may send",
}
#: Parts of the schemas that many keys share, in a word.
_WORDS = {"label": "label", "field": "field", "text": "text", "name": "name", "expression": "expression",
          "rule": "true, false or expression", "sort": "list of fields"}
_KINDS = {"object": "map", "array": "list", "string": "text", "boolean": "true or false", "integer": "whole number"}
_TABLE = "| key | value | meaning |\n|---|---|---|"


def findings() -> str:
    """Return docs/reference/findings.md."""
    lines = [_FINDINGS]
    for family, title in _FAMILIES.items():
        lines += ["", f"## {title}", "", "| code | meaning | cure |", "|---|---|---|"]
        lines += [f"| {code} | {about.meaning} | {about.cure} |"
                  for code, about in CODES.items() if code.startswith(family)]
    return "\n".join(lines) + "\n"


def definitions(registry: Registry) -> str:
    """Return docs/reference/definitions.md: the built-in kinds, then those of plugins."""
    lines = [_HEAD]
    schemas = working(registry)
    for kind in (*BUILTIN_KINDS, "i18n", *sorted(registry.kinds)):
        schema = schemas[kind]
        lines += ["", f"## {kind}", "", schema["description"]]
        properties = _own_keys(registry) if kind == "field" else schema.get("properties")
        if properties:
            lines += ["", _TABLE, *_rows(properties, schema.get("required", ()), schema, "")]
    lines += ["", _FIELD, "", _TABLE, *_rows(field_keys(), ("type",), schemas["object"], "")]
    return "\n".join(lines) + "\n"


_FINDINGS = """# Findings

What `dougong pack check` and `dougong plan` say of definitions: `file:line:column CODE message (hint)`. All of them are
told at once; while there is one, nothing is applied and the server goes on serving what it has."""
_FIELD = """## Keys of every field

What a field of any type may say; its type adds keys of its own ([fields.md](fields.md))."""
_HEAD = """# Definitions

Written by `make golden` from the JSON Schemas in `platform/dougong/catalog/schemas/`, which are also served at
`/schemas/`. A file holds one definition and is called like it; **bold** keys are compulsory; an unknown key is an
error.

YAML is held to what cannot surprise: no anchors, aliases, merge keys or tags, no key twice; `no`, `on`, `12:30`, `0755`
and `2024-01-01` are texts; at most 256 KiB, 20 levels and 20,000 values for a file. JSON is accepted as well."""


def _own_keys(registry: Registry) -> Mapping[str, Any]:
    """Return what `kind: field` says besides the keys of a field."""
    one = next(iter(working(registry)["field"]["x-by-type"].values()))
    return {key: one["properties"][key] for key in ("kind", "name", "object", "when")}


def _rows(properties: Mapping[str, Any], required: Any, root: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for key, schema in properties.items():
        whole = {**_resolved(schema, root), **{k: schema[k] for k in ("title", "description") if k in schema}}
        name = f"**`{prefix}{key}`**" if key in required else f"`{prefix}{key}`"
        yield f"| {name} | {_value(whole)} | {escape(whole.get('description', ''), quote=False)} |"
        yield from _inner(whole, root, f"{prefix}{key}")


def _inner(schema: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the keys inside a map, inside the entries of a map, or inside the items of a list."""
    if "properties" in schema:
        yield from _rows(schema["properties"], schema.get("required", ()), root, f"{path}.")
    for key, step in (("additionalProperties", ".&lt;name&gt;"), ("items", "[]")):
        entry = schema.get(key)
        if isinstance(entry, Mapping):
            found = _resolved(entry, root)
            if "properties" in found:
                yield from _rows(found["properties"], found.get("required", ()), root, f"{path}{step}.")
            else:
                yield from _inner(found, root, f"{path}{step}") if "additionalProperties" in found else ()


def _resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema without its $ref; what has a word of its own is not opened again."""
    found = dict(schema)
    ref = found.pop("$ref", "").removeprefix("#/$defs/")
    if ref in _WORDS:
        return {"type": _WORDS[ref], **found}
    target = root.get("$defs", {}).get(ref)
    if target is None:
        return found
    return {**_resolved(target, root), **found}


def _value(schema: Mapping[str, Any]) -> str:
    """Return what a key takes, in a few words."""
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{spelled(one)}`{' (default)' if schema.get('default') == one else ''}"
                         for one in schema["enum"])
    kinds = schema.get("type", "any")
    text = " or ".join(_KINDS.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        text += f" {low} to {high}"
    if "default" not in schema:
        return text
    return f"{text} (default `{spelled(schema['default'])}`)"
