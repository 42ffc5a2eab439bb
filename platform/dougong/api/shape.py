"""The shape of what calls take beside a record's own fields: unknown members are refused by name."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.api.place import QUOTED, quote, step
from dougong.fields.link import LARGEST_ID
from dougong.kernel.errors import FieldError
from dougong.kernel.names import nearest


def unknown(values: Mapping[str, Any], known: Iterable[str], at: str = "") -> list[FieldError]:
    """Return one error for each member of `values` that is not among `known`, with the nearest that is."""
    known = tuple(known)
    return [_unknown(name, known, at) for name in values if name not in known]


def is_positive(value: Any) -> bool:
    """Return whether a JSON value is a whole number a database could hold as id or version."""
    return type(value) is int and 1 <= value <= LARGEST_ID


def _unknown(name: str, known: tuple[str, ...], at: str) -> FieldError:
    near = nearest(name[:QUOTED], known) or "–"
    return FieldError(f"{at}/{step(name)}", "unknown_field", {"name": quote(name), "suggestion": near})
