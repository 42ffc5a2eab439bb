"""The parts of a query as the store wants them: vetted paths, typed values, sort keys that tell every row apart."""

from dataclasses import replace
from typing import Any, Final

from dougong.catalog.model import Field, Object
from dougong.fields import tokens
from dougong.fields.collation import fold
from dougong.fields.link import LARGEST_ID
from dougong.fields.periods import PERIODS
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import Malformed
from dougong.kernel.number import OVERLONG, whole_number
from dougong.records.context import Context
from dougong.records.lists.paths import resolved
from dougong.records.lists.query import FLAGS, MOST_IN, Filter, Query
from dougong.records.plans import ObjectPlan
from dougong.records.search.words import readership
from dougong.store.query.lists import Search, searching
from dougong.store.query.paths import Path
from dougong.store.query.seek import Key
from dougong.store.query.terms import Term, values_of
from dougong.store.search import index as search

#: What is looked within, where search has no rows.
WITHIN: Final = ("title", "number")


def terms(context: Context, object: Object, query: Query) -> tuple[tuple[Term, ...], dict[str, Any]]:
    """Return the query's filters and what they bind; raises Malformed for a value that cannot be understood."""
    found: list[Term] = []
    values: dict[str, Any] = {}
    spread = ((part, each) for part, said in enumerate(query.filters) for each in _spread(context, said))
    for at, (part, each) in enumerate(spread):
        field = resolved(context, object, each.path, each.path)
        op, value = _valued(context, field, each)
        term = Term(tuple(each.path.split(".")), op, each.group, part if each.group else 0)
        found.append(term)
        values.update(values_of(context.plans.ground, field, term, at, value))
    if query.q:
        values.update(q=searching(fold(query.q)), search=sought(context, object, query.q))
    return tuple(found), values


def _spread(context: Context, each: Filter) -> tuple[Filter, ...]:
    """Return a filter as the store knows it: a period is its first day and the day after its last, in the company's
    time zone."""
    if each.op != "during":
        return (each,)
    if each.value not in PERIODS:
        raise Malformed("query_value", name=each.path)
    first, after = PERIODS[each.value](context.today)
    return replace(each, op="gte", value=first.isoformat()), replace(each, op="lt", value=after.isoformat())


def looking(context: Context, object: Object, query: Query) -> Search:
    """Return how a list looks for what was typed: by the search rows, as far as there are any. What is too short for
    them, and what has none, is looked for within titles and numbers; so is what lacks some, beside its rows."""
    if not query.q:
        return ""
    policy = context.actor.policy
    if any(policy.field(object, name, "use") is None for name in WITHIN if object.field(name) is not None):
        return "nothing"                           # to be found by what one may not read would tell it
    searched = context.plans.searched(object.name)
    if searched is None or not sought(context, object, query.q):
        return "within"
    whole = context.plans.progress.is_whole(context.database, object.uid, searched.looks_at)
    return "words" if whole else "both"


def sought(context: Context, object: Object, q: str) -> str:
    """Return the tokens of what was typed as a search of the object's rows; "" where there are none for this person."""
    asked, searched = tokens.asked(q), context.plans.searched(object.name)
    if asked is None or asked.scant or searched is None:
        return ""
    whose = readership(context.catalog, object, context.actor.policy)
    if whose not in searched.readerships:
        return ""
    return search.matching(asked, context.plans.ground.dialect, tokens.place(object.uid, whose))


def columns(context: Context, plan: ObjectPlan, query: Query) -> tuple[Path, ...]:
    """Return what a list shows: the fields asked for, else every readable one; the id always."""
    if query.fields is None:
        return tuple((field.name,) for field in plan.readable)
    for name in query.fields:
        if resolved(context, plan.object, name, "fields").type.storage == "lines":
            raise Malformed("query_lines", name=name)
    return tuple(dict.fromkeys([("id",), *(tuple(name.split(".")) for name in query.fields)]))


def titled(context: Context, object: Object, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return those of `paths` that are links whose target's title may be read."""
    return tuple(path for path in paths if _has_title(context, object, path))


def keys(context: Context, object: Object, query: Query) -> tuple[Key, ...]:
    """Return the sort keys: titles and links by pinyin, and at last the id the way the key before it runs."""
    found: list[Key] = []
    for name in query.sort or _usual(context, object):
        path, falling = name.removeprefix("-"), name.startswith("-")
        field = resolved(context, object, path, "sort")
        if not field.type.sortable or field.type.storage != "columns":
            raise Malformed("query_sort", name=path)
        found.append(_key(context, object, field, tuple(path.split(".")), falling=falling))
        if path == "id":
            return tuple(found)
    return (*found, Key(("id",), found[-1].falling if found else True, nullable=False))


def _key(context: Context, object: Object, field: Field, path: Path, *, falling: bool) -> Key:
    """Return a sort key; one that may be null says where nulls go, exactly as the object's index says it."""
    if field.name == "title":
        path = (*path[:-1], "title_key")
    elif len(field.type.targets(field)) == 1:
        path = (*path, "title_key")
    if path == ("title_key",):
        return Key(path, falling, nullable=False)              # every record has one
    column = context.plans.ground.tables[object.name].c.get(path[0])
    return Key(path, falling, nullable=len(path) > 1 or column is None or bool(column.nullable))


def _usual(context: Context, object: Object) -> list[str]:
    """Return the object's own order as far as this person may see it."""
    return [name for name in object.order
            if context.actor.policy.field(object, name.removeprefix("-"), "use") is not None]


def _has_title(context: Context, object: Object, path: Path) -> bool:
    field = resolved(context, object, ".".join(path), "fields")
    targets = field.type.targets(field)
    if field.type.storage != "columns" or len(targets) != 1 or len(field.type.columns(field)) != 1 or field.virtual:
        return False
    target = context.catalog.objects[targets[0]]
    policy = context.actor.policy
    return policy.may(target, "read").allowed and policy.field(target, "title", "use") is not None


def _valued(context: Context, field: Field, each: Filter) -> tuple[str, Any]:
    """Return the operator as the store knows it, and the typed value."""
    if each.op == "null":
        if each.value.lower() not in FLAGS:
            raise Malformed("query_flag", name=each.path)
        return ("null" if FLAGS[each.value.lower()] else "given"), None
    if each.op in ("like", "starts"):
        return each.op, _clean(each, each.value)
    if each.op in ("in", "nin"):
        parts = [part for part in each.value.split(",") if part.strip()]
        if len(parts) > MOST_IN:
            raise Malformed("query_in", most=MOST_IN)
        return each.op, [_typed(context, field, each, part) for part in parts]
    if each.op == "has":
        return each.op, _member(field, each)
    return each.op, _typed(context, field, each, each.value)


def _typed(context: Context, field: Field, each: Filter, text: str) -> Any:
    """Return the text as a value of its field, read as a person would type it."""
    try:
        form = field.type.parse(field, _clean(each, text), context.today, context.zone)
        value = None if form is None else field.type.wire(unlimited(field)).deserialize(form)
    except Unclear:
        raise Malformed("query_value", name=each.path) from None
    if value is None:
        raise Malformed("query_value", name=each.path)
    return value


def unlimited(field: Field) -> Field:
    """Return the field without `min` and `max`: one may ask for what no record may hold."""
    rest = {key: value for key, value in field.options.items() if key not in {"min", "max"}}
    return field if len(rest) == len(field.options) else replace(field, options=rest)


def _member(field: Field, each: Filter) -> Any:
    """Return the member asked for: a name or tag, or the id of a record."""
    if field.type.storage != "join":
        return _clean(each, each.value)
    found = whole_number(each.value, OVERLONG) or 0
    if not 1 <= found <= LARGEST_ID:
        raise Malformed("query_value", name=each.path)
    return found


def _clean(each: Filter, text: str) -> str:
    """Return the text, refused when no database could hold it."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Malformed("query_value", name=each.path)
    return text
