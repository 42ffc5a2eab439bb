"""M342: rules that cause each other without end; the limits of a unit would stop them in front of people."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, check
from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.order import ordered
from dougong.catalog.model import Object
from dougong.catalog.rule import Action, Rule


@check("M342")
def rules_end(linked: Linked) -> Iterator[Fault]:
    """Find circles of rules in which nothing comes to rest: no rule that fires but once or as something begins to
    hold, no record made by a key, no action that writes what it wrote before."""
    restless = {rule.name: (one, rule) for one in linked.objects.values() for rule in one.rules
                if rule.fire == "always" and not rule.off}
    needs = {name: [other for other, (theirs, caused) in restless.items()
                    if any(_causes(action, name == other, theirs, caused) for action in rule.do)]
             for name, (_, rule) in restless.items()}
    for circle in ordered(needs)[1]:
        where = linked.draft.rules[circle[0]].at("do")
        yield Fault(where, f"rules cause each other: {' → '.join(circle)}")


def _causes(action: Action, itself: bool, one: Object, rule: Rule) -> bool:  # noqa: FBT001 - whether it is its own
    """Return whether what the action writes is what the rule of `one` looks at."""
    if action.verb in {"add", "set"} and action.object in _below(one):
        return rule.on.updated                         # a line is written with its record
    if action.verb == "transition" and action.object == one.parent:
        return action.to in rule.on.transitions
    if action.verb in {"notify", "mail", "webhook", "wait", "call"} or action.object != one.name:
        return False                                   # who is told, waits or is called: nothing one knows of
    names = {given.field for given in action.values} if action.verb != "assign" else {"owner"}
    if action.verb in {"add", "create"}:
        return not action.key and (rule.on.created or bool(names.intersection(rule.on.changed)))
    if action.verb == "assign":
        return (rule.on.updated and action.by == "round_robin") or "owner" in rule.on.changed
    if action.verb == "transition":
        return rule.on.updated or action.to in rule.on.transitions
    if itself and _settles(action):
        return False
    return rule.on.updated or bool(names.intersection(_behind(one, rule)))


def _settles(action: Action) -> bool:
    """Return whether the action leaves the record as it is the second time: it writes what it does not read."""
    written = {given.field for given in action.values}
    return not any(given.says is not None and ({path[0] for path in given.says.checked.paths} & written
                                               or given.says.checked.uses & {"clock", "old"})
                   for given in action.values)


def _behind(one: Object, rule: Rule) -> set[str]:
    """Return the fields whose change is one of those the rule looks at: themselves, and what their formulas read."""
    found: set[str] = set()
    left = list(rule.on.changed)
    while left:
        name = left.pop()
        field = one.fields.get(name)
        if name not in found:
            found.add(name)
            left.extend(path[0] for path in field.formula.checked.paths) if field and field.formula else None
    return found


def _below(one: Object) -> set[str]:
    return {target for field in one.lines for target in field.type.targets(field)}
