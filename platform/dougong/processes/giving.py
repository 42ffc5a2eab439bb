"""Values that definitions give fields, compiled: what rules and transitions write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Object
from dougong.catalog.rule import Given
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.fields.any_link import AnyLink
from dougong.fields.base import Convert, FieldType, Spec
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import FieldError, Refused

Run = Callable[[Env], Any]


@dataclass(frozen=True, slots=True)
class Value:
    """What is given to a field: what `run` says of the definition's record (None: no value), or that record (`this`),
    whole for an any-link, to which a link says a record of `to`; `settle` and `json` make it a value of the field and
    its JSON form."""

    field: str
    run: Run | None
    this: bool
    whole: bool
    settle: Convert
    json: Convert
    to: str = ""


def value_of(target: Object, given: Given) -> Value:
    """Return a value given to a field of `target`, ready to be asked."""
    field = target.fields[given.field]
    return valued(field.type, field, given)


def valued(type: FieldType, spec: Spec, given: Given) -> Value:
    """Return a value given to what is of this type, ready to be asked."""
    return Value(given.field, None if given.says is None else closure(given.says.checked), given.this,
                 len(type.columns(spec)) > 1, type.settle(spec), type.to_json(spec), given.to)


def settled(value: Value, env: Env) -> Any:
    """Return what an expression says, as a value of the field; raises Refused where it does not fit."""
    found = None if value.run is None else value.run(env)
    if value.to and found is not None:
        return AnyLink(value.to, found)
    if found is None or value.settle is None:
        return found
    try:
        return value.settle(found)
    except Unclear as unclear:
        raise Refused(errors=[FieldError(f"/{value.field}", unclear.code, unclear.params)]) from unclear


def in_json(values: tuple[Value, ...], env: Env, this: tuple[str, int | None]) -> Mapping[str, Any]:
    """Return values in their JSON form by field; `this` is the record they may name: its object and id."""
    return {value.field: _json(value, env, this) for value in values}


def _json(value: Value, env: Env, this: tuple[str, int | None]) -> Any:
    if value.this:
        return {"object": this[0], "id": this[1]} if value.whole else this[1]
    found = settled(value, env)
    return found if found is None or value.json is None else value.json(found)
