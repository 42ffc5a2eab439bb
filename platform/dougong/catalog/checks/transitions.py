"""M339, M340: the engine comes to an end, people can give what is asked for, locks are on what is there."""

from collections.abc import Iterator
from typing import Final

from dougong.catalog.checks.inspection import Fault, check, no_field
from dougong.catalog.checks.written import read_late, unwritten
from dougong.catalog.linking.giving import THIS
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Object
from dougong.catalog.reading.document import Document
from dougong.catalog.states import Transition, Workflow
from dougong.kernel.kinds import Kind

#: What means nothing where no person runs it.
_NOBODY: Final = {"automatic": ("roles", "message", "require", "question", "show"),
                  "approval": ("roles", "question", "show")}


@check("M339")
def transitions_run(linked: Linked) -> Iterator[Fault]:
    """Find automatic transitions without end, guards nobody can tell, values nobody can give and locks on nothing."""
    for document in linked.draft.workflows.values():
        one = linked.objects.get(document.body["object"])
        if one is None or one.workflow is None or one.workflow.name != document.body["name"]:
            continue
        yield from _circles(one.workflow, document)
        for name, each in one.workflow.transitions.items():
            yield from _keys(each, document)
            yield from _guard(each, document)
            yield from _set(linked, one, document, name)
            for index, field in enumerate(each.require):
                yield from _required(linked, one, field, document, (name, index))
        for name, state in one.workflow.states.items():
            if state.locked is not None and state.locked.kind != "all":
                yield from _locked(linked, one, name, document)


def _keys(each: Transition, document: Document) -> Iterator[Fault]:
    said = document.body["transitions"][each.name]
    for key in _NOBODY.get(each.by, ()):
        if key in said:
            yield Fault(document.at("transitions", each.name, key).named(),
                        f"{each.name} is run by {_who(each)}: {key} means nothing", code="M308")


def _who(each: Transition) -> str:
    return "the engine" if each.by == "automatic" else "an approval"


def _guard(each: Transition, document: Document) -> Iterator[Fault]:
    where = document.at("transitions", each.name)
    if each.by == "automatic" and "when" not in document.body["transitions"][each.name]:
        yield Fault(where, f"{each.name} is automatic and has no guard: nothing would ever stay in {each.source[0]}",
                    "say `when`")
    if each.when is not None and "old" in each.when.checked.uses:
        yield Fault(where / "when", f"when of {each.name}: `old` is known while a record changes only")


def _circles(flow: Workflow, document: Document) -> Iterator[Fault]:
    """Find automatic transitions that lead back to where they began, for each the first time round."""
    ways = [(state, each) for each in flow.transitions.values() if each.by == "automatic" for state in each.source]
    told: set[str] = set()
    for start, first in ways:
        seen, left = {first.target}, [first.target]
        while left:
            here = left.pop()
            more = {each.target for state, each in ways if state == here} - seen
            seen |= more
            left.extend(more)
        if start in seen and not told & seen:
            told |= seen
            yield Fault(document.at("transitions", first.name).named(),
                        f"automatic transitions come from {start} back to {start}", "let a person run one of them")


def _required(linked: Linked, one: Object, name: str, document: Document, at: tuple[str, int]) -> Iterator[Fault]:
    where = document.at("transitions", at[0], "require", at[1])
    field = one.fields.get(name)
    if field is None:
        yield from no_field(linked, one, name, where)
    elif field.derived or field.type.kind is Kind.ROWS or (one.workflow and one.workflow.field == name):
        yield Fault(where, f"field {name} of {one.name} is not given with a transition",
                    "of what is computed, or of lines, a guard can ask", "M340")


def _set(linked: Linked, one: Object, document: Document, name: str) -> Iterator[Fault]:
    """Find values a transition cannot write: of nothing, computed, the state itself; and what it cannot read."""
    where = document.at("transitions", name, "set")
    for each, value in document.body["transitions"][name].get("set", {}).items():
        yield from unwritten(linked, one, each, where / each)
        if one.workflow is not None and each == one.workflow.field:
            yield Fault((where / each).named(), f"{each} is where the transition leads", "say `to`", "M340")
        elif value == THIS:
            yield Fault(where / each, f"{each} would be the record itself", "give it a value", "M340")
    for given in one.workflow.transitions[name].gives if one.workflow is not None else ():
        if given.says is not None:
            yield from read_late(one, given.says, where / given.field, "M340")


def _locked(linked: Linked, one: Object, state: str, document: Document) -> Iterator[Fault]:
    for key, names in document.body["states"][state]["locked"].items():
        for index, name in enumerate(names):
            holder, _, inner = name.partition(".")
            field = one.fields.get(holder)
            below = None
            if field is not None and inner and field.type.kind is Kind.ROWS:
                below = linked.objects.get(field.type.targets(field)[0])
            known = field is not None and (not inner or (below is not None and inner in below.fields))
            if not known:
                yield from no_field(linked, one, name, document.at("states", state, "locked", key, index))
