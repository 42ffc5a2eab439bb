"""What a screen asks of a field again and again, found out once per definition: how it reads, its options, its unit."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Field
from dougong.expressions.tree import Constant
from dougong.fields.base import Option
from dougong.fields.refusals import Unclear
from dougong.kernel.labels import Label

#: Definitions remembered; a site has fewer, so that only catalogs replaced long ago make it begin anew.
MOST = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What does not depend on a value. `as_sent` says that a JSON form is the value itself, `told_by` names the link
    whose title stands in the cell: the field itself, or its unit; `usual` is the value a new record is given where the
    definition writes it down."""

    field: Field
    as_sent: bool
    read: Callable[[Any], Any]
    options: Mapping[str, Option]
    targets: tuple[str, ...]
    linked: bool
    numeric: bool
    unit: str
    told_by: str
    toned: bool
    usual: Any


_KNOWN: dict[int, Known] = {}
_PATHS: dict[Hashable, tuple[Field, Field, Field]] = {}


def known(field: Field) -> Known:
    """Return what is known of a field; the answer holds the field, so that its id stays its own."""
    found = _KNOWN.get(id(field))
    if found is None or found.field is not field:
        if len(_KNOWN) >= MOST:
            _KNOWN.clear()
        found = _KNOWN[id(field)] = _learnt(field)
    return found


def value_of(field: Field, sent: Any) -> Any:
    """Return the Python value of a JSON form; what no longer fits its definition stays as it was sent."""
    try:
        return known(field).read(sent)
    except Unclear:
        return sent


def beneath(first: Field, end: Field, path: str, label: Label) -> Field:
    """Return the field at the end of a path through links, named and labelled by the whole path; the same each time,
    so that what is known of it stays known."""
    key = (id(first), id(end), path, *label.items())
    held = _PATHS.get(key)
    if held is None or held[0] is not first or held[1] is not end:
        if len(_PATHS) >= MOST:
            _PATHS.clear()
        held = _PATHS[key] = (first, end, replace(end, name=path, label=label))
    return held[2]


def _learnt(field: Field) -> Known:
    options = {option.name: option for option in field.type.choices(field)}
    targets = field.type.targets(field)
    linked = bool(targets) and field.type.storage != "lines"
    unit = str(field.options.get("unit") or field.options.get("currency") or "")
    return Known(field=field, as_sent=field.type.to_json(field) is None, read=field.type.reader(field),
                 options=options, targets=targets, linked=linked, numeric=field.type.align == "right", unit=unit,
                 told_by=field.name if linked else unit, toned=any(option.tone for option in options.values()),
                 usual=_usual(field))


def _usual(field: Field) -> Any:
    tree = field.default.checked.tree if field.default is not None else None
    return tree.value if isinstance(tree, Constant) else None
