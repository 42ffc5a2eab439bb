"""M205, M206, M207, M308, M341, M344: rules look at what can change and do what can be done."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.catalog.checks.inspection import Fault, blamed, check, no_field
from dougong.catalog.checks.links import reached
from dougong.catalog.checks.rules_called import called
from dougong.catalog.checks.rules_lines import of_lines
from dougong.catalog.checks.rules_waiting import waiting
from dougong.catalog.checks.telling import told
from dougong.catalog.checks.written import read_late, values
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Expression, Field, Object, holder
from dougong.catalog.reading.document import Document, Where
from dougong.catalog.rule import Action, Rule
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion


@check("M341")
def rules_can_act(linked: Linked) -> Iterator[Fault]:
    """Find rules about nothing, about lines and engine-written records, and actions nobody could carry out."""
    for document in linked.draft.rules.values():
        name = document.body["object"]
        yield from reached(linked, name, document.pack, document.at("object"))
        one = linked.objects.get(name)
        if one is None:
            continue
        rule = next(each for each in one.rules if each.name == document.body["name"])
        if one.access == "engine":
            yield Fault(document.at("object"), f"{name} are written by the engine alone: nothing happens with them by"
                        " themselves")
        if one.parent is not None:
            yield from of_lines(one, rule, document)
        yield from _triggered(linked, one, rule, document)
        yield from _read(one, rule, document)
        yield from _actions(linked, one, rule, document)


def _triggered(linked: Linked, one: Object, rule: Rule, document: Document) -> Iterator[Fault]:
    for index, name in enumerate(rule.on.changed):
        where = document.at("on", "changed", index)
        field = one.field(name)
        if field is None:
            yield from no_field(linked, one, name, where)
        elif not _seen_to_change(field):
            yield Fault(where, f"{name} changes with other records, not with this one",
                        "look at the records it is taken from")
    for index, name in enumerate(rule.on.transitions):
        yield from _way(holder(linked.objects, one), name, document.at("on", "transition", index))
    yield from _timed(one, rule, document)
    yield from called(linked, one, rule, document)
    yield from waiting(rule, document)
    if rule.fire == "on_rise":
        yield from _rises(rule, document)


def _rises(rule: Rule, document: Document) -> Iterator[Fault]:
    """Yield why nothing could begin to hold."""
    if rule.on.button is not None:
        yield Fault(document.at("fire"), "as a button is pressed nothing begins to hold", "write two rules", "M308")
    if "when" not in document.body:
        yield Fault(document.at("fire"), "without `when` there is nothing that begins to hold", code="M308")


def _timed(one: Object, rule: Rule, document: Document) -> Iterator[Fault]:
    """Yield what does not go with time as a trigger: there is no change, and nobody who makes it."""
    if not {"schedule", "deadline"} & document.body["on"].keys():
        return
    if {"schedule", "deadline"} <= document.body["on"].keys():
        yield Fault(document.at("on", "deadline").named(), "a rule goes by a schedule or by a deadline",
                    "write two rules", "M308")
    deadline = rule.on.deadline
    field = None if deadline is None else one.field(deadline.field)
    if field is not None and (not field.stored or field.moves or field.rollup is not None):
        yield Fault(document.at("on", "deadline"), f"{field.name} is not stored with {one.name}",
                    "name a date or moment people write")
    if rule.fire == "on_rise":
        yield Fault(document.at("fire"), "as time passes nothing begins to hold: a record is looked at when it is due",
                    "leave fire out, or say once", "M308")
    if rule.actor == "user":
        yield Fault(document.at("as"), "as time passes nobody causes it: there are no rights to act with",
                    "leave `as` out", "M308")
    if rule.when is not None and "old" in rule.when.checked.uses:
        yield Fault(document.at("when"), "as time passes nothing changes: there is no `old`", code="M308")


def _read(one: Object, rule: Rule, document: Document) -> Iterator[Fault]:
    """Yield what the rule reads of its record that is not known while that is written; time looks at it at rest."""
    for said, where in _said(rule, document):
        yield from read_late(one, said, where, at_rest=rule.on.timed)


def _said(rule: Rule, document: Document) -> Iterator[tuple[Expression, Where]]:
    """Yield what a rule reads in the row of its record, and where it says so."""
    if rule.when is not None:
        yield rule.when, document.at("when")
    for index, action in enumerate(rule.do):
        at = document.at("do", index, action.verb)
        values = at if action.verb == "set" else at / "with" if action.verb == "call" else at / "values"
        yield from ((given.says, values / given.field) for given in action.given if given.says is not None)
        yield from ((part, at / "key") for part in action.key if isinstance(part, Expression))
        yield from ((said, at / key) for key, said in (("until", action.until), ("for", action.awaits)) if said)


def _seen_to_change(field: Field) -> bool:
    return not (field.virtual or field.moves or field.rollup is not None or field.type.kind is Kind.ROWS)


def _actions(linked: Linked, one: Object, rule: Rule, document: Document) -> Iterator[Fault]:
    names: set[str] = set()
    for index, action in enumerate(rule.do):
        at = document.at("do", index)
        if action.name in names:
            yield Fault(at / "name", f"rule {rule.name} already has an action {action.name}", code="M204")
        names.add(action.name)
        where, body = at / action.verb, (at / action.verb).value()
        yield from _aimed(linked, one, document, action, where)
        yield from _served(one, action, where)
        target = linked.objects.get(action.object)
        if target is not None:
            given = where if action.verb == "set" else where / "values"
            yield from values(linked, target, given.value() or {}, given)
        if action.verb == "create" and target is not None:
            yield from _lacking(target, body["values"], where)


def _served(one: Object, action: Action, where: Where) -> Iterator[Fault]:
    """Yield why what a plugin does is not for the records of `one`; lines have no page it could be about."""
    if action.called is not None and one.parent is None and not action.called.action.applies(one):
        yield Fault(where / "action", f"{action.called.name} is not for {one.name}", code="M344")


def _aimed(linked: Linked, one: Object, document: Document, action: Action, where: Where) -> Iterator[Fault]:
    """Yield why the action's records cannot be reached, or not be written."""
    match action.verb:
        case "create" | "update" if "object" in where.value():
            yield from reached(linked, action.object, document.pack, where / "object")
            yield from _writable(linked, action.object, where / "object")
            if action.inward:
                yield from _points(linked, one, action, where / "via")
        case "add":
            yield from _leads(linked, one, action.via, where / "to", Kind.ROWS)
        case "update":
            yield from _linked(linked, one, action, where)
            yield from _writable(linked, action.object, where / "via")
        case "transition":
            yield from _runs(one, action.to, where)
        case "assign":
            yield from _chosen(linked, action, where)
        case "notify" | "mail" | "webhook":
            yield from told(linked, holder(linked.objects, one), action, where)


def _chosen(linked: Linked, action: Action, where: Where) -> Iterator[Fault]:
    if action.to not in linked.roles and not blamed(linked, action.to):
        yield Fault(where / "to" / "role", f"no role '{action.to}'", suggestion(action.to, linked.roles))
    if action.where is not None and action.by != "least_load":
        yield Fault((where / "where").named(), "who is next in turn does not depend on what they have to do",
                    "say by: least_load, or leave `where` out", "M308")


def _linked(linked: Linked, one: Object, action: Action, where: Where) -> Iterator[Fault]:
    """Yield why the link of a record does not lead to what the action writes; an any-link says `to` what."""
    field = one.field(action.via)
    if "to" in where.value():
        yield from reached(linked, action.object, where.document.pack, where / "to")
    if "to" not in where.value() or field is None:
        yield from _leads(linked, one, action.via, where / "via", Kind.LINK)
    elif len(field.type.columns(field)) < 2 or action.object not in _to(linked, field):
        yield Fault(where / "via", f"{action.via} of {one.name} does not point to any {action.object}")


def _runs(one: Object, name: str, where: Where) -> Iterator[Fault]:
    known = one.workflow.transitions if one.workflow is not None else {}
    if name in known and known[name].by == "approval":
        yield Fault(where, f"{name} is run by the end of an approval alone")
    yield from _way(one, name, where)


def _way(one: Object, name: str, where: Where) -> Iterator[Fault]:
    known = one.workflow.transitions if one.workflow is not None else {}
    if name not in known:
        yield Fault(where, f"{one.name} has no transition '{name}'", suggestion(name, known))


def _writable(linked: Linked, object: str, where: Where) -> Iterator[Fault]:
    found = linked.objects.get(object)
    if found is not None and (found.parent is not None or found.access == "engine"):
        yield Fault(where, f"{object} are not written by themselves",
                    f"write {found.parent}" if found.parent is not None else "")


def _leads(linked: Linked, one: Object, name: str, where: Where, kind: Kind) -> Iterator[Fault]:
    field = one.field(name)
    if field is None:
        yield from no_field(linked, one, name, where)
    elif field.type.kind is not kind or len(field.type.targets(field)) != 1:
        yield Fault(where, f"{name} is no {'lines' if kind is Kind.ROWS else 'link'} of {one.name}")


def _points(linked: Linked, one: Object, action: Action, where: Where) -> Iterator[Fault]:
    target = linked.objects.get(action.object)
    field = target.field(action.via) if target is not None else None
    if target is None:
        return
    if field is None:
        yield from no_field(linked, target, action.via, where)
    elif not (field.stored and field.type.storage == "columns" and one.name in _to(linked, field)):
        yield Fault(where, f"{action.via} of {target.name} does not point to {one.name}")


def _to(linked: Linked, field: Field) -> tuple[str, ...]:
    named = field.type.targets(field)
    return tuple(linked.objects) if not named and len(field.type.columns(field)) > 1 else named


def _lacking(target: Object, given: Mapping[str, Any], where: Where) -> Iterator[Fault]:
    """Yield what a new record always needs and nobody gives: such a rule would refuse what it follows."""
    lacking = [field.name for field in target.fields.values()
               if field.needed and field.name not in given and field.type.kind is not Kind.ROWS
               and field.visible is None and not field.derived
               and not (field.default or field.copy or field.lookup)]
    if lacking:
        yield Fault(where / "values", f"a new {target.name} needs more: {', '.join(lacking)}")
