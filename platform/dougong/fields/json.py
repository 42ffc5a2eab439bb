"""Any JSON value, for programs."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from marshmallow import fields as wire
from sqlalchemy.dialects.postgresql import JSONB

from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.stored import TEXT, Stored
from dougong.kernel.kinds import Kind

DEEPEST = 20
LONGEST = 100_000
LARGEST = 2**63 - 1
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def stored(value: Any) -> str:
    """Return compact JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


_COLUMN = Stored(JSONB(), TEXT, stored, json.loads)


class JsonType(FieldType):
    """Any JSON value up to 100,000 characters and 20 levels; whole numbers within 64 bits."""

    key = "json"
    kind = Kind.OPAQUE
    widget = "json"
    operators = frozenset({"null"})
    sortable = False
    options: ClassVar[Mapping[str, Any]] = {}

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one column: jsonb, or JSON text."""
        return (Column(spec.name, _COLUMN),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes JSON text; PostgreSQL's driver sends it as jsonb."""
        return stored

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what reads SQLite's text; PostgreSQL's driver has read the JSON already, in which 1e22 stands as a
        whole number no 64 bits hold."""
        return json.loads if dialect == "sqlite" else _floating

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads any JSON; codes json, json_deep, control, too_long."""
        return Wire(_read)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema that takes any JSON but null, which clears the field."""
        return {"type": ["object", "array", "string", "number", "boolean"]}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the value of JSON text."""
        if not text.strip():
            return None
        try:
            return json.loads(text[:LONGEST + 1], parse_constant=_refused)
        except (ValueError, RecursionError):
            raise Unclear("json") from None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return compact JSON text."""
        return "" if value is None else stored(value)

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return JSON text over many lines."""
        return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)


def _floating(value: Any) -> Any:
    """Return the value with whole numbers beyond 64 bits as the floats they were."""
    if isinstance(value, dict):
        return {name: _floating(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_floating(member) for member in value]
    return float(value) if isinstance(value, int) and abs(value) > LARGEST else value


def _refused(constant: str) -> Any:
    raise ValueError(constant)


def _read(sent: Any) -> Any:
    _examine(sent, 1)
    text = stored(sent)
    if len(text) > LONGEST:
        raise refusal("too_long", max=LONGEST)
    return json.loads(text)                   # plain values of our own: a number may come with its text (api.fraction)


def _examine(value: Any, level: int) -> None:
    """Refuse what one of the databases or the JSON of the answer could not hold."""
    if level > DEEPEST:
        raise refusal("json_deep", max=DEEPEST)
    if isinstance(value, list):
        for member in value:
            _examine(member, level + 1)
    elif isinstance(value, dict):
        for name, member in value.items():
            _scalar(name)
            _examine(member, level + 1)
    else:
        _scalar(value)


def _scalar(value: Any) -> None:
    match value:
        case None | bool():
            return
        case str() if _UNFIT.search(value):
            raise refusal("control")
        case str():
            return
        case int() if -LARGEST <= value <= LARGEST:
            return
        case float() if value - value == 0:  # neither NaN nor infinite
            return
    raise refusal("json")
