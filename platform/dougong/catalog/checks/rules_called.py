"""Rules that messages from outside fire: they find one record, write what can be written, and have nobody's rights."""

from collections.abc import Iterator

from dougong.catalog.checks.inspection import Fault, no_field
from dougong.catalog.checks.written import values
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Object
from dougong.catalog.reading.document import Document
from dougong.catalog.rule import Rule


def called(linked: Linked, one: Object, rule: Rule, document: Document) -> Iterator[Fault]:
    """Yield what does not go with messages from outside as a trigger."""
    inbound = rule.on.inbound
    if inbound is None:
        return
    if one.parent is not None:
        yield Fault(document.at("on", "inbound").named(), f"lines come with their {one.parent}, never alone",
                    f"write the rule for {one.parent}")
    if len(document.body["on"]) > 1:
        yield Fault(document.at("on", "inbound").named(), "a rule goes by messages or by what happens here",
                    "write two rules", "M308")
    if rule.actor == "user":
        yield Fault(document.at("as"), "nobody signs in to send a message: there are no rights to act with",
                    "leave `as` out", "M308")
    where = document.at("on", "inbound")
    yield from values(linked, one, document.body["on"]["inbound"]["values"], where / "values")
    match = one.field(inbound.match) if inbound.match else None
    if inbound.match and match is None:
        yield from no_field(linked, one, inbound.match, where / "match")
    elif match is not None and not match.unique:
        yield Fault(where / "match", f"{match.name} is not unique: several records could be meant",
                    "say unique: true of the field, or match another")
    elif match is not None and match.name not in {given.field for given in inbound.values}:
        yield Fault(where / "match", f"the message gives {match.name} no value", "give it one under values")
