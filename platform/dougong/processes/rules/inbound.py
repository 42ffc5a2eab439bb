"""Messages from outside to rules: known by their signature, heard once, made into a record in one transaction with what
the rule then does. What cannot be known for ours is refused in one way, whatever is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.catalog.linking.inbound import TYPES
from dougong.catalog.model import Object
from dougong.catalog.rule import Given, Inbound, Rule, Taken
from dougong.expressions.env import Env
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import AppError, FieldError, Refused, Unauthenticated
from dougong.kernel.kinds import Kind
from dougong.processes.effects.signing import new_secret, proven
from dougong.processes.effects.turning import keys
from dougong.processes.giving import Value, in_json, value_of
from dougong.processes.rules.hooks import KIND, hears
from dougong.processes.rules.refusals import kept
from dougong.records.causes import arrived
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.records.writing.together import act_together, made
from dougong.records.writing.work import Work
from dougong.store.engine.inbound import SEEN, inbound_statements
from dougong.store.snapshot import moment

#: Bytes of a message.
LARGEST: Final = 256 * 1024
#: What may be the last part of an address; whatever else is asked for, the database is not asked in its words.
_ADDRESS: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
#: What a message is checked by that comes where nothing arrives: it takes as long as any other.
_NOBODY: Final = (new_secret(),)


@dataclass(frozen=True, slots=True)
class Known:
    """A message that is known to be for a rule: its id, and in whose name it is heard."""

    rule: Rule
    message: str
    by: int


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a message: the record it made or changed; `again` when it was heard before."""

    object: str
    id: int
    again: bool


def known(runtime: Runtime, address: str, headers: Mapping[str, str], body: bytes | None) -> Known:
    """Return for which rule a message is; `body` is None where it is too large. Raises Unauthenticated, the same for
    whatever is wrong."""
    with runtime.database.read() as session:
        rows = session.rows(inbound_statements(runtime.database.dialect).at, {
            "this_address": address if _ADDRESS.fullmatch(address) else ""})
    found = dict(zip(SEEN, rows[0], strict=True)) if rows else None
    secrets = _NOBODY if found is None else keys(runtime, KIND, found) or _NOBODY
    right = proven(secrets, headers, int(runtime.clock.now().timestamp()), body or b"")
    rule = runtime.live.catalog.by_uid.get(found["rule_uid"]) if found is not None else None
    if not right or found is None or body is None or rule is None or not hears(rule):
        raise Unauthenticated("hook_refused")
    return Known(rule, headers["webhook-id"], found["created_by"] or 1)


def take(runtime: Runtime, told: Known, said: Mapping[str, Any]) -> Came:
    """Make or change the record a message means, and let its rule do what it does, once however often it comes. Raises
    Refused, and what a change is refused for; that is kept with the calls of the rule."""
    context = runtime.renewed(runtime.machine("rule", "inbound", told.by))
    try:
        return act_together(context, runtime.renewed, lambda work: _took(work, told, said))
    except AppError as no:
        _refused(runtime, context, told, no)
        raise


def _took(work: Work, told: Known, said: Mapping[str, Any]) -> Came:
    context, rule = work.context, told.rule
    statements, object = inbound_statements(context.database.dialect), context.catalog.objects[rule.object]
    key = {"uid": rule.uid, "this_message": told.message}
    if not work.session.affected(statements.heard, {
            "rule_uid": rule.uid, "message": told.message, "done": told.message, "record_id": None, "error": None,
            "at": moment(context.database.dialect, context.now)}):
        return Came(object.name, int(work.session.rows(statements.done, key)[0][0]), again=True)
    change = _change(context, rule, object, said)
    id = made(work, change).id
    work.session.send(statements.told, {**key, "record": id})
    return Came(object.name, id, again=False)


def _change(context: Context, rule: Rule, object: Object, said: Mapping[str, Any]) -> Change:
    inbound = rule.on.inbound
    if inbound is None:
        raise Unauthenticated("hook_refused")                # the rule hears no messages any more
    env = Env(values=_taken(inbound, said), me=context.actor.me, today=context.today, now=context.now,
              settings=context.settings, roles=context.actor.roles, zone=context.zone)
    values = in_json(tuple(_written(object, each) for each in inbound.values), env, (object.name, None))
    id, version = _meant(context, object, inbound, values)
    return Change(object=object.name, verb="create" if id is None else "update", id=id, version=version, values=values,
                  cause=arrived(rule))


def _written(object: Object, given: Given) -> Value:
    """Return a value, ready to be asked; a link takes an external id."""
    if object.fields[given.field].type.kind is not Kind.LINK:
        return value_of(object, given)
    return replace(value_of(object, given), settle=None, json=lambda text: {"external_id": text})


def _taken(inbound: Inbound, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a message by name; raises Refused with everything that is wrong with them."""
    found, errors = dict[str, Any](), list[FieldError]()
    for each in inbound.takes:
        part, pointer = _part(said, each), f"/{'/'.join(each.at)}"
        try:
            found[each.name] = None if part is None else TYPES[each.type].read(each.spec, part)
        except Unclear as no:
            errors.append(FieldError(pointer, no.code, no.params))
        if part is None and each.required:
            errors.append(FieldError(pointer, "required"))
    if errors:
        raise Refused(errors=errors)
    return found


def _part(said: Any, taken: Taken) -> Any:
    """Return what stands at a place of a message; None where there is nothing."""
    for name in taken.at:
        said = said.get(name) if isinstance(said, Mapping) else None
    return said


def _meant(context: Context, object: Object, inbound: Inbound,
           values: Mapping[str, Any]) -> tuple[int, int] | tuple[None, None]:
    """Return id and version of the live record a message means; none where it makes one. Raises Refused without a value
    to find it by."""
    if not inbound.match:
        return None, None
    wanted = values[inbound.match]
    if wanted is None:
        raise Refused(errors=[FieldError(f"/{inbound.match}", "required")])
    asked = Query(object=object.name, filters=(Filter(inbound.match, "eq", str(wanted)),), fields=("id", "version"),
                  limit=1)
    rows = select(context, asked).rows
    return (int(rows[0]["id"]), int(rows[0]["version"])) if rows else (None, None)


def _refused(runtime: Runtime, context: Context, told: Known, no: AppError) -> None:
    """Keep why a message was refused, for who looks after its sender; it may come again."""
    dialect = runtime.database.dialect
    runtime.database.once(inbound_statements(dialect).heard, {
        "rule_uid": told.rule.uid, "message": told.message, "done": None, "record_id": None, "error": kept(no),
        "at": moment(dialect, context.now)})
