"""M334 to M338: a workflow is about a choice of its object, and each of its states is met and left."""

from collections.abc import Iterator
from typing import Final

from dougong.catalog.checks.inspection import Fault, blamed, check, no_field
from dougong.catalog.checks.links import reached, seen_from
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Field, Object
from dougong.catalog.reading.document import Document, Where
from dougong.catalog.states import Workflow
from dougong.expressions.tree import Constant
from dougong.kernel.kinds import Kind
from dougong.kernel.names import suggestion

_FITTING: Final = "take a stored choice of one value that nothing computes and that is always visible"


@check("M334")
def workflows_fit(linked: Linked) -> Iterator[Fault]:
    """Find workflows of nothing, twice, over other fields, and states nobody gets into or out of."""
    taken: dict[str, str] = {}
    for document in linked.draft.workflows.values():
        name = document.body["object"]
        yield from reached(linked, name, document.pack, document.at("object"))
        if name in taken:
            yield Fault(document.at("object"), f"{name} already has the workflow {taken[name]}", "patch that one",
                        "M204")
            continue
        taken[name] = str(document.body["name"])
        one = linked.objects.get(name)
        if one is not None and one.workflow is not None:
            yield from _field(linked, one, one.workflow, document)
            yield from _states(one.workflow, document)
            yield from _roles(linked, one.workflow, document)


def _field(linked: Linked, one: Object, flow: Workflow, document: Document) -> Iterator[Fault]:
    where = document.at("field") if "field" in document.body else document.at("object")
    found = one.fields.get(flow.field)
    if one.parent is not None:
        yield Fault(document.at("object"), f"{one.name} are lines: their states are those of {one.parent}")
    elif found is None:
        yield from no_field(linked, one, flow.field, where)
    elif not holds_states(found):
        yield Fault(where, f"field {found.name} of {one.name} cannot hold states", _FITTING)
    else:
        yield from _options(found, flow, document)


def holds_states(field: Field) -> bool:
    """Return whether a field can hold the states of its object."""
    return field.type.kind is Kind.TEXT and bool(field.type.choices(field)) and field.stored and not field.derived \
        and field.visible is None and isinstance(field.required, bool) and field.copy is None and not field.lookup


def _options(field: Field, flow: Workflow, document: Document) -> Iterator[Fault]:
    options = [option.name for option in field.type.choices(field)]
    for name in flow.states:
        if name not in options:
            yield Fault(document.at("states", name).named(), f"{field.name} has no option '{name}'",
                        suggestion(name, options) or "add the option: it has the words and the tone")
    for name in options:
        if name not in flow.states:
            yield Fault(document.at("states").named(), f"option {name} of {field.name} is no state", f"{name}: {{}}")
    default = field.default
    if default is not None and not (isinstance(default.checked.tree, Constant) and
                                    default.checked.tree.value == flow.initial):
        yield Fault(document.at("states"), f"the default of {field.name} is not the initial state {flow.initial}",
                    "new records are in the initial state: delete the default")


def _states(flow: Workflow, document: Document) -> Iterator[Fault]:
    initial = [each.name for each in flow.states.values() if each.initial]
    if len(initial) != 1:
        yield Fault(document.at("states").named(), "one state is initial, not " + (" and ".join(initial) or "none"),
                    "initial: true", "M335")
    for name, each in flow.transitions.items():
        for state in (*each.source, each.target):
            if state not in flow.states:
                at = document.at("transitions", name, "to" if state == each.target else "from")
                yield Fault(at, f"there is no state '{state}'", suggestion(state, flow.states), "M336")
    met = _met(flow)
    for name, here in flow.states.items():
        where = document.at("states", name).named()
        if name not in met:
            yield Fault(where, f"no transition leads to {name}", "let one end there, or take the state out", "M337")
        if not here.final and not any(each.target != name for each in flow.transitions.values() if name in each.source):
            yield Fault(where, f"no transition leads on from {name}", "let one begin there, or say `final: true`",
                        "M338")


def _met(flow: Workflow) -> set[str]:
    """Return the states records get into."""
    met = {flow.initial, *(state.name for state in flow.states.values() if state.initial or state.brought)}
    while more := {each.target for each in flow.transitions.values() if met.intersection(each.source)} - met:
        met |= more
    return met


def _roles(linked: Linked, flow: Workflow, document: Document) -> Iterator[Fault]:
    for name, each in flow.transitions.items():
        for index, role in enumerate(each.roles):
            where: Where = document.at("transitions", name, "roles", index)
            found = linked.roles.get(role)
            if found is None:
                if not blamed(linked, role):
                    yield Fault(where, f"no role '{role}'", suggestion(role, linked.roles), "M333")
            elif found.pack not in seen_from(linked, document.pack, where):
                yield Fault(where, f"role {role} belongs to pack {found.pack}, which {document.pack} does not require",
                            code="M206")
