"""The workflow of an object in the designer: drawn and listed, its states and transitions made, changed, dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.layer import SITE
from dougong.catalog.model import Object
from dougong.catalog.states import State, Transition, Workflow
from dougong.kernel.errors import Missing
from dougong.kernel.labels import words
from dougong.web import links
from dougong.web.answer import fragment, go, page
from dougong.web.design import flow_new, state_form, transition_form
from dougong.web.design.desk import Desk, beside, desk_of, put, rewritten, with_field
from dougong.web.design.flow import FlowPart, dropped_told, flow_drawn, state_lines, way_lines
from dougong.web.design.object import tabs_of
from dougong.web.design.tryout import trial_of, tried
from dougong.web.record.diagram import Drawn
from dougong.web.routes.admin import administered
from dougong.web.routes.design import crumbs_of, form_page, sent
from dougong.web.routes.layouts import listed, moved
from dougong.web.setting import Form, SettingsPage, to_draft, words_in

Part = TypeVar("Part", State, Transition)
_STATE, _WAY = "state", "transition"
_PARTS = {_STATE: "states", _WAY: "transitions"}


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A workflow drawn again while it is changed."""

    title: str
    drawn: Drawn


def flow(name: str) -> Response:
    """Show the workflow of an object, or the form that makes one."""
    return _page(*_opened(name))


def arrange(name: str) -> AnyResponse:
    """Make the workflow, give a state or transition another place (`_do`: up:, down:state/NAME), or take a workflow of
    the site away (drop)."""
    desk, thing = _opened(name)
    verb, _, what = request.form.get("_do", "").partition(":")
    kind, _, part = what.partition("/")
    found = thing.workflow
    if found is None:
        faults = _made(desk, thing, sent())
    elif verb == "drop" and found.pack == SITE:
        faults = put(desk, [{"drop": f"workflows.{found.name}"}])
    elif kind in _PARTS and part in (held := list(found.states if kind == _STATE else found.transitions)):
        faults = put(desk, moved(f"workflows.{found.name}.{_PARTS[kind]}", held, part, verb))
    else:
        faults = ()
    return _page(desk, thing, faults) if faults else go(links.designed(name, "workflow"))


def state(name: str) -> Response:
    """Show the form of a new state, or of the one named in the address."""
    desk, thing, found = _flow(name)
    state = _asked(found.states)
    return _state_page(desk, thing, found, state_form.state_typed(thing, found, state) if state else {}, state)


def save_state(name: str) -> AnyResponse:
    """Take over what was typed of a state, or take it away."""
    desk, thing, found = _flow(name)
    form, state = sent(), _asked(found.states)
    if not words_in(form, "label"):
        faults: tuple[str, ...] = (desk.shown.say("design.no_label"),)
    elif state is None:
        faults = put(desk, state_form.state_added(thing, found, form))
    elif form.get("_do") == "drop":
        faults = put(desk, state_form.state_dropped(thing, found, state))
    else:
        faults = put(desk, state_form.state_changed(thing, found, state, form))
    return _state_page(desk, thing, found, form, state, faults) if faults else go(links.designed(name, "workflow"))


def transition(name: str) -> Response:
    """Show the form of a new transition, or of the one named in the address."""
    desk, thing, found = _flow(name)
    way = _asked(found.transitions)
    return _way_page(desk, thing, found, transition_form.transition_typed(way) if way else {}, way)


def save_transition(name: str) -> AnyResponse:
    """Take over what was typed of a transition, try its guard out, or take it away."""
    desk, thing, found = _flow(name)
    form, way = sent(), _asked(found.transitions)
    if form.get("_do") == "try":
        return _way_page(desk, thing, found, form, way)
    if not words_in(form, "label"):
        faults: tuple[str, ...] = (desk.shown.say("design.no_label"),)
    elif way is None:
        faults = put(desk, transition_form.transition_added(desk.scene, thing, found, form))
    elif form.get("_do") == "drop":
        faults = put(desk, [{"unset": f"workflows.{found.name}.transitions.{way.name}"}])
    else:
        faults = put(desk, transition_form.transition_changed(desk.scene, thing, way, form))
    return _way_page(desk, thing, found, form, way, faults) if faults else go(links.designed(name, "workflow"))


def draw(name: str, kind: str) -> Response:
    """Draw the workflow as a form would make it that is typed in (`kind`: state or transition); nothing is kept."""
    desk, thing, found = _flow(name)
    if kind not in _PARTS:
        raise Missing(kind=kind)
    made = _state_drawn(desk, thing, found, sent(), _asked(found.states)) if kind == _STATE else \
        _way_drawn(desk, thing, found, sent(), _asked(found.transitions))
    return fragment("flow", Redrawn(desk.shown.say("flow.tab"), made))


def _opened(name: str) -> tuple[Desk, Object]:
    desk = desk_of(administered())
    thing = desk.object(name)
    if thing.parent is not None or thing.access == "engine":
        raise Missing(object=name)
    return desk, thing


def _flow(name: str) -> tuple[Desk, Object, Workflow]:
    desk, thing = _opened(name)
    if thing.workflow is None:
        raise Missing(object=name)
    return desk, thing, thing.workflow


def _asked(held: Mapping[str, Part]) -> Part | None:
    """Return what the address names, None for a new one; raises Missing."""
    name = request.args.get("name", "")
    if name and name not in held:
        raise Missing(name=name)
    return held.get(name)


def _made(desk: Desk, thing: Object, form: Form) -> tuple[str, ...]:
    name = form.get("field", "")
    if name and name in {value for value, _ in flow_new.choices_of(desk.scene, thing)}:
        states = flow_new.states_of(thing, name)
        return put(desk, [{"add": flow_new.workflow_said(thing, name, states)}])
    states = flow_new.new_states(form)
    if len(states) < 2:
        return (desk.shown.say("flow.two_states"),)
    field, said = flow_new.field_said(states)
    return rewritten(desk, (*with_field(desk, thing, field, said),
                            {"add": flow_new.workflow_said(thing, field, states)}))


def _page(desk: Desk, thing: Object, faults: tuple[str, ...] = ()) -> Response:
    found, say, scene = thing.workflow, desk.shown.say, desk.scene
    here = links.designed(thing.name, "workflow")
    if found is None:
        form = sent() if request.method == "POST" else {}
        return form_page(SettingsPage(
            title=say("flow.make"), code="", crumbs=crumbs_of(desk, thing), action=here, faults=faults,
            leave=links.described(thing.name), sections=flow_new.making_sections(scene, thing, form),
            buttons=to_draft(desk.shown)))
    model = FlowPart(
        title=scene.label(thing), name=thing.name, pack=scene.pack(thing.pack), action=here,
        tabs=tabs_of(scene, thing, listed(desk, thing), "workflow"), drawn=flow_drawn(scene, thing, found),
        states=state_lines(scene, desk.shown, thing, found), ways=way_lines(scene, thing, found),
        add_state=links.design_state(thing.name), add_way=links.design_transition(thing.name),
        drop=dropped_told(scene, found), field=say("flow.held_in", field=scene.label(thing.fields[found.field])),
        plan=beside(desk), pending=say("design.pending", n=desk.draft.size) if desk.draft.size else "", faults=faults)
    return page("design_flow", model, title=model.title, back=links.Paths().catalog, status=422 if faults else 200)


def _state_page(desk: Desk, thing: Object, found: Workflow, form: Form, state: State | None,
                faults: tuple[str, ...] = ()) -> Response:
    say = desk.shown.say
    title = state_form.labels(desk.scene, thing, found)[state.name] if state else say("flow.add_state")
    name = state.name if state else ""
    return form_page(SettingsPage(
        title=title, code=name, crumbs=crumbs_of(desk, thing), faults=faults,
        leave=links.designed(thing.name, "workflow"), action=links.design_state(thing.name, name),
        buttons=to_draft(desk.shown, title if state else ""),
        sections=state_form.state_sections(desk.scene, thing, found, form, state),
        drawn=_state_drawn(desk, thing, found, form, state), preview=links.draw_flow(thing.name, _STATE, name)))


def _way_page(desk: Desk, thing: Object, found: Workflow, form: Form, way: Transition | None,
              faults: tuple[str, ...] = ()) -> Response:
    say = desk.shown.say
    title = words(way.label, desk.scene.lang) or way.name if way else say("flow.add_way")
    name = way.name if way else ""
    sections = transition_form.transition_sections(desk.scene, thing, found, form)
    if form.get("_do") == "try":
        sections = tuple(tried(desk.shown, desk.catalog, thing, form, sections))
    return form_page(SettingsPage(
        title=title, code=name, crumbs=crumbs_of(desk, thing), faults=faults, sections=sections,
        leave=links.designed(thing.name, "workflow"), action=links.design_transition(thing.name, name),
        buttons=to_draft(desk.shown, title if way else ""), trial=trial_of(desk.shown, thing, form),
        drawn=_way_drawn(desk, thing, found, form, way), preview=links.draw_flow(thing.name, _WAY, name)))


def _state_drawn(desk: Desk, thing: Object, found: Workflow, form: Form, state: State | None) -> Drawn:
    label = words_in(form, "label")
    if state is None and not label:
        return flow_drawn(desk.scene, thing, found)
    made = state_form.previewed(thing, found, form, state)
    name = state.name if state else next(each for each in made.states if each not in found.states)
    return flow_drawn(desk.scene, thing, made, state=name, called=words(label, desk.scene.lang))


def _way_drawn(desk: Desk, thing: Object, found: Workflow, form: Form, way: Transition | None) -> Drawn:
    made = transition_form.previewed(found, form, way)
    return flow_drawn(desk.scene, thing, made, way=way.name if way else transition_form.NEW)


