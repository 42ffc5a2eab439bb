"""The one writer of the state in a unit of work: transitions move it, nothing else does; and what follows by itself."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.catalog.states import Transition, Workflow
from dougong.kernel.errors import Conflict, FieldError
from dougong.processes.giving import settled, value_of
from dougong.processes.workflow.locks import archivable, free
from dougong.processes.workflow.standing import flow_of, holds, state_of, told, unmet
from dougong.records.causes import seeded
from dougong.records.dumping import dump
from dougong.records.writing.change import Change
from dougong.records.writing.draft import BLANK, Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work


def _has_states(object: Object) -> bool:
    return object.workflow is not None


def _goes_on(object: Object) -> bool:
    return object.workflow is not None and any(each.by == "automatic" for each in object.workflow.transitions.values())


def _move(work: Work, draft: Draft) -> None:
    """Put a new record into the initial state; bring another where its transition goes, if it goes there from here."""
    object, values = draft.rules.object, draft.values
    flow = flow_of(object)
    if draft.old is None:
        _begin(work, draft, flow)
        return
    if not draft.change.transition:
        _keep(draft, flow, draft.old)
        return
    transition = flow.transitions[draft.change.transition]
    state = state_of(flow, draft.old)
    if transition.by != "person" and not work.chain:
        raise _conflict(work, draft, f"transition_{transition.by}", told(object, f"by_{transition.by}",
                                                                         transition=transition))
    if state not in transition.source:
        raise _conflict(work, draft, "illegal_transition", told(object, "transition_from", state=state,
                                                                transition=transition))
    values[flow.field] = transition.target
    for name in transition.require:
        if values.get(name) in BLANK:
            draft.refuse(f"/{name}", "required")
    if transition.gives and not draft.errors:
        values.update(_given(work, draft, transition))


def _given(work: Work, draft: Draft, transition: Transition) -> dict[str, Any]:
    """Return what the transition writes beside the state, told of the record with the values given."""
    object = draft.rules.object
    gives = work.context.plans.once(("gives", object.name, transition.name), lambda: tuple(
        value_of(object, each) for each in transition.gives))
    return {each.field: settled(each, draft.env) for each in gives}


def _guard(work: Work, draft: Draft) -> None:
    """Refuse what writes the state otherwise, what is locked, and a transition whose guard does not hold."""
    flow, verb = flow_of(draft.rules.object), draft.change.verb
    if draft.old is None:
        _begin(work, draft, flow)
    elif draft.change.transition:
        _guarded(work, draft, flow, draft.old)
    elif verb == "update":
        _keep(draft, flow, draft.old)
        if not work.chain:                     # what definitions ask for is not held up by what people may not do
            free(draft, flow)
    elif verb == "archive" and not work.chain and work.context.door != "import":
        archivable(draft, flow)


def _keep(draft: Draft, flow: Workflow, old: Mapping[str, Any]) -> None:
    """Refuse another state, and leave the record in the one it is in: what follows from the other is no fault."""
    if draft.values.get(flow.field) != old.get(flow.field):
        draft.errors.append(told(draft.rules.object, "state_by_transition", f"/{flow.field}"))
        draft.values[flow.field] = old.get(flow.field)


def _begin(work: Work, draft: Draft, flow: Workflow) -> None:
    """Put a new record into the initial state; refuse another, unless it is brought along or in."""
    state = draft.values[flow.field] = state_of(flow, draft.values)
    said = flow.states.get(state)
    brought = said is not None and said.brought and work.context.door == "import"
    if state != flow.initial and not brought and not seeded(draft.change.cause):
        draft.errors.append(told(draft.rules.object, "state_initial", f"/{flow.field}", state=flow.initial))
        draft.values[flow.field] = flow.initial


def _guarded(work: Work, draft: Draft, flow: Workflow, old: Mapping[str, Any]) -> None:
    """Look at the guard with the values given and the state as it was."""
    transition = flow.transitions[draft.change.transition]
    after = draft.values[flow.field]
    draft.values[flow.field] = old.get(flow.field)
    met = holds(transition, draft.env)
    draft.values[flow.field] = after
    if not met:
        raise _conflict(work, draft, "transition_guard", unmet(draft.rules.object, transition))


def _follow(work: Work, draft: Draft) -> None:
    """Ask for the first automatic transition from where the record is now whose guard holds."""
    if draft.change.verb not in {"create", "update"} or draft.id is None or draft.change.button:
        return
    flow = flow_of(draft.rules.object)
    following = (each for each in flow.leaving(draft.values.get(flow.field)) if each.by == "automatic")
    found = next((each for each in following if holds(each, draft.env)), None)
    if found is not None:
        work.request(Change(object=draft.rules.object.name, verb="update", id=draft.id, transition=found.name))


def _conflict(work: Work, draft: Draft, code: str, why: FieldError) -> Conflict:
    """Return the refusal with the record as it is; the draft is of no more use."""
    draft.values.update(draft.old or {})
    return Conflict(code, errors=(why,), current=dump(work.context.plan(draft.rules.object.name), draft))


STEPS: Final = (Step("workflow", "compute", _has_states, _move), Step("workflow", "guard", _has_states, _guard),
                Step("workflow", "decide", _goes_on, _follow))
