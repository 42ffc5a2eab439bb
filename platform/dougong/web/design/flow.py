"""The workflow of an object in the designer: drawn, and its states and transitions as lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dougong.catalog.layer import SITE
from dougong.catalog.model import Check, Object
from dougong.catalog.phrase.told import condition_phrase
from dougong.catalog.states import Transition, Workflow
from dougong.kernel.labels import enumerated, words
from dougong.records.lists.where import condition, visible_world
from dougong.records.upkeep.breaches import broken
from dougong.web import links
from dougong.web.design.defined import Chip
from dougong.web.design.object import Tab
from dougong.web.design.plan_part import PlanPart
from dougong.web.design.state_form import labels, lock_told
from dougong.web.record.diagram import Drawn, pictured
from dougong.web.record.doing import line_of
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLine:
    """One state; `records` is how many stand in it now, "" where that is not known."""

    name: str
    label: str
    href: str
    chip: Chip
    notes: tuple[str, ...]
    records: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    """One transition: from where to where, and what it takes."""

    name: str
    label: str
    href: str
    way: str
    notes: tuple[str, ...]
    when: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPart:
    """The workflow of an object, and the plan beside it; `drop` is what taking it away is called, "" where it is a
    pack's."""

    title: str
    name: str
    pack: str
    action: str
    tabs: tuple[Tab, ...]
    drawn: Drawn
    states: tuple[StateLine, ...]
    ways: tuple[WayLine, ...]
    add_state: str
    add_way: str
    drop: str
    field: str
    plan: PlanPart | None
    pending: str
    faults: tuple[str, ...]


def state_lines(scene: Scene, shown: Scene, thing: Object, flow: Workflow) -> tuple[StateLine, ...]:
    """Return the states in their order, each with how many live records stand in it."""
    known, names = labels(scene, thing, flow), list(flow.states)
    field, counts = thing.fields[flow.field], standing(shown, thing, flow, flow.states)
    tones = {option.name: option.tone or "gray" for option in field.type.choices(field)}
    return tuple(StateLine(
        name=name, label=known[name], href=links.design_state(thing.name, name),
        chip=Chip(known[name], tones.get(name, "gray")), first=name == names[0], last=name == names[-1],
        notes=tuple(note for note in (
            scene.say("flow.note_initial") if state.initial else "",
            scene.say("flow.note_final") if state.final else "",
            scene.say("flow.note_import") if state.brought else "", lock_told(scene, state.locked)) if note),
        records=scene.say("flow.records", n=counts[name]) if counts.get(name) else "")
        for name, state in flow.states.items())


def way_lines(scene: Scene, thing: Object, flow: Workflow) -> tuple[WayLine, ...]:
    """Return the transitions in the order they are offered."""
    known, names = labels(scene, thing, flow), list(flow.transitions)
    return tuple(WayLine(
        name=each.name, label=words(each.label, scene.lang) or each.name,
        href=links.design_transition(thing.name, each.name), first=each.name == names[0], last=each.name == names[-1],
        way=scene.say("flow.way", source=enumerated((known.get(one, one) for one in each.source), scene.lang),
                      target=known.get(each.target, each.target)),
        notes=tuple(_notes(scene, thing, each)), when=condition_phrase(
            scene.context.catalog, thing, each.when.text, scene.lang) if each.when else "")
        for each in flow.transitions.values())


def flow_drawn(scene: Scene, thing: Object, flow: Workflow, *, state: str = "", called: str = "",
               way: str = "") -> Drawn:
    """Return a workflow drawn, with a state (`called` so while it is new) or a transition standing out."""
    known = labels(scene, thing, flow) | ({state: called} if called else {})
    found = flow.transitions.get(way)
    gone = {(source, found.target) for source in found.source} if found is not None else set()
    return pictured(scene, flow, line_of(thing, flow), {
        name: (text, "now" if name == state else "ahead") for name, text in known.items() if name in flow.states}, gone)


def standing(shown: Scene, thing: Object, flow: Workflow, states: Iterable[str]) -> Mapping[str, int | None]:
    """Return how many live records stand in each state now; none for states that are not in force."""
    live = shown.context.catalog.objects.get(thing.name)
    field = live.fields.get(flow.field) if live is not None else None
    if live is None or field is None:
        return {}
    world, functions = visible_world(shown.context.catalog, shown.context.actor.policy), shown.context.plans.functions
    known = {option.name for option in field.type.choices(field)}
    names = [each for each in states if each in known]
    rules = [Check(name="", uid="", message={}, must=condition(
        world, functions, live, f"{flow.field} is not None and {flow.field} != '{name}'" if name == flow.initial
        else f"{flow.field} is None or {flow.field} != '{name}'")) for name in names]
    return dict(zip(names, broken(shown.context, live, rules), strict=True))


def dropped_told(scene: Scene, flow: Workflow) -> str:
    """Return what taking the workflow away is called, "" for one of a pack."""
    return scene.say("design.remove", what=scene.say("flow.tab")) if flow.pack == SITE else ""


def _notes(scene: Scene, thing: Object, each: Transition) -> Iterable[str]:
    if each.by != "person":
        yield scene.say(f"flow.by_{each.by}")
    if each.roles:
        known = scene.context.catalog.roles
        yield scene.say("flow.by_roles", roles=enumerated((scene.label(known[one]) for one in each.roles
                                                           if one in known), scene.lang))
    if each.require:
        yield scene.say("flow.requires", fields=enumerated((scene.label(thing.fields[one]) for one in each.require
                                                            if one in thing.fields), scene.lang))
    if each.question:
        yield scene.say("flow.asks")
