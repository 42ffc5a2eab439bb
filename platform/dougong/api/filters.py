"""Parameters of lists as programs write them: in the form the API answers with, where screens are forgiving.

`due=2025-07-29` is taken, `due=明天` is not: what a program sends by mistake should not mean something by luck. What is
checked here is what the OpenAPI document says (`asked`), and `records.lists.query` then reads it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from marshmallow import ValidationError

from dougong.api.parameters import Pairs
from dougong.catalog.model import Field, Object
from dougong.fields.periods import PERIODS
from dougong.kernel.alternatives import parted
from dougong.kernel.errors import Malformed
from dougong.kernel.kinds import Kind
from dougong.records.context import Context
from dougong.records.lists.filtering import unlimited
from dougong.records.lists.paths import resolved
from dougong.records.lists.query import MOST_IN

LONGEST_SEARCH: Final = 200
#: Text any database can hold, as a JSON Schema pattern.
NO_NUL: Final = "^[^\\u0000]*$"
NO_COMMA: Final[Mapping[str, Any]] = {"pattern": "^[^,]*$"}
FLAG: Final[Mapping[str, Any]] = {"enum": ["1", "0", "true", "false"]}
_FLAGS: Final = frozenset(FLAG["enum"])
_WHOLE: Final = re.compile("-?[0-9]{1,19}")
_ANY_LINK: Final = re.compile("([a-z][a-z0-9_]*)/([1-9][0-9]{0,18})")
#: Read by records.lists.query alone.
_PLAIN: Final = frozenset({"where", "cursor", "sort", "fields", "limit", "count", "as_of"})


def check(context: Context, object: Object, pairs: Pairs) -> None:
    """Raise Malformed for a parameter of a list that is not written as the API writes."""
    for name, text in pairs:
        if name in _PLAIN:
            continue
        if name in {"titles", "archived"}:
            if text not in _FLAGS:
                raise Malformed("query_flag", name=name)
        elif name == "q":
            if len(text) > LONGEST_SEARCH:
                raise Malformed("query_long", name=name, max=LONGEST_SEARCH)
        elif name == "expand":
            check_expand(context, object, text.split(","))
        else:
            _check_filter(context, object, name, text)


def check_expand(context: Context, object: Object, names: list[str]) -> None:
    """Raise Malformed for a name in `expand` whose records could not stand in the place of ids."""
    for name in names:
        field = resolved(context, object, name, "expand")
        if "." in name or not (field.type.storage == "lines" or is_expandable(field)):
            raise Malformed("query_no_link", name="expand", field=name)


def is_expandable(field: Field) -> bool:
    """Return whether records can stand in the place of the field's ids."""
    return len(field.type.targets(field)) == 1 and not field.virtual and field.type.storage != "lines" and \
        len(field.type.columns(field)) <= 1


def is_sortable(field: Field) -> bool:
    """Return whether a list can be in the order of the field."""
    return field.type.sortable and field.type.storage == "columns"


def asked(field: Field, op: str) -> dict[str, Any]:
    """Return the JSON Schema of what a filter takes."""
    if op == "null":
        return dict(FLAG)
    if op == "during":
        return {"enum": list(PERIODS), "type": "string"}
    one = _member(field) if op == "has" else _one(field, op)
    if op not in {"in", "nin"}:
        return one
    return {"type": "array", "items": _part(field, one), "minItems": 1, "maxItems": MOST_IN}


def _check_filter(context: Context, object: Object, name: str, text: str) -> None:
    said = parted(name)[1]
    path, _, op = said.removesuffix("]").partition("[")
    op = op if said.endswith("]") else "eq"
    field = resolved(context, object, path, name)
    if op in {"like", "starts"} or op not in field.type.operators:
        return
    if op == "null":
        if text not in _FLAGS:
            raise Malformed("query_flag", name=name)
    elif op == "during":
        _check(name, asked(field, op), text, None)
    elif op == "has":
        _check(name, _member(field), text, None)
    else:
        read = field.type.wire(unlimited(field)).deserialize
        for part in text.split(",") if op in {"in", "nin"} else [text]:
            _check(name, field.type.schema(field), part, read)


def _check(name: str, schema: Mapping[str, Any], text: str, read: Callable[[Any], Any] | None) -> None:
    form = _form(schema, text)
    try:
        value = form if read is None or form is None else read(form)
    except ValidationError:
        value = None
    if value is None or form not in schema.get("enum", (form,)):
        raise Malformed("query_value", name=name)


def _form(schema: Mapping[str, Any], text: str) -> Any:
    """Return the JSON value a text of the query string stands for, None when it stands for none."""
    kind = schema["type"]
    if kind == "integer":
        return int(text) if _WHOLE.fullmatch(text) else None
    if kind == "boolean":
        return text in {"1", "true"} if text in _FLAGS else None
    if kind == "object":
        found = _ANY_LINK.fullmatch(text)
        return {"object": found[1], "id": int(found[2])} if found else None
    return text


def _member(field: Field) -> dict[str, Any]:
    """Return the schema of one of the values of a field that holds several."""
    items: dict[str, Any] = field.type.schema(field)["items"]
    return items


def _part(field: Field, one: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one value among several: commas stand between them, so it has none."""
    if field.type.kind is not Kind.TEXT or "enum" in one:
        return one
    return {**one, "allOf": [*one.get("allOf", ()), NO_COMMA]}


def _one(field: Field, op: str) -> dict[str, Any]:
    if op in {"like", "starts"}:
        return {"type": "string", "pattern": NO_NUL}
    schema = field.type.schema(unlimited(field))
    if schema["type"] == "boolean":
        return dict(FLAG)
    if schema["type"] == "object":
        return {"type": "string", "pattern": f"^{_ANY_LINK.pattern}$"}
    present = field.type.schema_present(unlimited(field))
    return present if present.get("type") == schema["type"] else schema
