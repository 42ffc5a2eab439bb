"""What steps write: values brought into the form of their fields, since no document was read for them."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.model import Object
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import FieldError, Refused
from dougong.store.query.paths import known


def fitted(object: Object, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of fields of `object` as computed values become stored ones: rounded half-up to their places.

    Raises Refused naming the object and the field that cannot hold its value; LookupError for an unknown name.
    """
    return {name: None if value is None else _fitted(object, name, value) for name, value in values.items()}


def _fitted(object: Object, name: str, value: Any) -> Any:
    field = known(object, name)
    settle = field.type.settle(field)
    if settle is None:
        return value
    try:
        return settle(value)
    except Unclear as unclear:
        params = {**unclear.params, "object": object.name, "field": name}
        raise Refused(errors=[FieldError("", unclear.code, params)]) from None
