"""Parameters of the calls: headers, and for lists one filter per field and operator."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.api.conditions import KEY, VERSION
from dougong.api.filters import FLAG, LONGEST_SEARCH, NO_NUL, asked, is_expandable, is_sortable
from dougong.api.openapi.schemas import EXTERNAL, Describer, Schema
from dougong.catalog.model import Field, Object
from dougong.fields.link import ID_SCHEMA
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import words
from dougong.records.lists.query import LONGEST, OPERATORS, USUAL
from dougong.records.lists.summary import MOST_BY, MOST_OF, ORDERS, STEPS, groups_by, taken_of
from dougong.records.plans import ObjectPlan

#: What each operator asks, after the field's label.
_ASKS: Final[Mapping[str, str]] = {
    "eq": "is", "ne": "is not", "lt": "is below", "lte": "is at most", "gt": "is above", "gte": "is at least",
    "in": "is one of", "nin": "is none of", "like": "contains", "starts": "begins with", "null": "is empty",
    "has": "has among its members", "during": "lies in, counted from today in the company's time zone"}


#: Parameters of lists that a summary does not take.
_LISTED: Final = frozenset("sort fields expand cursor as_of count explain".split())


def path(name: str, schema: Mapping[str, Any], description: str) -> Schema:
    """Return a part of the address."""
    return {"name": name, "in": "path", "required": True, "schema": dict(schema), "description": description}


ID: Final = path("id", ID_SCHEMA, "Id of the record.")
EXTERNAL_ID: Final = path("external_id", EXTERNAL, "What another system calls the record.")
IF_MATCH: Final = {
    "name": "If-Match", "in": "header", "schema": {"type": "string", "pattern": VERSION, "examples": ['"7"']},
    "description": "Version the change stands on; any other is refused with 412."}
IF_NONE_MATCH: Final = {
    "name": "If-None-Match", "in": "header", "schema": {"type": "string"},
    "description": "Version you have; 304 when it is still the one."}
IDEMPOTENCY: Final = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "pattern": KEY},
    "description": "Makes a retry safe: the same request with the same key is done once, for 24 hours."}


def query(name: str, schema: Mapping[str, Any], description: str) -> Schema:
    """Return a query parameter; several values stand in one, with commas between."""
    found: Schema = {"name": name, "in": "query", "schema": dict(schema), "description": description}
    return {**found, "style": "form", "explode": False} if schema.get("type") == "array" else found


DRY_RUN: Final = query("dry_run", FLAG, "Do everything, then undo it: the answer is what would come of it.")
ARCHIVED: Final = query("archived", FLAG, "Also from the bin.")
AS_OF: Final = query("as_of", {"type": "string", "format": "date-time"},
                     "The moment to look at, as it was then; not with `q`, `expand`, or of one record `titles`.")
EXPLAIN: Final = query("explain", FLAG, "Answer why it is so, in the place of it.")
TITLES: Final = query("titles", FLAG, "Add the titles of linked records.")


LIMIT: Final = query(
    "limit", {"type": "integer", "minimum": 1, "maximum": LONGEST, "default": USUAL}, "Rows of a page.")
BEFORE: Final = query("cursor", {"type": "string", "pattern": "^[1-9][0-9]{0,17}$"}, "`next` of the page before.")


def expand(plan: ObjectPlan) -> Schema | None:
    """Return the parameter that puts records in the place of ids, None for an object without links."""
    names = [*(field.name for field in plan.readable if is_expandable(field)), *plan.lines]
    if not names:
        return None
    return query("expand", _names(names), "Put the linked records in the place of their ids.")


def of_list(describer: Describer, object: Object) -> list[Schema]:
    """Return the parameters of an object's list."""
    plan = describer.plan(object)
    names = [field.name for field in plan.readable]
    sorts = [field.name for field in plan.readable if is_sortable(field)]
    wide = expand(plan)
    return [
        query("q", {"type": "string", "maxLength": LONGEST_SEARCH, "pattern": NO_NUL},
              "Words, numbers or parts of them, in titles also as pinyin or initials."),
        query("where", {"type": "string", "maxLength": 2000, "format": "dougong-expression"},
              "Expression every record must fulfil, for example: amount > 100 and state == 'open'. Of filters whose "
              "names are written with `or.` before them one must hold; `or.2.` to `or.9.` begin further such groups."),
        query("sort", _names([*sorts, *(f"-{name}" for name in sorts)]), "Order; a minus for falling."),
        query("fields", _names(names), "Fields of the answer; all if left out."),
        *([wide] if wide else []),
        TITLES, EXPLAIN,
        query("archived", FLAG, "The bin instead of what is live."),
        LIMIT,
        query("cursor", {"type": "string", "maxLength": 2000, "format": "dougong-cursor"},
              "`next` of the page before, with the same filters and order."),
        *([AS_OF] if object.history and object.parent is None else []),
        query("count", {"enum": ["none", "capped", "exact"], "default": "none"},
              "Count what matches (capped: to 10,000)."),
        *(each for field in plan.readable for each in _filters(describer, field)),
    ]


def of_summary(describer: Describer, object: Object) -> list[Schema]:
    """Return the parameters of an object's summary: those that filter its list, and what makes and measures groups."""
    plan = describer.plan(object)
    by = [name for field in plan.readable if groups_by(field) for name in _keys(field)]
    of = ["count()", *(f"{function}({field.name})" for field in plan.readable for function in taken_of(field))]
    order: Schema = {"enum": list(ORDERS), "default": "by"}
    return [
        query("by", {**_names(by), "maxItems": MOST_BY, "uniqueItems": True}, "What makes groups, also through links."),
        query("of", {**_names(of), "maxItems": MOST_OF, "uniqueItems": True}, "What is taken of each group."),
        query("sort", order, "Groups by their values, or the largest first `of` first."),
        *(each for each in of_list(describer, object) if each["name"] not in _LISTED),
    ]


def _keys(field: Field) -> list[str]:
    """Return the ways a field makes groups."""
    steps = [f"{step}({field.name})" for step in STEPS] if field.type.kind in {Kind.DATE, Kind.MOMENT} else []
    return [field.name, *steps]


def _filters(describer: Describer, field: Field) -> Iterator[Schema]:
    """Yield the filters of one field: `name` for equality, `name[operator]` for the others."""
    for op in sorted(field.type.operators & OPERATORS):
        name = field.name if op == "eq" else f"{field.name}[{op}]"
        taken = asked(field, op)
        if taken.get("type") == "array":
            taken = {**taken, "items": describer.share(taken["items"])}
        yield query(name, taken, f"{words(field.label, describer.language)} {_ASKS[op]}")


def _names(names: list[str]) -> Schema:
    return {"type": "array", "items": {"enum": names}, "minItems": 1}
