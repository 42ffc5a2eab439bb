"""The kind `tally`: which records count, by what, how much each, and the floor; and the two tables it becomes."""

from collections.abc import Mapping
from typing import Any

from dougong.spi import DefinitionKind, Definitions, Document, RawObject

NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 40}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://dougong.dev/schemas/1/tally.json",
    "title": "Tally",
    "description": "A balance per group of records, which never falls below a floor.",
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "name", "object", "group", "quantity", "floor"],
    "properties": {
        "kind": {"const": "tally", "title": "Kind", "description": "What the file defines."},
        "name": {**NAME, "title": "Name", "description": "The name; the file is called like it."},
        "object": {**NAME, "title": "Object", "description": "Whose records count."},
        "group": {**NAME, "title": "Group", "description": "The link that says for what a record counts."},
        "quantity": {**NAME, "title": "Quantity", "description": "The number a record adds; below zero it takes."},
        "floor": {"type": "integer", "title": "Floor", "description": "The least the balance may be."},
        "after": {**NAME, "title": "After", "description": "Keeps what the balance was once the record counted."},
    },
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "balance": {"en": "Balance", "zh-Hans": "余额", "zh-Hant": "餘額"},
    "bucket": {"en": "Counted for", "zh-Hans": "归属", "zh-Hant": "歸屬"},
    "entry": {"en": "Entry", "zh-Hans": "流水", "zh-Hant": "流水"},
    "quantity": {"en": "Quantity", "zh-Hans": "数量", "zh-Hant": "數量"},
    "source": {"en": "Source", "zh-Hans": "来源", "zh-Hant": "來源"},
}
_NUMBERS = frozenset({"decimal", "integer", "quantity", "money", "price"})


def expand(tally: Document, definitions: Definitions) -> None:
    """Add the tables of balances and entries, and tell the object that it is counted; faults go to the report."""
    body = tally.body
    counted = definitions.target(tally, "object")
    if counted is None or not _fits(tally, definitions, counted):
        return
    group, quantity = (counted.fields[body[key]].body for key in ("group", "quantity"))
    name = body["name"]
    amount = {key: quantity[key] for key in ("type", "places") if key in quantity}
    bucket = {"type": "link", "to": group["to"], "required": True, "label": WORDS["bucket"]}
    definitions.add_object({
        "kind": "object", "name": f"{name}_balance", "label": WORDS["balance"], "title": "{balance}",
        "fields": {"bucket": bucket, "balance": {**amount, "label": WORDS["balance"]}},
        "unique": {"one": {"fields": ["bucket"]}}}, tally)
    definitions.add_object({
        "kind": "object", "name": f"{name}_entry", "label": WORDS["entry"], "title": "{quantity}",
        "fields": {"bucket": bucket, "quantity": {**amount, "label": WORDS["quantity"]},
                   "source": {"type": "link", "to": counted.name, "on_delete": "clear", "label": WORDS["source"]}},
    }, tally)
    definitions.attach(counted, "tally", {key: body[key] for key in body if key != "kind"})


def _fits(tally: Document, definitions: Definitions, counted: RawObject) -> bool:
    """Return whether the fields named can be counted by; why not goes to the report."""
    wrong = [(key, why) for key in ("group", "quantity", "after") if key in tally.body
             if (why := _wrong(key, counted, tally.body[key]))]
    for key, (code, message) in wrong:
        definitions.refuse(tally, (key,), code, message)
    return not wrong


def _wrong(key: str, counted: RawObject, name: str) -> tuple[str, str] | None:
    field = counted.fields.get(name)
    if field is None:
        return "M207", f"{key}: {counted.name} has no field '{name}'"
    said = field.body
    if key == "group" and said["type"] != "link":
        return "M214", f"group: {name} is no link"
    if key != "group" and said["type"] not in _NUMBERS:
        return "M214", f"{key}: {name} is no number"
    if "formula" in said:
        return "M214", f"{key}: {name} is computed, and computed too late to count"
    return None


KIND = DefinitionKind("tally", SCHEMA, expand)
