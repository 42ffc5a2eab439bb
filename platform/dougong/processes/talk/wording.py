"""The words of a message: a template of the reader's language, filled with values its reader may read."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.catalog.linking.telling import ALWAYS, SLOT, spoken
from dougong.catalog.model import Object
from dougong.fields.any_link import AnyLink
from dougong.kernel.labels import words
from dougong.records.context import Context
from dougong.records.named import titles

#: What stands for a value the reader may not read.
UNTOLD: Final = "…"


def named_in(said: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields the templates of a message speak of."""
    return spoken(said.get("text", {}).values())


def worded(context: Context, object: Object, said: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    """Return a message in the language of who reads it; `record` has what they may read of it: of the other values, an
    ellipsis is told."""
    text, values = words(said.get("text", {}), context.actor.language), said.get("values", {})
    return SLOT.sub(lambda slot: _value(context, object, slot[1], values, record), text)


def _value(context: Context, object: Object, name: str, values: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    if name in ALWAYS:
        return str(record.get(name) or "")
    field = object.field(name)
    if field is None or name not in record:
        return UNTOLD
    sent = values.get(name)
    if sent is None:
        return ""
    value = field.type.read(field, sent)
    targets = field.type.targets(field)
    if not targets or isinstance(value, AnyLink):
        return field.type.show(field, value, context.actor.language, context.zone)
    if sent == record[name]:
        return str(record.get("_titles", {}).get(name, UNTOLD))
    ids = [value] if isinstance(value, int) else list(value)
    named = titles(context, targets[0], ids)              # it points elsewhere by now
    return ", ".join(named.get(id, UNTOLD) for id in ids)
