"""The kind `pool`: which transitions take and give back, what is limited, and the table that counts by person and
day."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.spi import DefinitionKind, Definitions, Document, RawObject

from .shape import SCHEMA

#: A fault: where in the definition, its code, its words.
Fault = tuple[tuple[str | int, ...], str, str]

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "table": {"en": "Taken a day", "zh-Hans": "每日领取数", "zh-Hant": "每日領取數"},
    "holder": {"en": "Person", "zh-Hans": "领取人", "zh-Hant": "領取人"},
    "day": {"en": "Day", "zh-Hans": "日期", "zh-Hant": "日期"},
    "taken": {"en": "Taken", "zh-Hans": "已领取", "zh-Hant": "已領取"},
    "counts": {"en": "Counts", "zh-Hans": "计入持有", "zh-Hant": "計入持有"},
    "left": {"en": "Given back", "zh-Hans": "退回时间", "zh-Hant": "退回時間"},
}


def expand(pool: Document, definitions: Definitions) -> None:
    """Add the table of what was taken, the columns of when a record was given back and whether it counts, and tell the
    object; faults go to the report."""
    target = definitions.target(pool, "object")
    if target is None:
        return
    wrong = list(_wrong(pool, definitions, target))
    for path, code, message in wrong:
        definitions.refuse(pool, path, code, message)
    if wrong:
        return
    definitions.add_object({
        "kind": "object", "name": taken(pool.name), "label": _WORDS["table"], "title": "{day}",
        "fields": {"holder": {"type": "user", "required": True, "label": _WORDS["holder"]},
                   "day": {"type": "date", "required": True, "label": _WORDS["day"]},
                   "taken": {"type": "integer", "label": _WORDS["taken"]}},
        "unique": {"one": {"fields": ["holder", "day"]}}}, pool)
    definitions.add_field(target, pool.body["previous"], left(pool.name), {"type": "moment", "label": _WORDS["left"]},
                          pool)
    definitions.add_field(target, pool.body["since"], counts(pool.name), {
        "type": "flag", "formula": pool.body["holding"], "label": _WORDS["counts"]}, pool)
    limits = target.fields[pool.body["within"]].body["to"] if "within" in pool.body else ""
    definitions.attach(target, pool.kind, {**{key: pool.body[key] for key in pool.body if key != "kind"},
                                           "limited_by": limits})


def taken(name: str) -> str:
    """Return the object that counts what was taken, by person and day."""
    return f"{name}_taken"


def left(name: str) -> str:
    """Return the column that keeps when a record was given back."""
    return f"{name}_left"


def counts(name: str) -> str:
    """Return the column that tells whether a record counts among those its owner has."""
    return f"{name}_counts"


def _wrong(pool: Document, definitions: Definitions, target: RawObject) -> Iterator[Fault]:
    yield from _wrong_ways(pool, definitions, target)
    for key, kind in (("previous", "user"), ("since", "moment"), ("within", "link")):
        if key in pool.body:
            yield from _wrong_field(target, pool.body[key], kind, (key,))
    limits = pool.body.get("limits", {})
    if limits and "within" not in pool.body:
        yield ("limits",), "M214", "limits: `within` does not say whose"
    within = target.fields.get(pool.body.get("within", ""))
    holder = definitions.objects.get(within.body.get("to", "")) if within is not None else None
    if holder is not None:
        for key, name in limits.items():
            yield from _wrong_field(holder, name, "integer", ("limits", key))


def _wrong_ways(pool: Document, definitions: Definitions, target: RawObject) -> Iterator[Fault]:
    """Yield the transitions the object does not have."""
    flow = next((each for each in definitions.workflows.values() if each.body.get("object") == target.name), None)
    known = {} if flow is None else flow.body.get("transitions", {})
    ways: list[tuple[tuple[str | int, ...], str]] = [(("claim",), pool.body["claim"])]
    ways += [(("leave", at), name) for at, name in enumerate(pool.body["leave"])]
    for path, name in ways:
        if name not in known:
            yield path, "M214", f"{target.name} has no transition '{name}'"


def _wrong_field(holder: RawObject, name: str, kind: str, path: tuple[str, ...]) -> Iterator[Fault]:
    field = holder.fields.get(name)
    if field is None:
        yield path, "M207", f"{holder.name} has no field '{name}'"
    elif field.body["type"] != kind:
        yield path, "M214", f"{name} is no {kind}"


def pool_of(extra: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the pool an object belongs to, given what hangs on it."""
    found = extra.get("pool", ())
    return found[0] if found else None


KIND = DefinitionKind("pool", SCHEMA, expand)
