"""Which rule is to be tried, and whether who asks may know all it looks at and writes."""

from dougong.catalog.model import Catalog, Object
from dougong.catalog.rule import Rule
from dougong.kernel.errors import Denied, Missing
from dougong.records.context import Context
from dougong.records.reasons.conditions import legible


def rule_called(catalog: Catalog, name: str) -> Rule:
    """Return the rule of a name; raises Missing."""
    rule = catalog.rule(name)
    if rule is None:
        raise Missing(rule=name)
    return rule


def looked_at(context: Context, rule: Rule) -> Object:
    """Return the object, as it is in force, whose records a rule is asked of: of lines, that of their records. Raises
    Missing for one that is not in force, Denied where the rule looks at or writes what is not, or what the asker may
    not see."""
    object = context.object(rule.object)
    seen = all(legible(context.catalog, context.actor.policy, object, each) for each in rule.expressions)
    if not seen or not all(given.field in context.object(action.object).fields
                           for action in rule.do for given in action.values):
        raise Denied("try_unseen")
    return object if object.parent is None else context.object(object.parent)
