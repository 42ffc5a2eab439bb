"""The whole document, made once per catalog, policy and language."""

from collections import OrderedDict
from threading import Lock
from typing import Any, Final

import orjson

from dougong import __version__
from dougong.api.openapi import files, fixed, search, transfer
from dougong.api.openapi.answers import problem_answers, problem_schemas
from dougong.api.openapi.calls import paths
from dougong.api.openapi.many import past
from dougong.api.openapi.schemas import JSON, Describer, Schema
from dougong.records.context import Context

KEPT: Final = 12          # documents; each a few hundred kilobytes
TITLE: Final = "Dougong"


class Documents:
    """Keeps the documents made last; a new catalog or policy makes new ones."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[int, str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, context: Context, language: str) -> bytes:
        """Return the document of the caller's catalog and policy in `language`, as JSON."""
        key = (context.catalog.number, context.actor.policy.fingerprint, language)
        with self._lock:
            found = self._made.get(key)
            if found is None:
                found = self._made[key] = orjson.dumps(document(context, language))
                if len(self._made) > KEPT:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
        return found


def document(context: Context, language: str) -> dict[str, Any]:
    """Return the OpenAPI document of what the caller may see and do."""
    policy, catalog = context.actor.policy, context.catalog
    describer = Describer(catalog, context.plans, policy, language)
    objects = [each for each in catalog.objects.values() if policy.may(each, "read").allowed]
    schemas: dict[str, Schema] = {**problem_schemas(), **fixed.schemas(), **search.schemas(), **transfer.schemas(),
                                  **files.schemas(),
                                  "past": past(), "json": dict(JSON)}
    calls = {**fixed.paths(admin="admin" in context.actor.roles), **search.paths(context), **transfer.paths(),
             **files.paths()}
    for each in objects:
        schemas.update(describer.components(each))
        calls.update(paths(describer, each))
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": __version__, "description": f"Catalog {catalog.number}."},
        "tags": [{"name": each.name, "description": describer.words(each)} for each in objects],
        "security": [{"token": []}],
        "paths": calls,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer",
                                          "description": "Made by `dougong token create USER`."}},
            "responses": problem_answers(language),
            "schemas": schemas,
        },
    }
