"""What somebody may do: in all, with an object, or with one record of it, and why. Asked of oneself by anybody, of
others by administrators."""

from collections.abc import Iterator
from typing import Any, Final, get_args

from dougong.access.belonging import holds, memberships
from dougong.access.policy import Verb, doing
from dougong.catalog.model import Object
from dougong.catalog.states import Transition
from dougong.expressions.env import Env
from dougong.records.context import Context
from dougong.records.named import titles
from dougong.records.reasons.asked import field_reasons, image, reasons
from dougong.records.reasons.told import Teller, told, told_field, told_way

VERBS: Final[tuple[Verb, ...]] = get_args(Verb)


def entitled(asks: Context, person: Context, name: str | None, id: int | None, language: str) -> dict[str, Any]:
    """Return {user, roles, objects | object, id, verbs, transitions, fields}: with an object what `person` may do with
    it, or with one record, and why; else with which objects they may do what. Of records that may not be read one is
    told as of those there are not, unless one asks of another."""
    teller = Teller(person, language)
    whom = {"user": {"id": person.actor.id, "name": person.actor.name}, "roles": held(asks, person, language)}
    if name is None:
        return {**whom, "objects": [each for one in person.catalog.objects.values() if one.parent is None
                                    for each in (_verbs(person, teller, one),) if each["may"]]}
    object = asks.object(name)
    record = None if id is None else image(person, object, id, hidden=asks.actor.id != person.actor.id)
    return {**whom, "object": name, "label": teller.label(object), "id": id,
            "verbs": [told(teller, reasons(person, object, verb, record), object, verb) for verb in VERBS],
            "transitions": [told_way(teller, reasons(person, object, doing(way.name), record), object, way)
                            for way in _ways(object)],
            "fields": [_field(person, teller, object, field, record) for field in object.fields
                       if _known(asks, object, field)]}


def held(asks: Context, person: Context, language: str) -> list[dict[str, Any]]:
    """Return the memberships of a person, past and future ones too: role, unit, from, to, and whether it holds now."""
    teller = Teller(person, language)
    found = [each for each in memberships(person.database) if each.member == person.actor.id]
    units = titles(asks, "unit", (each.unit for each in found)) if "unit" in asks.catalog.objects else {}
    return [{"role": each.role, "label": teller.role(each.role), "unit": units.get(each.unit or 0),
             "from": each.first.isoformat(), "to": each.last.isoformat() if each.last else None,
             "now": holds(each, person.today)} for each in found]


def _verbs(person: Context, teller: Teller, object: Object) -> dict[str, Any]:
    return {"object": object.name, "label": teller.label(object),
            "may": [verb for verb in VERBS if reasons(person, object, verb).allowed],
            "transitions": [{"transition": way.name, "label": teller.way(way)} for way in _ways(object)
                            if reasons(person, object, doing(way.name)).allowed]}


def _ways(object: Object) -> Iterator[Transition]:
    """Yield the transitions that are people's to run."""
    if object.workflow is not None:
        yield from (each for each in object.workflow.transitions.values() if each.by == "person")


def _field(person: Context, teller: Teller, object: Object, name: str, record: Env | None) -> dict[str, Any]:
    return told_field(teller, object, name, {
        "read": field_reasons(person, object, name, "read", record),
        "edit": field_reasons(person, object, name, "edit", record)})


def _known(asks: Context, object: Object, name: str) -> bool:
    """Return whether whoever asks may know of the field at all."""
    return asks.actor.policy.field(object, name) is not None
