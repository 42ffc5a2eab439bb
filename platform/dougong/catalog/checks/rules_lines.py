"""Rules about lines: what is for their record alone, and whose workflow and readers are theirs."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault
from dougong.catalog.model import Object
from dougong.catalog.reading.document import Document
from dougong.catalog.rule import Rule

#: What is done with a record alone. A mail is about the record, too, but goes to an address of the line.
_WHOLE = {"assign", "notify", "webhook", "wait", "call"}


def of_lines(one: Object, rule: Rule, document: Document) -> Iterator[Fault]:
    """Yield what is not for lines: they go with their record, are nobody's, and nobody hears of one."""
    if rule.on.button is not None:
        yield Fault(document.at("on", "button").named(), "lines have no page to press it on",
                    f"write the rule for {one.parent}")
    if rule.on.deleted:
        yield Fault(document.at("on", "deleted").named(), "lines go with what they are lines of",
                    f"write the rule for {one.parent}")
    for index, action in enumerate(rule.do):
        if action.verb in _WHOLE:
            yield Fault(document.at("do", index, action.verb).named(), f"{one.name} are lines of {one.parent}:"
                        f" {action.verb} is about a record", f"write the rule for {one.parent}")
