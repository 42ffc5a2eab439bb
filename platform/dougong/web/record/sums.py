"""The bar under a form and the totals of a record: computed amounts that sum up its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.web.cell import cell
from dougong.web.known import known
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Sum:
    """One total; the one that counts is `first`."""

    label: str
    text: str
    pointer: str
    first: bool = False


def totals(scene: Scene, thing: Object) -> tuple[Field, ...]:
    """Return the numbers a record stores computed of itself, when it has lines to compute them from."""
    if not thing.lines:
        return ()
    return tuple(field for field in scene.fields(thing)
                 if field.formula is not None and not field.virtual and not field.moves
                 and field.type.kind is Kind.NUMBER)


def sums_of(scene: Scene, thing: Object, record: Mapping[str, Any]) -> tuple[Sum, ...]:
    """Return the totals in the order of the definition. The last one in the document's currency stands out: it rests on
    the others, and what the books make of it is not what anyone pays."""
    fields = totals(scene, thing)
    first = ([field for field in fields if known(field).unit] or fields)[-1:]
    return tuple(Sum(scene.label(field), cell(scene, field, record).text, f"/{field.name}", field in first)
                 for field in fields)
