"""What a rule that fires does: each action becomes changes of the same transaction, in the rule's name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from dougong.access.policy import AdminPolicy
from dougong.catalog.rule import Rule, Telling
from dougong.fields.any_link import AnyLink
from dougong.processes.effects.calling import Call, call
from dougong.processes.giving import in_json, settled
from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Act
from dougong.processes.rules.errand import Errand
from dougong.processes.rules.once import first
from dougong.processes.rules.taking_turns import whose
from dougong.processes.talk.announce import Message, announce
from dougong.processes.talk.letters import Letter, write
from dougong.processes.talk.whom import To
from dougong.records.causes import of_rule
from dougong.records.context import Context
from dougong.records.title import title_of
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.work import FAN_OUT, Work
from dougong.store.expression.bounds import parameters
from dougong.store.statements import acting as statements_acting

_SYSTEM: Final = AdminPolicy()


def act(work: Work, rule: Rule, each: Act, case: Case) -> None:
    """Request what an action does; values are those of the record as the rule saw it."""
    _DOES[each.said.verb](work, rule, each, case)


def acting(work: Work, rule: Rule) -> Context:
    """Return as whom a rule acts: the person who caused it, with all rights or with their own, by the door `rule`."""
    person = work.person
    actor = replace(person.actor, policy=_SYSTEM) if rule.actor == "system" else person.actor
    return replace(person, actor=actor, door="rule")


def _request(work: Work, rule: Rule, **said: Any) -> None:
    work.request(Change(cause=of_rule(rule), **said), acting(work, rule))


def _set(work: Work, rule: Rule, each: Act, case: Case) -> None:
    """A line is written with its record, all of them at once."""
    if case.lines:
        next(row for row in _lines(work, rule, case) if row["id"] == case.id).update(_values(each, case))
    else:
        _request(work, rule, object=each.said.object, verb="update", id=case.id, values=_values(each, case))


def _lines(work: Work, rule: Rule, case: Case) -> list[dict[str, Any]]:
    """Return the lines as the rule asks them to be written, in a change it asked for before or asks for now: the whole
    set, of which those it does not write are as they are."""
    draft, lines = case.draft, case.lines
    this = of_rule(rule), draft.id, draft.values["version"]
    asked = (each.change for each in work.requested)
    said = next((each.values for each in asked if (each.cause, each.id, each.version) == this and lines in each.values),
                None)
    if said is None:
        said = {lines: [{"id": row.id} for row in draft.lines[lines]]}
        _request(work, rule, object=draft.rules.object.name, verb="update", id=draft.id, version=this[2], values=said)
    rows: list[dict[str, Any]] = said[lines]
    return rows


def _add(work: Work, rule: Rule, each: Act, case: Case) -> None:
    """Listed lines are the whole set as of the version named: what others add meanwhile stays."""
    via, draft = each.said.via, case.draft
    rows: list[Mapping[str, Any]] = [{"id": row.id} for row in draft.lines[via]]
    _request(work, rule, object=draft.rules.object.name, verb="update", id=draft.id, version=draft.values["version"],
             values={via: [*rows, _values(each, case)]})


def _create(work: Work, rule: Rule, each: Act, case: Case) -> None:
    if each.key:
        key = "".join(part if isinstance(part, str) else _shown(part(case.env)) for part in each.key)
        if not first(work, rule, f"{each.said.name}/{key}"):
            return
    _request(work, rule, object=each.said.object, verb="create", values=_values(each, case))


def _update(work: Work, rule: Rule, each: Act, case: Case) -> None:
    values, said = _values(each, case), each.said
    ids = _pointing(work, each, case) if said.inward else [_pointed(case.value(said.via), said.object)]
    for id in ids:
        if id is not None:
            _request(work, rule, object=said.object, verb="update", id=id, values=values)


def _pointed(value: Any, object: str) -> Any:
    """Return the id a link holds; of an any-link, only one of the object."""
    if isinstance(value, AnyLink):
        return value.id if value.object == object else None
    return value


def _transition(work: Work, rule: Rule, each: Act, case: Case) -> None:
    _request(work, rule, object=each.said.object, verb="update", id=case.id, transition=each.said.to)


def _assign(work: Work, rule: Rule, each: Act, case: Case) -> None:
    owner = whose(work, rule, each.said, case.draft)
    if owner is not None:
        _request(work, rule, object=each.said.object, verb="assign", id=case.id, owner=owner)


def _notify(work: Work, rule: Rule, each: Act, case: Case) -> None:
    """Leave what people hear once the change lasts; of one version of a record they hear once."""
    if (said := each.said.telling) is not None:
        announce(work, case.draft.rules.object, _record(case.draft), Message(
            text=said.message, to=_whom(said), key=_once(rule, each, case)))


def _mail(work: Work, rule: Rule, each: Act, case: Case) -> None:
    """Leave a mail for when the change lasts; whom it goes to is told by their rights, an address by the rule's. One of
    a line is about the record, and goes to an address of the line."""
    if (said := each.said.telling) is not None:
        address = None if each.address is None else each.address(case.env)
        write(work, case.draft.rules.object, _record(case.draft), Letter(
            subject=said.subject, text=said.message, to=_whom(said), address=str(address or ""),
            policy=acting(work, rule).actor.policy, key=_once(rule, each, case)))


def _webhook(work: Work, rule: Rule, each: Act, case: Case) -> None:
    """Leave the record, as the rule may see it, for an endpoint of the site."""
    call(work, case.draft.rules.object, _record(case.draft), Call(
        to=each.said.to, rule=rule.name, fields=each.said.fields, policy=acting(work, rule).actor.policy,
        key=_once(rule, each, case)))


def _call(work: Work, rule: Rule, each: Act, case: Case) -> None:
    """Have a plugin do its action; what it was not told is None."""
    if (called := each.said.called) is not None:
        said = {value.field: settled(value, case.env) for value in each.values}
        called.action.run(Errand(
            work=work, record=case.draft, args={one.name: said.get(one.name) for one in called.action.args},
            context=acting(work, rule), cause=of_rule(rule), key=_once(rule, each, case)))


def _record(draft: Draft) -> dict[str, Any]:
    return {**draft.values, "id": draft.id, "title": title_of(draft.rules.object, draft.values)}


def _once(rule: Rule, each: Act, case: Case) -> str:
    """Return the key by which one version of a record, or a line of it, is told once."""
    key = f"{rule.uid}/{each.said.name}/{case.draft.id}/{case.draft.values['version']}"
    return f"{key}/{case.id}" if case.lines else key


def _whom(said: Telling) -> To:
    return To(roles=_some(said.role), users=_some(said.user), fields=_some(said.field), heads=_some(said.head_of),
              followers=said.followers)


def _some(name: str) -> tuple[str, ...]:
    return (name,) if name else ()


def _pointing(work: Work, each: Act, case: Case) -> list[int]:
    """Return the ids of the records that point to this one; one more than may be changed at once tells that."""
    said, plans = each.said, work.context.plans
    selected = plans.once(("pointing", case.object.name, said.object, said.via,
                           said.where.text if said.where else ""), lambda: statements_acting.pointing(
        plans.ground, plans.catalog.objects[said.object], said.via, case.object, said.where))
    given: dict[str, Any] = {"id": case.id, "limit": FAN_OUT + 1}
    for checked in selected.expressions:
        given.update(parameters(checked, case.env, plans.ground.dialect))
    return [id for id, in work.session.rows(selected.statement, given)]


def _values(each: Act, case: Case) -> Mapping[str, Any]:
    """Return the values of an action in JSON form; what does not fit its field is refused."""
    return in_json(each.values, case.env, case.this)


def _shown(value: Any) -> str:
    return f"{value.object}/{value.id}" if isinstance(value, AnyLink) else "" if value is None else str(value)


_DOES: Final[Mapping[str, Callable[[Work, Rule, Act, Case], None]]] = {
    "set": _set, "add": _add, "create": _create, "update": _update, "assign": _assign, "transition": _transition,
    "notify": _notify, "mail": _mail, "webhook": _webhook, "call": _call}
