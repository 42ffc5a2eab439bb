"""Why somebody may do what they may with a record, and why a list shows what it shows: told by what decides it, and
only of what whoever asks may know."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from dougong.access import identity
from dougong.access.policy import Verb
from dougong.catalog.model import Field, Object
from dougong.expressions.env import Env
from dougong.kernel.errors import Denied, Missing, Unauthenticated
from dougong.kernel.messages import say
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select
from dougong.records.reasons.asked import field_reasons, image, reasons
from dougong.records.reasons.told import Teller, told, told_field
from dougong.records.runtime import Runtime

#: What is explained of a record; the rest is of objects as a whole.
VERBS: Final[tuple[Verb, ...]] = ("read", "update", "archive", "restore", "share", "assign", "export", "print", "erase",
                                  "purge")
#: Conditions of a list that are looked at one by one.
MOST: Final = 12


def asking(runtime: Runtime, asks: Context, user: int | None) -> Context:
    """Return the context of somebody as they would ask now, oneself for None; raises Denied unless an administrator
    asks of another, Missing for nobody active."""
    if user is None or user == asks.actor.id:
        return asks
    if not asks.actor.administers:
        raise Denied
    try:
        return runtime.signed(identity.by_user(runtime.database, user), asks.door, asks.correlation)
    except Unauthenticated:
        raise Missing(user=user) from None


def looked_at(asks: Context, person: Context, object: Object, id: int) -> Env:
    """Return a record as it is explained to who asks for `person`. One that who asks may not read and one there is not
    are the same Missing."""
    return image(person, object, id, hidden=asks.actor.id != person.actor.id)


def explain_record(asks: Context, person: Context, object: Object, id: int, record: Env,
                   language: str) -> dict[str, Any]:
    """Return {person, object, id, verbs, fields}: what `person` may do with a record, which `looked_at` gave, and by
    which grant, or which keeps them out, and of fields that are not theirs to read or edit why; a field one may not
    know of is not told of."""
    teller = Teller(person, language)
    fields = (_field(person, teller, field, object, record) for field in object.fields.values()
              if asks.actor.policy.field(object, field.name) is not None)
    return {"person": _person(person, teller), "object": object.name, "id": id,
            "verbs": [told(teller, reasons(person, object, verb, record), object, verb) for verb in VERBS],
            "fields": [each for each in fields if not (each["read"] and each["edit"])]}


def explain_list(asks: Context, person: Context, query: Query, language: str) -> dict[str, Any]:
    """Return {person, object, seen, shown, capped, reading, conditions}: how many records there are of those `person`
    may read, how many the list's conditions leave, and of each how many more there were without it, the most first.
    What is outside of what may be read is not counted."""
    object, teller = asks.object(query.object), Teller(person, language)
    if not person.actor.policy.may(object, "read").allowed:
        return {"person": _person(person, teller), "object": object.name, "seen": 0, "shown": 0, "capped": False,
                "reading": told(teller, reasons(person, object, "read"), object, "read"), "conditions": []}
    every, capped = _count(person, replace(query, filters=(), where=None, q=None))
    shown, _ = _count(person, query)
    found = [{"condition": said, "without": count, "excludes": count - shown}
             for said, without in _without(query) for count, _ in (_count(person, without),)]
    return {"person": _person(person, teller), "object": object.name, "seen": every, "shown": shown, "capped": capped,
            "reading": told(teller, reasons(person, object, "read"), object, "read"),
            "conditions": sorted(found, key=lambda each: -int(each["excludes"]))}


def _person(person: Context, teller: Teller) -> dict[str, Any]:
    """Return who is spoken of: name, the roles held today, and the units."""
    actor = person.actor
    known = sorted(role for role in actor.roles if role in person.catalog.roles)
    return {"id": actor.id, "name": actor.name, "roles": [{"role": role, "label": teller.role(role)} for role in known],
            "administrator": actor.administers, "units": list(actor.me.get("units") or ())}


def _field(person: Context, teller: Teller, field: Field, object: Object, record: Env) -> dict[str, Any]:
    found = told_field(teller, object, field.name, {
        "read": field_reasons(person, object, field.name, "read", record),
        "edit": field_reasons(person, object, field.name, "edit", record)})
    fixed = "derived" if field.derived else "readonly" if field.readonly is not False else None
    return {**found, "edit": found["edit"] and fixed is None, "fixed": fixed,
            "fixed_text": "" if fixed is None else say(f"why_fixed_{fixed}", teller.language)}


def _without(query: Query) -> Iterator[tuple[str, Query]]:
    """Yield each condition as it is written in an address, and the question without it."""
    for at, each in enumerate(query.filters[:MOST]):
        yield _said(each), replace(query, filters=(*query.filters[:at], *query.filters[at + 1:]))
    if query.where is not None:
        yield f"where={query.where}", replace(query, where=None)
    if query.q is not None:
        yield f"q={query.q}", replace(query, q=None)


def _said(each: Filter) -> str:
    op = "" if each.op == "eq" else f"[{each.op}]"
    return f"{f'{each.group}.' if each.group else ''}{each.path}{op}={each.value}"


def _count(person: Context, query: Query) -> tuple[int, bool]:
    found = select(person, replace(query, fields=("id",), limit=1, count="capped", cursor=None, expand=(), sort=(),
                                   titles=False))
    return found.count or 0, found.capped
