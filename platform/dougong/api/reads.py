"""GET: one record, a list of them, and what happened to one."""

from typing import Any

from flask import Response

from dougong.api import answers, conditions, explained, parameters
from dougong.api.filters import check, check_expand
from dougong.catalog.model import Catalog, Object
from dougong.fields.link import LARGEST_ID
from dougong.kernel.errors import Missing, Refused
from dougong.records.asof.moment import moment_of
from dougong.records.asof.record import read_then
from dougong.records.context import Context
from dougong.records.history import LATEST, history
from dougong.records.lists.query import LONGEST, USUAL, query_of
from dougong.records.reading import read, select


def list_records(context: Context, object: str) -> Response:
    """Return a page of records; the parameters are those of list screens (records.lists.query).
    With `explain=1`, why it is that page."""
    pairs = parameters.pairs()
    definition = context.object(object)
    asked = [pair for pair in pairs if pair[0] != "explain"]
    check(context, definition, asked)
    query = query_of(context, definition, asked)
    if len(asked) < len(pairs) and parameters.flag(parameters.once(pairs, "explain"), "explain"):
        return explained.listed(context, query)
    page = select(context, query)
    body: dict[str, Any] = {"data": page.rows, "next": page.next}
    if page.count is not None:
        body["count"] = page.count
    if page.capped:
        body["capped"] = True
    return answers.page(body, pairs)


def get(context: Context, object: str, id: int) -> Response:
    """Return one record with its lines, from the bin only with `archived=1`; with `as_of` as it was at a moment;
    with `explain=1` what the caller may do with it, and why.

    304 when the caller has this version and nothing else can have changed."""
    found = parameters.known("expand", "titles", "archived", "as_of", "explain")
    definition = context.object(object)
    if parameters.flag(found, "explain"):
        return explained.record(context, object, within(id))
    expand, titles = parameters.names(found, "expand"), parameters.flag(found, "titles")
    also_archived = parameters.flag(found, "archived")
    check_expand(context, definition, expand)
    if "as_of" in found:
        record = _then(context, object, within(id), found)
    else:
        record = read(context, object, within(id), expand=expand, titles=titles)
    if record.get("archived_at") is not None and not also_archived:
        raise Missing("archived")
    plain = not (expand or titles or "as_of" in found)
    if plain and conditions.is_known(record.get("version")) and _is_all_in_its_version(context.catalog, definition):
        response = answers.nothing(304)
        response.headers["ETag"] = f'"{record["version"]}"'
        return response
    return answers.record(record)


def _then(context: Context, object: str, id: int, found: dict[str, str]) -> dict[str, Any]:
    for name in ("expand", "titles"):
        if name in found:
            raise Refused("as_of_alone", name=name)
    return read_then(context, object, id, moment_of(context, found["as_of"]))


def get_history(context: Context, object: str, id: int) -> Response:
    """Return what happened to a record, newest first; `cursor` leads to what was before."""
    found = parameters.known("cursor", "limit")
    past = history(context, object, within(id), before=parameters.number(found, "cursor", LARGEST_ID) or LATEST,
                   limit=parameters.number(found, "limit", LONGEST) or USUAL)
    body = {"data": past.rows, "next": None if past.before is None else str(past.before)}
    return answers.page(body, list(found.items()))


def within(id: int) -> int:
    """Return `id`, which a database could hold; raises Missing for a longer one."""
    if id > LARGEST_ID:
        raise Missing
    return id


def _is_all_in_its_version(catalog: Catalog, object: Object) -> bool:
    """Return whether the record reads the same as long as its version is the same: a line object has none, and
    virtual formulas and rollups, of its lines too, change with the day and with other records."""
    objects = (object, *(catalog.objects[lines.options["of"]] for lines in object.lines))
    return object.parent is None and not any(
        field.virtual or field.moves for each in objects for field in each.fields.values())
