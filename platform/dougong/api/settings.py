"""Settings: what is in force, and choosing otherwise."""

from dataclasses import replace
from typing import Any

from flask import Response

from dougong.api import answers, conditions, parameters
from dougong.api.writes import refuse_technical, sent, updating
from dougong.catalog.setting import EXTRA
from dougong.kernel.errors import Stale
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.settings import Chosen, chosen, definitions
from dougong.records.writing.change import Change


def every(context: Context) -> Response:
    """Return all settings with the values in force for the caller's company, or for the one asked for."""
    company = _company()
    return answers.answer({"data": [_shown(chosen(context, one.extra[EXTRA][0]["name"], company))
                                    for one in definitions(context.catalog, context.actor.policy)]})


def one(context: Context, name: str) -> Response:
    """Return the settings of one definition."""
    return answers.record(_shown(chosen(context, name, _company())))


def choose(context: Context, runtime: Runtime, name: str) -> Response:
    """Choose the values that are sent. With `version` or If-Match they are refused where somebody chose otherwise
    meanwhile; without, the last one wins."""
    company, values = _company(), sent()
    runtime.unit(context).apply(_change(chosen(context, name, company), values))
    return answers.record(_shown(chosen(context, name, company)))


def _change(found: Chosen, values: dict[str, Any]) -> Change:
    """Return the change asked for, on the version that was told; on the one that is there where none was."""
    if found.record is None:
        refuse_technical(values, "version")
        if conditions.if_match() is not None:
            raise Stale
        return replace(found.change(values), key=conditions.key())
    change = updating(found.object.name, found.record["id"], values)
    if change.version is None and "version" not in values:
        return replace(change, version=found.record["version"])
    return change


def _company() -> int | None:
    """Return the company whose settings are meant, None for the caller's own."""
    return parameters.number(parameters.known("company"), "company")


def _shown(found: Chosen) -> dict[str, Any]:
    record = found.record or {}
    return {"name": found.name, "object": found.object.name, "company": found.company, "id": record.get("id"),
            "version": record.get("version"), "values": dict(found.values)}
