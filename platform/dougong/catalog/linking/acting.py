"""Rules: what is to happen by itself with the records of an object, its conditions and values read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, timedelta
from types import MappingProxyType
from typing import Any, Final

from dougong.catalog.cron import Cron, CronError, cron
from dougong.catalog.linking.bind import Binder
from dougong.catalog.linking.calling import called
from dougong.catalog.linking.giving import APART, SAYS, Writer, given
from dougong.catalog.linking.inbound import inbound
from dougong.catalog.linking.parts import PatternError, title_parts
from dougong.catalog.linking.telling import telling
from dougong.catalog.model import Expression, Field
from dougong.catalog.reading.document import Where
from dougong.catalog.rule import Action, Button, Deadline, Rule, Telling, Trigger
from dougong.expressions.closures import build
from dougong.expressions.env import EPOCH, Env
from dougong.expressions.tree import Apply, Arithmetic, Constant, Node, Path
from dougong.expressions.workdays import Workdays
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion

#: What an action may do.
VERBS: Final = (
    "set", "add", "create", "update", "assign", "transition", "notify", "mail", "webhook", "wait", "call")


def rules(binder: Binder, name: str) -> tuple[Rule, ...]:
    """Return the rules of an object, in the order of the packs and of the files in each."""
    return tuple(_rule(Writer(binder, name, document.at()))
                 for document in binder.draft.rules.values() if document.body["object"] == name)


def ruled(binder: Binder, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Return those of an object's lines fields whose lines have rules."""
    about = {document.body["object"] for document in binder.draft.rules.values()}
    return tuple(field.name for field in fields.values()
                 if field.type.kind is Kind.ROWS and not about.isdisjoint(field.type.targets(field)))


def _rule(one: Writer) -> Rule:
    body, document, binder = one.body, one.where.document, one.binder
    path = f"rules.{one.name}"
    label = binder.draft.words.label(body["label"], binder.draft.packs[document.pack].language, f"{path}.label")
    former = (f"rules.{body['was']}",) if "was" in body else ()
    on = body["on"]
    return Rule(
        name=one.name, uid=binder.uids.of(path, *former), pack=document.pack, label=MappingProxyType(dict(label)),
        object=one.over, body=body, fire=body.get("fire", "always"), actor=body.get("as", "system"),
        off=body.get("off", False),
        on=Trigger(created=on.get("created", False), updated=on.get("updated", False),
                   deleted=on.get("deleted", False), changed=tuple(on.get("changed", ())),
                   transitions=tuple(on.get("transition", ())), schedule=_schedule(one), deadline=_deadline(one),
                   button=_button(one), inbound=inbound(one)),
        when=one.says(body["when"], one.over, Kind.FLAG, one.where / "when") if "when" in body else None,
        do=tuple(_action(one, said, one.where / "do" / index) for index, said in enumerate(body["do"])))


def _button(one: Writer) -> Button | None:
    said = one.body["on"].get("button")
    if said is None:
        return None
    draft = one.binder.draft
    language = draft.packs[one.where.document.pack].language
    return Button(**{key: MappingProxyType(dict(draft.words.label(
        said.get(key), language, f"rules.{one.name}.on.button.{key}"))) for key in ("label", "question", "message")})


def _schedule(one: Writer) -> Cron | None:
    """Return the due times a rule names; None with a finding where they cannot be read or never come."""
    text = one.body["on"].get("schedule")
    if text is None:
        return None
    where = one.where / "on" / "schedule"
    try:
        found = cron(text)
    except CronError as error:
        one.told(where, "M343", f"schedule of {one.name}: {error}")
        return None
    if found.after(EPOCH, UTC) is None:
        one.told(where, "M343", f"schedule of {one.name}: there is no such day")
        return None
    return found


def _deadline(one: Writer) -> Deadline | None:
    """Return the moment that passes for each record: a field, and days before or after it."""
    text = one.body["on"].get("deadline")
    if text is None:
        return None
    where = one.where / "on" / "deadline"
    read = one.says(text, one.over, None, where)
    found = None if read is None else _shifted(read.checked.tree)
    if read is not None and found is None:
        one.told(where, "M343", f"deadline of {one.name}: not a field of the record with days before or after it",
                 "write it as in due - days(3), or due - workdays(3)")
    return found


def _shifted(tree: Node) -> Deadline | None:
    if isinstance(tree, Path) and tree.root == "own" and len(tree.path) == 1 and tree.kind in {Kind.DATE, Kind.MOMENT}:
        return Deadline(field=tree.path[0], later=timedelta())
    if not isinstance(tree, Arithmetic) or not isinstance(tree.right, Apply):
        return None
    inner, span, sign = _shifted(tree.left), tree.right.args[0], 1 if tree.op == "+" else -1
    if inner is None or inner.workdays or not isinstance(span, Constant):
        return None
    by = build(tree.right)(Env())
    if isinstance(by, Workdays):
        return None if inner.later else replace(inner, workdays=sign * by.count)
    return replace(inner, later=inner.later + sign * by)


def _action(one: Writer, said: Mapping[str, Any], where: Where) -> Action:
    verb: Any = next(each for each in VERBS if each in said)
    body, at = said[verb], where / verb
    if verb == "set":
        return Action(name=said["name"], verb=verb, object=one.over, values=given(one, one.over, body, at))
    if verb == "transition":
        return Action(name=said["name"], verb=verb, object=one.over, to=body)
    if verb in {"notify", "mail"}:
        return Action(name=said["name"], verb=verb, object=one.over, telling=_telling(one, said["name"], body, at))
    if verb == "webhook":
        return Action(name=said["name"], verb=verb, object=one.over, to=body["to"],
                      fields=tuple(body.get("fields", ())))
    if verb == "call":
        return Action(name=said["name"], verb=verb, object=one.over, called=called(one, body, at))
    if verb == "wait":
        until, awaits = (None if key not in body else one.says(body[key], one.over, kind, at / key)
                         for key, kind in (("until", None), ("for", Kind.FLAG)))
        return Action(name=said["name"], verb=verb, object=one.over, until=until, awaits=awaits)
    object = _object(one, verb, body)
    inward = verb == "update" and "object" in body
    loaded = one.over if verb == "assign" else object
    where_ = one.says(body["where"], loaded, Kind.FLAG, at / "where", one.over) \
        if "where" in body and loaded in one.binder.world else None
    return Action(
        name=said["name"], verb=verb, object=object, values=given(one, object, body.get("values", {}), at / "values"),
        key=tuple(_key(one, body["key"], at / "key")) if "key" in body else (), inward=inward,
        via=body.get("via", body.get("to", "") if verb == "add" else ""), where=where_,
        to=body["to"]["role"] if verb == "assign" else "", by=body.get("by", "round_robin") if verb == "assign" else "")


def _telling(one: Writer, name: str, body: Mapping[str, Any], where: Where) -> Telling:
    draft = one.binder.draft
    language = draft.packs[where.document.pack].language
    texts = {key: draft.words.label(body[key], language, f"rules.{one.name}.do.{name}.{key}")
             for key in ("message", "subject") if key in body}
    address = body["to"].get("address")
    return telling(body["to"], texts, None if address is None else one.says(
        address, one.over, Kind.TEXT, where / "to" / "address"))


def _object(one: Writer, verb: str, body: Mapping[str, Any]) -> str:
    """Return whose records the action writes; "" where its field leads nowhere, of which a check tells."""
    if "object" in body:
        return str(body["object"])
    if verb == "assign":
        return one.over
    if verb == "update" and "to" in body:
        return str(body["to"])
    found = one.fields(one.over).get(body["to"] if verb == "add" else body["via"])
    wanted = Kind.ROWS if verb == "add" else Kind.LINK
    targets = found.targets() if found is not None and found.type.kind is wanted else ()
    return targets[0] if len(targets) == 1 else ""


def _key(one: Writer, said: str, where: Where) -> Iterator[str | Expression]:
    """Yield the parts of a key: an expression after `=`, or texts with fields of the record in braces."""
    if said.startswith(SAYS):
        found = one.says(said[1:].strip(), one.over, Kind.TEXT, where)
        if found is not None:
            yield found
        return
    try:
        parts = title_parts(said)
    except PatternError as error:
        one.told(where, "M341", str(error), "write texts, and fields of the record in braces")
        return
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _named(one, part[1], where)


def _named(one: Writer, name: str, where: Where) -> Iterator[Expression]:
    """Yield what reads a field of the record in a key, or nothing and a finding."""
    field = one.fields(one.over).get(name)
    if field is None:
        one.told(where, "M207", f"{one.over} has no field '{name}'", suggestion(name, one.fields(one.over)))
    elif field.type.kind in APART:
        one.told(where, "M341", f"{name} does not hold one value")
    elif (found := one.says(name, one.over, None, where)) is not None:
        yield found
