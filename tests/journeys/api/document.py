"""The document the API gives of itself, for tests that cannot afford to look at it whole."""

import json
from collections.abc import Sequence
from typing import Any

from dougong.kernel.names import RESERVED_QUERY


def meant(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Return a part of the document, or what it refers to."""
    while "$ref" in part:
        _, _, kind, name = part["$ref"].split("/")
        part = document["components"][kind][name]
    return part


def thinned(document: dict[str, Any], first: Sequence[str] = ()) -> dict[str, Any]:
    """Return the document with each question asked once.

    Lists take a filter per field and operator, thousands in all, most of them alike: of those with the same operator
    and schema one stays per kind of call (list, summary ...), where the objects of `first` are asked first.
    """
    seen: set[tuple[str, ...]] = set()
    paths: dict[str, Any] = {}
    kept: set[str] = set()
    for path in sorted(document["paths"], key=lambda path: _rank(path, first)):
        paths[path] = {method: {**call, "parameters": [each for each in call.get("parameters", ())
                                                       if _is_new(seen, method, path, call, meant(document, each))]}
                       for method, call in document["paths"][path].items()}
        kept |= {each["$ref"].rpartition("/")[2] for call in paths[path].values() for each in call["parameters"]
                 if "$ref" in each}
    components = document["components"]
    parameters = {name: each for name, each in components["parameters"].items() if name in kept}
    return {**document, "paths": paths, "components": {**components, "parameters": parameters}}


def _rank(path: str, first: Sequence[str]) -> int:
    return min((at for at, name in enumerate(first) if name in path.split("/")), default=len(first))


def _is_new(seen: set[tuple[str, ...]], method: str, path: str, call: dict[str, Any], asked: dict[str, Any]) -> bool:
    if asked.get("in") != "query":
        return True
    kind = "/".join("{object}" if part in call["tags"] else part for part in path.split("/"))
    name = asked["name"]
    question = (method, kind, name if name in RESERVED_QUERY else name.partition("[")[2],
                json.dumps(asked["schema"], sort_keys=True))
    fresh = question not in seen
    seen.add(question)
    return fresh
