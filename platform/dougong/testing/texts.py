"""What a person types into a form to say a document."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from dougong.catalog.model import Catalog, Field, Object
from dougong.fields.refusals import Unclear
from dougong.kernel.kinds import Kind


def typed(catalog: Catalog, thing: Object, document: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Return the texts of a form by the names of its inputs: #42 for a record, a row of the grid for each line."""
    texts: dict[str, Any] = {}
    for name, value in document.items():
        known = thing.fields[name]
        if known.type.storage == "lines":
            owner = catalog.objects[known.options["of"]]
            texts |= {f"{name}[{at}].{part}": _text(owner.fields[part], said, zone)
                      for at, line in enumerate(value) for part, said in line.items()} or {name: ""}
        else:
            texts[name] = _text(known, value, zone)
    return texts


def _text(known: Field, value: Any, zone: tzinfo) -> Any:
    if value is None:
        return ""
    if known.type.kind is Kind.SET and known.type.choices(known):
        return ["", *map(str, value)]                      # ticks, and the blank that says there were any
    if len(known.type.targets(known)) == 1 and len(known.type.columns(known)) < 2:
        return "\n".join(f"#{each}" for each in value) if isinstance(value, list) else f"#{value}"
    try:
        return known.type.edit(known, known.type.read(known, value), zone)
    except Unclear:
        return ", ".join(value) if isinstance(value, list) else str(value)
