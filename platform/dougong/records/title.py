"""What a record is called: its title, and the key it is found and sorted by."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.model import Object
from dougong.fields.collation import search_key

LONGEST = 400


def title_of(object: Object, values: Mapping[str, Any]) -> str:
    """Return the title made of the record's own stored fields; blank parts vanish, an empty title is the number."""
    text = "".join(part if isinstance(part, str) else _part(object, part[1], values) for part in object.title)
    return " ".join(text.split())[:LONGEST] or str(values.get("number") or "")


def retitle(object: Object, values: dict[str, Any]) -> None:
    """Set `title` and, only when it changed (pinyin costs), `title_key`."""
    title = title_of(object, values)
    if title != values.get("title") or values.get("title_key") is None:
        values["title"], values["title_key"] = title, search_key(title)


def _part(object: Object, name: str, values: Mapping[str, Any]) -> str:
    value, field = values.get(name), object.field(name)
    if value is None or field is None:
        return ""
    if isinstance(value, str):
        return value
    shown = field.type.to_json(field)
    return str(value if shown is None else shown(value))
