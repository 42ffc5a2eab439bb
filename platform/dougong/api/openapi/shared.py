"""What repeats in the document: it stands once among the components, and is referred to from there on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from dougong.api.openapi.schemas import Schema

#: Bytes of JSON up to which a schema is said again: a reference would be as long.
SHORT: Final = 60


class Shared:
    """Gives what is said more than once a name among its kind of components; made anew for every document."""

    def __init__(self) -> None:
        self._known: defaultdict[str, dict[bytes, str]] = defaultdict(dict)
        self._schemas: dict[str, bytes] = {}

    def parameter(self, said: Mapping[str, Any]) -> Schema:
        """Return a reference to a parameter."""
        return self._of("parameters", orjson.dumps(said))

    def answer(self, said: Mapping[str, Any]) -> Schema:
        """Return a reference to an answer."""
        return self._of("responses", orjson.dumps(said))

    def value(self, said: Schema) -> Schema:
        """Return a reference to the schema of a value; a short one is returned as it is."""
        text = orjson.dumps(said)
        return said if len(text) <= SHORT else self._of("schemas", text)

    def members(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield what has been shared of a kind of components so far: its name, and its JSON."""
        return ((name, text) for text, name in self._known[kind].items())

    def text(self, name: str) -> bytes | None:
        """Return the JSON of the shared schema of this name, None for a name that is not of a shared one."""
        return self._schemas.get(name)

    def _of(self, kind: str, text: bytes) -> Schema:
        known = self._known[kind]
        if text not in known:
            known[text] = name = f"{kind[0].upper()}{len(known) + 1}"    # no object has a capital letter
            if kind == "schemas":
                self._schemas[name] = text
        return {"$ref": f"#/components/{kind}/{known[text]}"}
