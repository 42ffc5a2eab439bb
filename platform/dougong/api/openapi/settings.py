"""The calls about settings: closed and typed, by definition."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, CHANGE, answers, json
from dougong.api.openapi.parameters import query
from dougong.api.openapi.schemas import Describer, Schema, of
from dougong.catalog.model import Object
from dougong.catalog.setting import EXTRA, OURS
from dougong.fields.link import ID_SCHEMA
from dougong.records.context import Context
from dougong.records.settings import definitions

_MAYBE: Final[Schema] = {"type": ["integer", "null"]}


def schemas(describer: Describer) -> dict[str, Schema]:
    """Return the schema of each definition's answer, and of all of them."""
    every_one = definitions(describer.catalog, describer.policy)
    found = {f"settings.{one.name}": _answer(describer, one) for one in every_one}
    every = {"type": "array", "items": {"anyOf": [of(name) for name in found]} if found else {}}
    return {**found, "settings": {"type": "object", "additionalProperties": False, "required": ["data"],
                                  "properties": {"data": every}}}


def paths(context: Context) -> dict[str, Any]:
    """Return the calls: one for all settings, two for each definition."""
    whose = query("company", dict(ID_SCHEMA), "Whose settings; the caller's own company when absent.")
    made: dict[str, Any] = {f"{PREFIX}/settings": {"get": {
        "operationId": "settings", "tags": ["settings"], "summary": "All settings with the values in force",
        "parameters": [whose],
        "responses": answers({"200": json(of("settings"), "By definition, with the defaults.")}, ALWAYS)}}}
    for one in definitions(context.catalog, context.actor.policy):
        name, shown = one.extra[EXTRA][0]["name"], of(f"settings.{one.name}")
        made[f"{PREFIX}/settings/{name}"] = {
            "get": {"operationId": f"settings_{name}", "tags": ["settings"], "summary": f"The settings {name}",
                    "parameters": [whose],
                    "responses": answers({"200": json(shown, "The values in force.")}, ALWAYS)},
            "patch": {"operationId": f"choose_settings_{name}", "tags": ["settings"],
                      "summary": f"Choose settings {name}", "parameters": [whose],
                      "requestBody": {"required": True, "content": {
                          "application/json": {"schema": of(f"{one.name}.change")}}},
                      "responses": answers({"200": json(shown, "The values now in force.")}, CHANGE)}}
    return made


def _answer(describer: Describer, one: Object) -> Schema:
    shown = {name: schema for name, schema in describer.record(one)["properties"].items()
             if name in one.fields and name not in OURS}
    values = {"type": "object", "additionalProperties": False, "required": list(shown), "properties": shown}
    return {"type": "object", "additionalProperties": False,
            "required": ["name", "object", "company", "id", "version", "values"],
            "properties": {"name": {"const": one.extra[EXTRA][0]["name"]}, "object": {"const": one.name},
                           "company": dict(_MAYBE), "id": dict(_MAYBE), "version": dict(_MAYBE), "values": values}}
