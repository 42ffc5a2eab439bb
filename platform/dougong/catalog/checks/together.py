"""M308: keys that contradict each other, so that one of them would never be heard."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.catalog.checks.inspection import Fault, check, every_field, every_object
from dougong.catalog.linking.draft import RawObject
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind

#: The pack of the engine's own objects.
_SYSTEM: Final = "system"
_NOT_WITH_FORMULA = ("default", "copy", "lookup", "required", "enforce", "readonly", "where", "keep", "goes_along")
_NOT_WITH_ROLLUP = (*_NOT_WITH_FORMULA, "formula", "visible", "unique", "search")
_NOT_WITH_LINES = ("default", "copy", "lookup", "formula", "rollup", "unique", "index")


@check("M308")
def keys_agree(linked: Linked) -> Iterator[Fault]:
    """Find fields and objects that say two things at once."""
    for owner, field, part in every_field(linked):
        for key, why in _contradictions(field, part.body):
            yield Fault((part.where / key).named(), f"field {field.name}: {key} {why}")
        if field.goes_along and (owner.parent is not None or owner.access == "engine"):
            yield Fault((part.where / "goes_along").named(),
                        f"field {field.name}: goes_along means nothing for {owner.name}, which nobody owns")
    for one, raw in every_object(linked):
        yield from _of_object(one, raw)


def _of_object(one: Object, raw: RawObject) -> Iterator[Fault]:
    if one.number is not None and one.parent is not None:
        yield Fault((raw.where / "number").named(), f"{one.name} are lines: their owner has the number")
    if one.merge and (one.parent is not None or one.access == "engine" or one.pack == _SYSTEM):
        yield Fault((raw.where / "merge").named(), f"{one.name}: its records are kept by others, and never one")
    if "search" in raw.body and one.access == "engine":
        yield Fault((raw.where / "search").named(), f"{one.name}: search never looks at what the engine writes")
    if one.number is not None and one.number.gapless and one.number.take != "post":
        yield Fault(raw.where / "number" / "gapless", "a gapless number is taken late", "write take: post")


def _contradictions(field: Field, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "formula" in body:
        yield from ((key, "means nothing beside a formula") for key in _NOT_WITH_FORMULA if key in body)
    if "rollup" in body:
        yield from ((key, "means nothing beside a rollup") for key in _NOT_WITH_ROLLUP if key in body)
    if field.type.kind is Kind.ROWS:
        yield from ((key, "means nothing for lines") for key in _NOT_WITH_LINES if key in body)
    elif not field.stored:
        yield from ((key, "needs a stored field") for key in ("unique", "index") if body.get(key))
    if "enforce" in body and not body.get("required"):
        yield "enforce", "means nothing without required"
    if "search" in body and "rollup" not in body and (unsought := _unsought(field)):
        yield "search", f"means nothing for {unsought}"
    if "keep" in body and "visible" not in body:
        yield "keep", "means nothing without visible"


def _unsought(field: Field) -> str:
    """Return what makes search pass over the field whatever it says; nothing when it may look at it."""
    if field.virtual:
        return "what is not stored"
    if field.moves:
        return "what moves with other records"
    return f"type {field.type.key}" if field.type.searched == "never" else ""
