"""Actions of rules that wait: for a moment or for what the record itself says, and with more to do afterwards."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault
from dougong.catalog.model import Expression
from dougong.catalog.reading.document import Document
from dougong.catalog.rule import Rule
from dougong.expressions.coerce import a
from dougong.kernel.kinds import Kind
from dougong.kernel.messages import say

#: What a condition may not look at that is asked as the record changes.
_FLEETING = {"clock": "the time", "me": "who asks", "role": "who asks", "old": "what was"}


def waiting(rule: Rule, document: Document) -> Iterator[Fault]:
    """Yield why what a rule waits for cannot come, or nothing could come of it."""
    waits = [(index, action) for index, action in enumerate(rule.do) if action.verb == "wait"]
    for index, action in waits:
        at = document.at("do", index, "wait")
        if index == len(rule.do) - 1:
            yield Fault(at.named(), "there is nothing to do after it", "name an action to go on with")
        if action.until is not None and action.until.checked.kind not in {Kind.DATE, Kind.MOMENT}:
            kind = say(a(action.until.checked.kind).code, "en")
            yield Fault(at / "until", f"this is {kind}, a date or moment is wanted", "write it as in now() + days(3)")
        if action.awaits is not None:
            yield from (Fault(at / "for", f"it is asked as the record changes, and looks at {_FLEETING[each]}",
                              "say the time under until") for each in _looks(action.awaits))
    if waits and rule.actor == "user":
        yield Fault(document.at("as"), "nobody is there with their rights when it goes on", "leave `as` out", "M308")
    if waits and rule.on.deleted:
        yield Fault(document.at("on", "deleted").named(), "what is in the bin waits for nothing",
                    "leave the wait out", "M308")


def _looks(said: Expression) -> Iterator[str]:
    told = {_FLEETING[each]: each for each in sorted(said.checked.uses & _FLEETING.keys())}
    yield from told.values()
