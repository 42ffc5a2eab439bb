"""What can still be linked of a definition that is partly wrong, so that one mistake does not hide the others."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dougong.catalog.reading.document import Document, Where

#: Maps whose entries stand alone: one wrong entry is taken out, the rest is linked.
_SEPARATE = frozenset({"fields", "checks", "unique"})


def pruned(document: Document, wrong: Iterable[Where]) -> tuple[Document | None, frozenset[str]]:
    """Return the definition without its wrong parts, and the names lost with them; None when nothing can be kept."""
    body: dict[str, Any] = dict(document.body)
    lost: set[str] = set()
    for part in wrong:
        path = part.path
        if part.key and len(path) == 1:
            body.pop(str(path[0]), None)                     # an unknown key of the definition itself
        elif len(path) >= 2 and path[0] in _SEPARATE and isinstance(body.get(path[0]), dict):
            section, name = str(path[0]), str(path[1])
            body[section] = {key: value for key, value in body[section].items() if key != name}
            lost.add(name)
        else:
            return None, frozenset({document.name, str(document.body.get("name"))})
    return replace(document, body=body), frozenset(lost)
