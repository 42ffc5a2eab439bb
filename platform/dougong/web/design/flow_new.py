"""A workflow for an object that has none: over a choice it has, or over a new one; each state leads to the next."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from dougong.catalog.checks.workflows import holds_states
from dougong.catalog.model import Object
from dougong.expressions.tree import Constant
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.names import is_name
from dougong.web.design.naming import name_from, prefixed
from dougong.web.design.state_form import moves_to
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, picked, words_in
from dougong.web.shell import TONGUES

#: States a new field may be given at once.
ROWS: Final = 6
#: What the new field is called.
_FIELD: Final = "x_state"
_WORDS: Final = {"zh-Hans": "状态", "zh-Hant": "狀態", "en": "State"}

States = Mapping[str, Mapping[str, str]]


def choices_of(scene: Scene, thing: Object) -> tuple[tuple[str, str], ...]:
    """Return the fields that can hold the states, as choices; "" is a new one."""
    return (("", scene.say("flow.new_field")),
            *((each.name, scene.label(each)) for each in thing.fields.values()
              if holds_states(each) and all(is_name(one.name) for one in each.type.choices(each))))


def making_sections(scene: Scene, thing: Object, form: Form) -> tuple[Section, ...]:
    """Return what is asked before an object gets a workflow."""
    say, held = scene.say, form.get("field", "")
    field = Setting(name="field", label=say("flow.field"), kind="select", value=held, hint=say("flow.field_hint"),
                    choices=picked(choices_of(scene, thing), held))
    order = sorted(LANGUAGES, key=lambda each: each != scene.lang)
    rows = tuple(Setting(name=f"state{n}_{each}", lang=each, value=form.get(f"state{n}_{each}", ""),
                         label=say("flow.state_row", n=n + 1, language=TONGUES[each]))
                 for n in range(ROWS) for each in order)
    return (Section(name="field", label=say("flow.field"), columns=2, settings=(field,)),
            Section(name="states", label=say("flow.new_states"), hint=say("flow.new_states_hint"), settings=rows))


def new_states(form: Form) -> States:
    """Return the states typed for a new field, by name."""
    found: dict[str, Mapping[str, str]] = {}
    for n in range(ROWS):
        if label := words_in(form, f"state{n}"):
            found[name_from(label, found, "")] = label
    return found


def field_said(states: States) -> tuple[str, dict[str, Any]]:
    """Return name and definition of the choice that holds new states: the first is gray, the last is green."""
    names = list(states)
    tones = {names[0]: "gray", names[-1]: "pine"}
    return _FIELD, {"type": "choice", "label": dict(_WORDS), "options": {
        name: {"label": dict(label), "tone": tones.get(name, "blue")} for name, label in states.items()}}


def states_of(thing: Object, name: str) -> States:
    """Return the states an existing choice has, the one new records are given first."""
    field = thing.fields[name]
    found = {option.name: dict(option.label) or {"en": option.name} for option in field.type.choices(field)}
    tree = field.default.checked.tree if field.default is not None else None
    given = str(tree.value) if isinstance(tree, Constant) else ""
    first = given if given in found else next(iter(found))
    return {first: found[first], **found}


def workflow_said(thing: Object, field: str, states: States) -> dict[str, Any]:
    """Return the definition of a workflow in which each state leads to the next."""
    names = list(states)
    return {"kind": "workflow", "name": prefixed(thing.name), "object": thing.name, "field": field,
            "states": {name: _state(name, names) for name in names},
            "transitions": dict(_way(source, target, states[target]) for source, target in pairwise(names))}


def _state(name: str, names: Sequence[str]) -> dict[str, bool]:
    return {"initial": True} if name == names[0] else {"final": True} if name == names[-1] else {}


def _way(source: str, target: str, label: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    return f"to_{target}", {"label": moves_to(label), "from": source, "to": target}
