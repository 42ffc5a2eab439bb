"""The kind `period`: in which fields records agree, and which say from when to when each holds."""

from collections.abc import Iterator
from typing import Any, Final

from dougong.spi import DefinitionKind, Definitions, Document, RawObject

from .shape import SCHEMA

#: A fault: where in the definition, its code, its words.
Fault = tuple[tuple[str | int, ...], str, str]

#: Types of fields whose values are one and can be compared with what a record says.
_PLAIN: Final = frozenset({"text", "integer", "decimal", "quantity", "choice", "link", "user", "date", "flag"})


def expand(period: Document, definitions: Definitions) -> None:
    """Tell the object; faults go to the report."""
    target = definitions.target(period, "object")
    if target is None:
        return
    wrong = list(_wrong(period, target))
    for path, code, message in wrong:
        definitions.refuse(period, path, code, message)
    if not wrong:
        first = target.fields[period.body["each"][0]].body
        definitions.attach(target, period.kind, {
            **{key: period.body[key] for key in ("name", "each", "from", "to")}, "of": first.get("to", "user")})


def _wrong(period: Document, target: RawObject) -> Iterator[Fault]:
    if "parent" in target.body:
        yield ("object",), "M214", f"{target.name} are lines, which their document keeps in order"
    for at, name in enumerate(period.body["each"]):
        yield from _wrong_field(target, name, _PLAIN, ("each", at))
    first = target.fields.get(period.body["each"][0])
    if first is not None and (first.body["type"] not in {"link", "user"} or first.body.get("required") is not True):
        yield ("each", 0), "M214", f"{first.name} is no link that every record has"
    for key in ("from", "to"):
        yield from _wrong_field(target, period.body[key], frozenset({"date"}), (key,))


def _wrong_field(target: RawObject, name: str, types: frozenset[str], path: tuple[str | int, ...]) -> Iterator[Fault]:
    field = target.fields.get(name)
    if field is None:
        yield path, "M207", f"{target.name} has no field '{name}'"
    elif field.body["type"] not in types:
        yield path, "M214", f"{name} is no date" if types == {"date"} else f"{name} is not one plain value"
    elif {"formula", "rollup"} & field.body.keys():
        yield path, "M214", f"{name} is computed"


def periods_of(extra: Any) -> tuple[Any, ...]:
    """Return what hangs on an object."""
    return tuple(extra.get("period", ()))


KIND = DefinitionKind("period", SCHEMA, expand)
