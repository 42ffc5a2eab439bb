"""A transition of a workflow as a form: from where to where, what it is called, who may run it, what it asks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.catalog.rule import Given
from dougong.catalog.states import Transition, Workflow
from dougong.kernel.kinds import Kind
from dougong.processes.workflow.standing import flow_of
from dougong.web import links
from dougong.web.design.field_form import Operation, as_typed, changed_words, constant, differing
from dougong.web.design.naming import name_from
from dougong.web.design.schema_form import Asking, Known, inputs, said, schema_of
from dougong.web.design.state_form import labels
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, picked, words_in, words_of, words_out

_WORDS: Final = ("label", "message", "question")
#: Keys besides words, in the order of a definition.
_KEYS: Final = ("from", "to", "by", "roles", "when", "require", "set", "show")
_BY: Final = ("", "automatic", "approval")
_SHOW: Final = ("", "primary", "secondary", "menu")
#: What a new transition is called while it is only drawn.
NEW: Final = "new"


def transition_typed(found: Transition) -> dict[str, str]:
    """Return a transition as the form holds it."""
    return {**words_out("label", found.label), **words_out("message", found.message),
            **words_out("question", found.question), "to": found.target, "by": "" if found.by == "person" else found.by,
            "when": found.when.text if found.when else "", "show": found.show or "",
            **{f"from_{each}": "1" for each in found.source}, **{f"role_{each}": "1" for each in found.roles},
            **{f"require_{each}": "1" for each in found.require},
            **{key: text for n, each in enumerate(found.gives) for key, text in (
                (f"set.{n}.key", each.field), (f"set.{n}.value", _given(each)))}}


def transition_sections(scene: Scene, thing: Object, flow: Workflow, form: Form) -> tuple[Section, ...]:
    """Return the inputs of a transition."""
    say, states = scene.say, labels(scene, thing, flow)
    by, show = (Setting(name=key, label=say(f"flow.{key}"), kind="select", value=form.get(key, ""), choices=picked(
        [(each, say(f"flow.{key}_{each}")) for each in known], form.get(key, ""))) for key, known in (
        ("by", _BY), ("show", _SHOW)))
    to = Setting(name="to", label=say("flow.to"), kind="select", value=form.get("to", ""),
                 choices=picked(states.items(), form.get("to", "")))
    when = Setting(name="when", label=say("flow.when"), value=form.get("when", ""), code=True, names=thing.name,
                   hint=say("flow.when_hint"))
    return (
        Section(name="words", label=say("design.words"), settings=(
            *words_of(scene, form, "label", say("flow.verb"), required=True), to, by, show)),
        Section(name="from", label=say("flow.from"), columns=4, settings=_ticks(form, "from", states.items())),
        Section(name="guard", label=say("flow.guard"), columns=1, settings=(when,)),
        Section(name="said", label=say("flow.said"), settings=(
            *words_of(scene, form, "message", say("flow.message")),
            *words_of(scene, form, "question", say("flow.question")))),
        Section(name="require", label=say("flow.require"), columns=4, hint=say("flow.require_hint"),
                settings=_ticks(form, "require", ((each.name, scene.label(each)) for each in thing.fields.values()
                                                  if not each.derived and each.type.kind is not Kind.ROWS
                                                  and each.name != flow.field))),
        Section(name="set", label=say("flow.sets"), columns=4, hint=say("flow.sets_hint"),
                settings=tuple(inputs(_asking(scene, thing), _sets(), form, ("set",), ""))),
        Section(name="roles", label=say("flow.roles"), columns=4, hint=say("flow.roles_hint"),
                settings=_ticks(form, "role", ((each.name, scene.label(each)) for each in
                                               scene.context.catalog.roles.values()))))


def _ticks(form: Form, key: str, pairs: Any) -> tuple[Setting, ...]:
    return tuple(Setting(name=f"{key}_{name}", label=text, kind="tick", value=form.get(f"{key}_{name}", ""))
                 for name, text in pairs)


def _transition_said(scene: Scene, thing: Object, form: Form) -> dict[str, Any]:
    """Return what the form says of a transition besides words, as a definition says it."""
    sources = _ticked(form, "from")
    found: dict[str, Any] = {
        "from": sources[0] if len(sources) == 1 else sources, "to": form.get("to", ""), "by": form.get("by", ""),
        "roles": _ticked(form, "role"), "when": form.get("when", "").strip(), "require": _ticked(form, "require"),
        "set": said(_asking(scene, thing), _sets(), form, ("set",)), "show": form.get("show", "")}
    return {key: value for key, value in found.items() if value}


def transition_added(scene: Scene, thing: Object, flow: Workflow, form: Form) -> Iterator[Operation]:
    """Yield what adds a transition behind the others."""
    words = {key: found for key in _WORDS if (found := words_in(form, key))}
    yield {"set": f"workflows.{flow.name}.transitions.{name_from(words['label'], flow.transitions)}",
           "to": {"label": words.pop("label"), **_transition_said(scene, thing, form), **words}}


def transition_changed(scene: Scene, thing: Object, found: Transition, form: Form) -> Iterator[Operation]:
    """Yield what makes a transition what the form says."""
    path = f"workflows.{flow_of(thing).name}.transitions.{found.name}"
    for key, held in (("label", found.label), ("message", found.message), ("question", found.question)):
        yield from changed_words(f"{path}.{key}", held, words_in(form, key))
    old, new = (_transition_said(scene, thing, each) for each in (transition_typed(found), form))
    yield from differing(path, old, new, _KEYS, _same)


def previewed(flow: Workflow, form: Form, found: Transition | None) -> Workflow:
    """Return the workflow as the form would make it, to be drawn; nothing is checked."""
    name = found.name if found is not None else NEW
    sources = tuple(each for each in _ticked(form, "from") if each in flow.states)
    target = form.get("to", "")
    rest = {key: each for key, each in flow.transitions.items() if key != name}
    if not sources or target not in flow.states:
        return replace(flow, transitions=rest)
    made = Transition(name=name, uid="", label=words_in(form, "label"), source=sources, target=target)
    return replace(flow, transitions={**flow.transitions, name: made})


def _asking(scene: Scene, thing: Object) -> Asking:
    """Return what the values beside the state may name: fields of the object."""
    fields = [(each.name, scene.label(each)) for each in thing.fields.values()
              if not each.derived and each.type.kind is not Kind.ROWS and each.name != flow_of(thing).field]

    def knows(path: tuple[str, ...]) -> Known:
        return Known(choices=fields) if path[-1] == "*" else Known(offers=links.names_of(thing.name))

    def value(path: tuple[str, ...], text: str) -> Any:
        field = thing.fields.get(path[-1])
        return text if field is None else constant(text, field.type)
    return Asking(root=schema_of("workflow"), say=scene.say, words="rule", knows=knows, constant=value)


def _sets() -> Mapping[str, Any]:
    """Return the schema of the values beside the state."""
    parts: Mapping[str, Any] = schema_of("workflow")["properties"]["transitions"]["additionalProperties"]["properties"]
    found: Mapping[str, Any] = parts["set"]
    return found


def _given(each: Given) -> str:
    """Return a value as people type it."""
    if each.says is None:
        return "=this" if each.this else "null"
    return as_typed(each.says.text)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are the same; what is ticked has no order."""
    return sorted(one) == sorted(other) if isinstance(one, list) and isinstance(other, list) else bool(one == other)


def _ticked(form: Form, key: str) -> list[str]:
    return [name.removeprefix(f"{key}_") for name, text in form.items() if name.startswith(f"{key}_") and text == "1"]
