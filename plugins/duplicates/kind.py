"""The kind `duplicate`: by which keys records are the same, and the columns nobody sees that hold the keys."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.spi import DefinitionKind, Definitions, Document, RawObject

from .keys import LONGEST
from .shape import SCHEMA

_LABEL: Final = {"en": "Key", "zh-Hans": "查重键", "zh-Hant": "查重鍵"}
#: How alike two names are at least, where a definition does not say.
LEAST: Final = 0.8

_TEXTS: Final = frozenset({"text", "phone", "email"})


def expand(rule: Document, definitions: Definitions) -> None:
    """Add a column for each key, to the object and to those it is compared with, and tell both; faults go to the
    report."""
    whole = definitions.target(rule, "object")
    if whole is None or not _fits(rule, definitions, whole):
        return
    sides = [(whole, {name: key["of"] for name, key in rule.body["keys"].items()})]
    for name, fields in rule.body.get("also_in", {}).items():
        other = definitions.target(rule, "also_in", name)
        if other is not None and not _refused(rule, definitions, other, fields):
            sides.append((other, fields))
    told = [{"object": target.name, "fields": dict(fields)} for target, fields in sides]
    for target, fields in sides:
        keys = [_key(rule, key, field, unique=target is whole) for key, field in fields.items()]
        for key in keys:
            definitions.add_field(target, key["of"], column(key["name"]), _column(key), rule)
        definitions.attach(target, rule.kind, {"name": rule.name, "keys": keys, "sides": told, **_manner(rule)})


def column(key: str) -> str:
    """Return the column that holds a key."""
    return f"same_{key}"


def _key(rule: Document, name: str, field: str, *, unique: bool) -> dict[str, Any]:
    """Return a key of one object: among others it is `unique` at most where the definition says so."""
    said = rule.body["keys"][name]
    return {"name": name, "of": field, "as": said["as"], "unique": unique and bool(said.get("unique"))}


def _column(key: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "text", "length": LONGEST, "label": _LABEL, "search": False,
            "formula": f"{key['as']}_key({key['of']})", "unique" if key["unique"] else "index": True}


def _manner(rule: Document) -> dict[str, Any]:
    """Return how names are compared and what is told of the unseen."""
    similar = rule.body.get("similar")
    return {"similar": None if similar is None else {"least": LEAST, **similar},
            "reveal": list(rule.body.get("reveal", ()))}


def _fits(rule: Document, definitions: Definitions, whole: RawObject) -> bool:
    """Return whether keys can be made and compared; why not goes to the report."""
    body, keys = rule.body, rule.body["keys"]
    wrong: list[tuple[tuple[str | int, ...], tuple[str, str]]] = [
        (("keys", name, "of"), said) for name, key in keys.items() if (said := _wrong(whole, key["of"]))]
    similar = body.get("similar", {}).get("key")
    if similar is not None and keys.get(similar, {}).get("as") != "name":
        wrong.append((("similar", "key"), ("M207", f"similar: '{similar}' is no key of a name")))
    wrong += [(("reveal", index), ("M207", f"reveal: {whole.name} has no field '{name}'"))
              for index, name in enumerate(body.get("reveal", ())) if name != "owner" and name not in whole.fields]
    for path, (code, message) in wrong:
        definitions.refuse(rule, path, code, message)
    return not wrong


def _refused(rule: Document, definitions: Definitions, other: RawObject, fields: Mapping[str, str]) -> bool:
    """Return whether something is wrong with the keys of another object; it goes to the report."""
    wrong = list(_wrong_keys(rule.body["keys"], other, fields))
    for key, (code, message) in wrong:
        definitions.refuse(rule, ("also_in", other.name, key), code, message)
    return bool(wrong)


def _wrong_keys(keys: Mapping[str, Any], target: RawObject,
                fields: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for key, field in fields.items():
        if key not in keys:
            yield key, ("M207", f"also_in: there is no key '{key}'")
        elif said := _wrong(target, field):
            yield key, said


def _wrong(target: RawObject, name: str) -> tuple[str, str] | None:
    field = target.fields.get(name)
    if field is None:
        return "M207", f"{target.name} has no field '{name}'"
    if field.body["type"] not in _TEXTS:
        return "M214", f"{name} is no text"
    return ("M214", f"{name} is computed") if {"formula", "rollup"} & field.body.keys() else None


KIND = DefinitionKind("duplicate", SCHEMA, expand)
