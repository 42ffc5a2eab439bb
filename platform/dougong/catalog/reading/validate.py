"""Second stage: each definition against the JSON Schema of its kind; one finding per fault, at its place."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from referencing import Registry as References
from referencing.exceptions import Unresolvable

from dougong.catalog.reading.document import Document, Where
from dougong.catalog.reading.quick import Fits, UnknownKeywordError, compiled
from dougong.catalog.reading.schema import BY_TYPE, working
from dougong.catalog.registry import Registry
from dougong.catalog.report import Report, listed
from dougong.kernel.names import suggestion

_NO_FETCH: References[Any] = References()          # a $ref to elsewhere is an error, never a request (safety.md M16)

_KINDS: Mapping[type, str] = {dict: "a map", list: "a list", str: "a text", bool: "yes or no", int: "a number",
                              float: "a number", type(None): "nothing"}
_WANTED = {"object": "a map", "array": "a list", "string": "a text", "boolean": "true or false",
           "integer": "a whole number", "number": "a number", "null": "nothing"}


class Validator:
    """The schemas of one registry, by kind, ready to be asked; keeps nothing of what it has seen."""

    def __init__(self, registry: Registry) -> None:
        self._types = sorted(registry.types)
        self._strict: dict[str, Any] = {}
        self._quick: dict[str, Fits] = {}
        self.schemas = working(registry)
        for kind, schema in self.schemas.items():
            self._strict[kind] = _Strict(schema, registry=_NO_FETCH)
            try:
                self._quick[kind] = compiled(schema)
            except UnknownKeywordError:
                self._quick[kind] = lambda body: False          # noqa: ARG005 jsonschema decides

    def check(self, document: Document, report: Report) -> tuple[Where, ...]:
        """Return the parts that do not have their shape (none when all is well); why goes to the report."""
        if self._quick[document.kind](document.body):
            return ()
        wrong: list[Where] = []
        try:
            errors = list(self._strict[document.kind].iter_errors(document.body))
        except Unresolvable as missing:
            report.add(document.at(), "M116", f"the schema of kind {document.kind} refers to {missing.ref}, "
                       "which is not in it")
            return (document.at(),)
        for error in errors:
            for place, code, message, hint in self._told(document, error):
                report.add(place, code, message, hint)
                wrong.append(place if code == "M110" else document.at(*error.absolute_path))
        return tuple(wrong)

    def _told(self, document: Document, error: Any) -> Iterator[tuple[Where, str, str, str]]:
        where = document.at(*error.absolute_path)
        if error.validator == BY_TYPE:
            name = str(error.absolute_path[-1]) if error.absolute_path else document.name
            kind = error.instance.get("type")
            place = where / "type" if "type" in error.instance else where.named()
            fitting = sorted(error.validator_value)
            if kind in self._types:
                yield place, "M201", f"{document.kind} {name}: not of type {kind}", listed(fitting)
            else:
                yield place, "M201", f"field {name}: no type '{kind}'", _near(str(kind), fitting)
            return
        if _is_name(error):
            yield (where / str(error.instance)).named(), "M114", f"'{error.instance}' is not a name", _shape(error)
            return
        yield from _TOLD.get(str(error.validator), _other)(where, error)


def _by_type(validator: Any, schemas: Mapping[str, Any], instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if not isinstance(instance, dict) or "type" not in instance:
        return                                   # `type: object` and `required` beside it say so
    kind = instance["type"]
    if not isinstance(kind, str) or kind not in schemas:
        yield ValidationError(f"no type {kind!r}")
        return
    yield from validator.descend(instance, schemas[kind], schema_path=kind)


_Strict = extend(Draft202012Validator, {BY_TYPE: _by_type})          # type: ignore[no-untyped-call]

_Tell = Callable[[Where, Any], Iterator[tuple[Where, str, str, str]]]


def _near(wrong: str, known: list[str]) -> str:
    return suggestion(wrong, known) or listed(known)


def _is_name(error: Any) -> bool:
    return "propertyNames" in error.absolute_schema_path


def _shape(error: Any) -> str:
    if error.validator == "enum":
        return listed([str(v) for v in error.validator_value])
    return "lower-case ASCII words joined by _, at most 48 characters"


def _unknown_keys(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    known = sorted(error.schema.get("properties", {}))
    for key in error.instance:
        if key not in known:
            yield (where / key).named(), "M110", f"unknown key '{key}'", _near(key, known)


def _missing_key(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    for key in error.validator_value:
        if key not in error.instance and f"'{key}'" in error.message:
            yield where, "M111", f"key '{key}' is missing", ""


def _wrong_kind(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    wanted = [error.validator_value] if isinstance(error.validator_value, str) else error.validator_value
    is_ = _KINDS.get(type(error.instance), "something else")
    yield where, "M112", f"{_last(where)} must be {' or '.join(_WANTED[w] for w in wanted)}, not {is_}", ""


def _not_among(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    known = [str(v) for v in error.validator_value]
    yield where, "M113", f"{_last(where)}: '{error.instance}' is not allowed", _near(str(error.instance), known)


def _not_const(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    yield where, "M113", f"{_last(where)} must be {error.validator_value}", ""


def _wrong_shape(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    yield where, "M114", f"{_last(where)}: '{error.instance}' does not have the shape asked for", _hint(error)


def _beyond(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    yield where, "M115", f"{_last(where)}: {_BOUNDS[str(error.validator)].format(error.validator_value)}", ""


def _no_branch(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    """None of several forms fits: tell what is wrong with the form that fits best."""
    best = best_match([error])
    if best is None or best.validator in {"oneOf", "anyOf"}:
        yield from _other(where, error)
        return
    inner = Where(where.document, tuple(best.absolute_path))
    if _is_name(best):
        yield (inner / str(best.instance)).named(), "M114", f"'{best.instance}' is not a name", _shape(best)
    else:
        yield from _TOLD.get(str(best.validator), _other)(inner, best)


def _other(where: Where, error: Any) -> Iterator[tuple[Where, str, str, str]]:
    yield where, "M116", f"{_last(where)}: {error.message[:200]}", _hint(error)


def _hint(error: Any) -> str:
    return str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""


def _last(where: Where) -> str:
    return str(where.path[-1]) if where.path else "the file"


_BOUNDS = {
    "minimum": "at least {}", "maximum": "at most {}", "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}", "minLength": "at least {} characters",
    "maxLength": "at most {} characters", "minItems": "at least {} entries",
    "maxItems": "at most {} entries", "minProperties": "at least {} keys", "maxProperties": "at most {} keys",
    "uniqueItems": "no entry twice",
}
_TOLD: Mapping[str, _Tell] = {
    "additionalProperties": _unknown_keys, "required": _missing_key, "type": _wrong_kind, "enum": _not_among,
    "const": _not_const, "pattern": _wrong_shape, "oneOf": _no_branch, "anyOf": _no_branch,
    **dict.fromkeys(_BOUNDS, _beyond),
}
