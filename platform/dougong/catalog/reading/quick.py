"""A quick yes: JSON Schemas compiled to closures that only say whether a value fits.

A cold start reads thousands of fields that are right; jsonschema takes 0.2 ms for each, this 0.01. What it refuses,
and any schema with a keyword it does not know, goes to jsonschema, which says why. A test holds the two equal.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from dougong.catalog.reading.schema import BY_TYPE, RIGHT

Fits = Callable[[Any], bool]


class UnknownKeywordError(Exception):
    """The schema says something only jsonschema understands."""


_SILENT = frozenset({"$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", RIGHT})


def compiled(schema: Mapping[str, Any]) -> Fits:
    """Return a function that says whether a value fits `schema`; raises UnknownKeywordError."""
    return _compile(schema, schema, {})


def _compile(schema: Any, root: Mapping[str, Any], known: dict[str, list[Fits]]) -> Fits:
    if schema is True or schema is False:
        return lambda _value: schema
    handled = {keyword: content for keyword, content in schema.items() if keyword not in _SILENT}
    parts: list[Fits] = []
    if "$ref" in handled:
        parts.append(_reference(handled.pop("$ref"), root, known))
    parts.extend(_object(handled, root, known))
    for keyword, content in handled.items():
        if keyword not in _SIMPLE:
            raise UnknownKeywordError(keyword)
        parts.append(_SIMPLE[keyword](_inner(keyword, content, root, known)))
    return _all(parts)


def _inner(keyword: str, content: Any, root: Mapping[str, Any], known: dict[str, list[Fits]]) -> Any:
    """Return the content of a keyword with the schemas in it compiled."""
    if keyword == "items":
        return _compile(content, root, known)
    if keyword in {"oneOf", "anyOf", "allOf"}:
        return [_compile(each, root, known) for each in content]
    if keyword == BY_TYPE:
        return {key: _compile(each, root, known) for key, each in content.items()}
    return content


def _reference(ref: str, root: Mapping[str, Any], known: dict[str, list[Fits]]) -> Fits:
    if not ref.startswith("#/$defs/"):
        raise UnknownKeywordError(f"$ref {ref}")
    name = ref.removeprefix("#/$defs/")
    if name not in known:
        known[name] = made = []
        made.append(_compile(root["$defs"][name], root, known))
        return made[0]
    later = known[name]                         # done, or being compiled just now: look when asked

    def fits(value: Any) -> bool:
        return later[0](value)
    return fits


def _object(handled: dict[str, Any], root: Mapping[str, Any], known: dict[str, list[Fits]]) -> list[Fits]:
    """Take properties, additionalProperties and propertyNames out of `handled` and return one test for them."""
    taken = {key: handled.pop(key) for key in ("properties", "additionalProperties", "propertyNames") if key in handled}
    if not taken:
        return []
    properties = {key: _compile(s, root, known) for key, s in taken.get("properties", {}).items()}
    other = _compile(taken.get("additionalProperties", True), root, known)
    names = _compile(taken["propertyNames"], root, known) if "propertyNames" in taken else None

    def fits(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        return all((names is None or names(key)) and properties.get(key, other)(part) for key, part in value.items())
    return [fits]


def _all(parts: list[Fits]) -> Fits:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(parts)

    def fits(value: Any) -> bool:
        return all(test(value) for test in tests)
    return fits


def _is(name: str) -> Fits:
    return {
        "object": lambda v: isinstance(v, dict), "array": lambda v: isinstance(v, list),
        "string": lambda v: isinstance(v, str), "boolean": lambda v: isinstance(v, bool),
        "null": lambda v: v is None,
        "integer": lambda v: not isinstance(v, bool) and isinstance(v, (int, float)) and v == int(v),
        "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    }[name]


def _type(names: Any) -> Fits:
    tests = [_is(name) for name in ([names] if isinstance(names, str) else names)]
    if len(tests) == 1:
        return tests[0]
    return lambda value: any(test(value) for test in tests)


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def _on(kind: type | tuple[type, ...], test: Fits) -> Fits:
    """Return a test that holds for values of other kinds."""
    return lambda value: not isinstance(value, kind) or isinstance(value, bool) or test(value)


def _pattern(text: str) -> Fits:
    search = re.compile(text).search
    return _on(str, lambda value: search(value) is not None)


def _by_type(fits: Mapping[str, Fits]) -> Fits:
    def choose(value: Any) -> bool:
        kind = value.get("type") if isinstance(value, dict) else None
        return isinstance(kind, str) and kind in fits and fits[kind](value)
    return choose


def _distinct(value: list[Any]) -> bool:
    return not any(_same(one, two) for index, one in enumerate(value) for two in value[:index])


_SIMPLE: Mapping[str, Callable[[Any], Fits]] = {
    "type": _type,
    "const": lambda wanted: lambda value: _same(value, wanted),
    "enum": lambda wanted: lambda value: any(_same(value, one) for one in wanted),
    "pattern": _pattern,
    "required": lambda keys: _on(dict, lambda value: all(key in value for key in keys)),
    "items": lambda test: _on(list, lambda value: all(map(test, value))),
    "oneOf": lambda tests: lambda value: sum(test(value) for test in tests) == 1,
    "anyOf": lambda tests: lambda value: any(test(value) for test in tests),
    "allOf": lambda tests: lambda value: all(test(value) for test in tests),
    "minItems": lambda bound: _on(list, lambda value: len(value) >= bound),
    "maxItems": lambda bound: _on(list, lambda value: len(value) <= bound),
    "uniqueItems": lambda wanted: _on(list, lambda value: not wanted or _distinct(value)),
    "minProperties": lambda bound: _on(dict, lambda value: len(value) >= bound),
    "maxProperties": lambda bound: _on(dict, lambda value: len(value) <= bound),
    "minLength": lambda bound: _on(str, lambda value: len(value) >= bound),
    "maxLength": lambda bound: _on(str, lambda value: len(value) <= bound),
    "minimum": lambda bound: _on((int, float), lambda value: value >= bound),
    "maximum": lambda bound: _on((int, float), lambda value: value <= bound),
    "exclusiveMinimum": lambda bound: _on((int, float), lambda value: value > bound),
    "exclusiveMaximum": lambda bound: _on((int, float), lambda value: value < bound),
    BY_TYPE: _by_type,
}
