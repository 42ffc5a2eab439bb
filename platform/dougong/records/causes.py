"""What asked for a change, as histories keep it and as people read it."""

import re
from typing import Final

from dougong.catalog.model import Catalog
from dougong.catalog.rule import Rule

#: Before the uid of the rule that asked.
RULE: Final = "rule/"
#: Before what a message from outside fires.
ARRIVED: Final = "inbound "
#: Before the uid of the transition that was run, at the end.
DO: Final = "do "
#: Before the name of the data of a pack a record comes from.
DATA: Final = "data "
_UID: Final = re.compile(rf"{RULE}([a-z2-7]+)")


def of_rule(rule: Rule) -> str:
    """Return the cause of what a rule asks for."""
    return f"{RULE}{rule.uid}"


def arrived(rule: Rule) -> str:
    """Return the cause of what a message from outside to a rule makes or changes."""
    return f"{ARRIVED}{of_rule(rule)}"


def spoken(catalog: Catalog, cause: str) -> str:
    """Return a cause, or a chain of them, with rules called by their names of today; one that is gone keeps its uid."""
    return _UID.sub(lambda found: f"{RULE}{rule.name}" if isinstance(rule := catalog.by_uid.get(found[1]), Rule)
                    else found[0], cause)


def asked(catalog: Catalog, cause: str) -> Rule | None:
    """Return the rule that asked for the last change of a chain; None where none did that is still there."""
    found = _UID.findall(cause.rpartition(" → ")[2])
    rule = catalog.by_uid.get(found[0]) if found else None
    return rule if isinstance(rule, Rule) else None


def rules_of(catalog: Catalog, cause: str) -> frozenset[str]:
    """Return the names of the rules in a chain of causes that are still there."""
    found = (catalog.by_uid.get(uid) for uid in _UID.findall(cause))
    return frozenset(rule.name for rule in found if isinstance(rule, Rule))


def seeded(cause: str | None) -> bool:
    """Return whether a change brings what a pack's data say."""
    return cause is not None and cause.startswith(DATA)
