"""PUT by the id another system gave: make the record, or change it when it is there."""

from dataclasses import replace
from typing import Any

from flask import Response

from dougong.api import conditions
from dougong.api.writes import own, refuse_technical, run, sent, updating
from dougong.fields.link import EXTERNAL_LONGEST
from dougong.kernel.errors import Missing, Refused
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change


def upsert(context: Context, runtime: Runtime, object: str, external_id: str) -> Response:
    """Make or change the live record another system calls `external_id`; what is not sent stays as it is.

    Without a version the change stands on the record as it is now. Two that come at once both succeed: the one that
    finds the record already made changes it.
    """
    own(context.object(object))
    values = sent()
    name = _external(external_id)
    refuse_technical(values, "external_id")
    try:
        return run(runtime, context, _by_name(context, object, name, values))
    except Refused as refused:
        if not any(each.pointer == "/external_id" and each.code == "unique" for each in refused.errors):
            raise
    return run(runtime, context, _by_name(context, object, name, values))


def _by_name(context: Context, object: str, name: str, values: dict[str, Any]) -> Change:
    """Return the change that makes the record called `name` elsewhere, or changes it when there is one."""
    found = select(context, Query(object=object, filters=(Filter("external_id", "eq", name),),
                                  fields=("id", "version"), limit=1)).rows
    if found:
        change = updating(object, found[0]["id"], dict(values))
        return change if change.version or "version" in values else replace(change, version=found[0]["version"])
    if conditions.if_match() is not None or "version" in values:
        raise Missing
    return Change(object=object, verb="create", values={**values, "external_id": name}, key=conditions.key())


def _external(text: str) -> str:
    """Return the name in the address; WSGI puts a mark in the place of bytes that are no UTF-8."""
    if not text.isprintable() or len(text) > EXTERNAL_LONGEST or "\N{REPLACEMENT CHARACTER}" in text:
        raise Missing
    return text
