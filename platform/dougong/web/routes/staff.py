"""People and departments, for administrators: who works where, and what roles somebody holds."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access import account
from dougong.access.account import Owner
from dougong.kernel.errors import Conflict, Missing, Refused
from dougong.kernel.labels import words as label
from dougong.records.lists.query import LONGEST, Filter, Query
from dougong.records.reading import select
from dougong.records.reasons.effect import Membership, Shift, of_joining, of_leaving
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.admin import organisation
from dougong.web.admin.effect import effect_lines
from dougong.web.admin.organisation import PeoplePage, PersonPage, Row
from dougong.web.answer import go, page
from dougong.web.entry import applied, screens
from dougong.web.record.fault import refusal_of
from dougong.web.record.inputs import Choice
from dougong.web.routes.admin import administered
from dougong.web.scene import Scene
from dougong.web.tone import initials, tone_of

#: What a membership of a screen says when nobody gives a reason.
FIELDS = ("id", "member", "unit", "position", "role", "valid_from", "valid_to", "reason", "version")


def overview() -> Response:
    """Show the departments with the people in them."""
    shown = administered()
    users = _rows(shown, "user", ("id", "name", "login", "status"))
    known = {each["id"]: each for each in users}
    roles = {each["id"]: _role_name(shown, each) for each in _rows(shown, "role", ("id", "code", "name"))}
    units = _rows(shown, "unit", ("id", "name", "parent", "head"))
    model = PeoplePage(
        units=tuple(organisation.unit_lines(shown, units, _in_force(shown), known, roles)),
        count=shown.say("role.people", n=len(users)), new_user=links.new("user"), new_unit=links.new("unit"))
    return page("staff", model, title=shown.say("staff.title"))


def show(number: int) -> Response:
    """Show one person."""
    return _page(administered(), number)


def act(number: int) -> AnyResponse:
    """Give a role (`_do`: give), tell what that would do (look), or end a membership (end:ID, tell: look:ID)."""
    shown = administered()
    verb, _, which = request.form.get("_do", "").partition(":")
    if which:
        return _ending(shown, number, verb, which)
    typed = {name: request.form.get(name, "").strip() for name in ("role", "unit", "valid_from", "valid_to", "reason")}
    try:
        member = _typed(shown, number, typed)
        if verb == "look":
            return _page(shown, number, typed, shifts=of_joining(shown.context, member))
        applied(Change(object="membership", verb="create", values={
            "member": number, "role": int(typed["role"]), "unit": int(typed["unit"]) if typed["unit"] else None,
            "valid_from": typed["valid_from"], "valid_to": typed["valid_to"] or None,
            "reason": typed["reason"] or shown.say("staff.reason_given")}))
    except (Refused, Conflict) as no:
        return _page(shown, number, typed, faults=refusal_of(shown, no))
    return go(links.member(number))


def _ending(shown: Scene, number: int, verb: str, which: str) -> AnyResponse:
    """End a membership with yesterday: from now on it gives nothing; one that has not begun goes to the bin."""
    one = next((each for each in _memberships(shown, number) if str(each["id"]) == which), None)
    if one is None:
        raise Missing(membership=which)
    if verb == "look":
        return _page(shown, number, shifts=of_leaving(shown.context, _member(shown, one)))
    today, last = shown.context.today, date.fromordinal(shown.context.today.toordinal() - 1)
    begun = date.fromisoformat(one["valid_from"]) < today
    try:
        applied(Change(object="membership", verb="update" if begun else "archive", id=one["id"],
                       version=one["version"], values={"valid_to": last.isoformat()} if begun else {}))
    except (Refused, Conflict) as no:
        return _page(shown, number, faults=refusal_of(shown, no))
    return go(links.member(number))


def _page(shown: Scene, number: int, typed: Mapping[str, str] | None = None, *,
          shifts: Iterable[Shift] | None = None, faults: Iterable[str] = ()) -> Response:
    say, person, faults = shown.say, _person(shown, number), tuple(faults)
    roles = _rows(shown, "role", ("id", "code", "name"))
    units = {each["id"]: each for each in _rows(shown, "unit", ("id", "name", "parent", "head"))}
    held, given = _memberships(shown, number), typed or {}
    name = str(person["name"])
    model = PersonPage(
        name=name, login=str(person["login"]), number=str(number), action=links.member(number),
        initials=initials(name), tone=tone_of(number), off=person["status"] != "active",
        facts=_facts(shown, person, organisation.managers(
            number, [each for each in held if _now(shown, each)], units)),
        held=organisation.held_lines(shown, held, {each["id"]: (str(each["code"]), str(each["name"]))
                                                   for each in roles}),
        roles=tuple(Choice(str(each["id"]), _role_name(shown, each), str(each["id"]) == given.get("role"))
                    for each in roles),
        units=(Choice("", say("staff.no_unit"), not given.get("unit")),
               *(Choice(str(each["id"]), str(each["name"]), str(each["id"]) == _unit(given, held, shown))
                 for each in units.values())),
        today=shown.context.today.isoformat(), typed=given,
        devices=organisation.devices(shown, account.signed_in(_owner(number, person))),
        access=links.access(number), record=links.record("user", number), edit=links.edit("user", number),
        effect=() if shifts is None else effect_lines(shown, shifts), faults=faults)
    return page("member", model, title=name, back=links.Paths().staff, status=422 if faults else 200)


def _facts(shown: Scene, person: Row, managers: Iterable[int]) -> tuple[tuple[str, str, str], ...]:
    """Return what is known of a person: label, text, address."""
    thing = shown.context.object("user")
    known = {each["id"]: str(each["name"]) for each in _rows(shown, "user", ("id", "name"))}
    status, spoken = (thing.fields[name] for name in ("status", "language"))
    above = tuple((shown.say("staff.manager"), known.get(each, ""), links.member(each)) for each in managers)
    return ((shown.label(thing.fields["login"]), str(person["login"]), ""),
            (shown.label(thing.fields["email"]), str(person["email"] or ""), ""),
            (shown.label(status), _option(shown, status.options, person["status"]), ""),
            (shown.label(spoken), _option(shown, spoken.options, person["language"]), ""),
            *(above or ((shown.say("staff.manager"), shown.say("staff.nobody"), ""),)))


def _option(shown: Scene, options: Mapping[str, Any], value: Any) -> str:
    found = options.get("options", {}).get(value)
    words = found.get("label", {}) if isinstance(found, Mapping) else {}
    return label(words, shown.lang) or str(value)


def _unit(given: Mapping[str, str], held: Iterable[Row], shown: Scene) -> str:
    """Return the department that is chosen: what was typed, else where the person is."""
    if "unit" in given:
        return given["unit"]
    return next((str(each["unit"]) for each in held if each["unit"] and _now(shown, each)), "")


def _typed(shown: Scene, number: int, typed: dict[str, str]) -> Membership:
    """Return the membership a form says; raises Missing for a role or department there is not, Refused for a day."""
    roles = {str(each["id"]): str(each["code"]) for each in _rows(shown, "role", ("id", "code"))}
    units = {str(each["id"]) for each in _rows(shown, "unit", ("id",))}
    if typed["role"] not in roles or (typed["unit"] and typed["unit"] not in units):
        raise Missing(role=typed["role"])
    typed["valid_from"] = typed["valid_from"] or shown.context.today.isoformat()
    try:
        first = date.fromisoformat(typed["valid_from"])
        last = date.fromisoformat(typed["valid_to"]) if typed["valid_to"] else None
    except ValueError:
        raise Refused("people_day") from None
    return Membership(number, int(typed["unit"]) if typed["unit"] else None, roles[typed["role"]], first, last)


def _member(shown: Scene, one: Row) -> Membership:
    codes = {each["id"]: str(each["code"]) for each in _rows(shown, "role", ("id", "code"))}
    last = date.fromisoformat(one["valid_to"]) if one["valid_to"] else None
    return Membership(one["member"], one["unit"], codes.get(one["role"], ""), date.fromisoformat(one["valid_from"]),
                      last)


def _role_name(shown: Scene, role: Row) -> str:
    found = shown.context.catalog.roles.get(str(role["code"]))
    return (shown.label(found) if found else "") or str(role["name"])


def _now(shown: Scene, one: Row) -> bool:
    today = shown.context.today.isoformat()
    return bool(one["valid_from"] <= today and (one["valid_to"] is None or today <= one["valid_to"]))


def _person(shown: Scene, number: int) -> Row:
    rows = _rows(shown, "user", ("id", "name", "login", "email", "status", "language"), Filter("id", "eq", str(number)))
    if not rows:
        raise Missing(user=number)
    return rows[0]


def _memberships(shown: Scene, number: int) -> list[Row]:
    return _rows(shown, "membership", FIELDS, Filter("member", "eq", str(number)), titles=True)


def _in_force(shown: Scene) -> list[Row]:
    return [each for each in _rows(shown, "membership", FIELDS) if _now(shown, each)]


def _rows(shown: Scene, name: str, fields: tuple[str, ...], *filters: Filter, titles: bool = False) -> list[Row]:
    """Return all live records of an object of the organisation, page by page."""
    found: list[Row] = []
    asked = Query(object=name, filters=filters, fields=fields, sort=("id",), limit=LONGEST, titles=titles)
    while True:
        part = select(shown.context, asked)
        found += part.rows
        if part.next is None:
            return found
        asked = Query(object=name, filters=filters, fields=fields, sort=("id",), limit=LONGEST, titles=titles,
                      cursor=part.next)


def _owner(number: int, person: Row) -> Owner:
    runtime = screens().runtime
    return Owner(runtime.database, runtime.clock, number, str(person["login"]), "")
