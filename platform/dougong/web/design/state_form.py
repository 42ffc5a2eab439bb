"""A state of a workflow as a form: what it is called, what is locked in it, how records get into it and on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.states import Lock, State, Transition, Workflow
from dougong.kernel.labels import LANGUAGES
from dougong.web.design.field_form import Operation, changed_words, differing
from dougong.web.design.naming import PREFIX, name_from
from dougong.web.design.options_form import TONES
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, line, picked, words_in, words_of, words_out
from dougong.web.words import words

_TICKS: Final = ("initial", "final", "import")
_LOCKS: Final = ("", "all", "except", "only")
#: The first place of the normal course.
FIRST: Final = "-"


def _option_path(thing: Object, flow: Workflow, name: str) -> str:
    """Return where the words and the tone of a state are defined."""
    return f"objects.{thing.name}.fields.{flow.field}.options.{name}"


def state_typed(thing: Object, flow: Workflow, state: State) -> dict[str, str]:
    """Return a state as the form holds it."""
    option = next(each for each in thing.fields[flow.field].type.choices(thing.fields[flow.field])
                  if each.name == state.name)
    names = list(flow.states)
    at, lock = names.index(state.name), state.locked
    return {**words_out("label", option.label), "tone": option.tone or "", "initial": "1" if state.initial else "",
            "final": "1" if state.final else "", "import": "1" if state.brought else "",
            "after": names[at - 1] if at else FIRST, "lock": lock.kind if lock else "",
            **{f"lock_{name}": "1" for name in (lock.names if lock else ())}}


def state_sections(scene: Scene, thing: Object, flow: Workflow, form: Form, found: State | None) -> \
        tuple[Section, ...]:
    """Return the inputs for a new state, or for `found`."""
    say, catalog = scene.say, scene.context.catalog
    others = [(name, text) for name, text in labels(scene, thing, flow).items() if found is None or name != found.name]
    tone = line(scene, form, "tone", kind="select", choices=[(each, say(f"flow.tone_{each}")) for each in TONES])
    after = line(scene, {**form, "after": form.get("after", "") or others[-1][0] if others else FIRST}, "after",
                 kind="select", choices=[(FIRST, say("flow.first")), *others])
    lock = Setting(name="lock", label=say("flow.lock"), kind="select", value=form.get("lock", ""), choices=picked(
        [(each, say(f"flow.lock_{each}")) for each in _LOCKS], form.get("lock", "")))
    ticks = (Setting(name=f"lock_{path}", label=text, kind="tick", value=form.get(f"lock_{path}", ""))
             for path, text in _lockable(scene, catalog, thing, flow))
    return (
        Section(name="words", label=say("design.words"), settings=(
            *words_of(scene, form, "label", say("design.key_label"), required=True), tone, after)),
        *(_ways(scene, form, others) if found is None else ()),
        Section(name="kind", label=say("flow.kind"), columns=4, settings=(lock, *(
            Setting(name=key, label=say(f"flow.is_{key}"), kind="tick", value=form.get(key, "")) for key in _TICKS))),
        Section(name="lock", label=say("flow.locks"), columns=4, hint=say("flow.locks_hint"), settings=tuple(ticks)))


def _ways(scene: Scene, form: Form, states: Sequence[tuple[str, str]]) -> Iterator[Section]:
    """Yield what a new state needs to be met and left: without, the definition would be refused."""
    say = scene.say
    for way, usual in (("in", states[0][0]), ("out", "")):
        ends, chosen = [("", say(f"flow.no_{way}")), *states], form.get(f"{way}_state", usual)
        yield Section(name=f"way-{way}", label=say(f"flow.way_{way}"), columns=4, hint=say("flow.way_hint"), settings=(
            Setting(name=f"{way}_state", label=say(f"flow.{way}_state"), kind="select", value=chosen,
                    choices=picked(ends, chosen)),
            *words_of(scene, form, f"{way}_label", say("flow.verb"))))


def state_added(thing: Object, flow: Workflow, form: Form) -> Iterator[Operation]:
    """Yield what adds a state: its option, itself, its place, and the transitions to and from it."""
    field, label = thing.fields[flow.field], words_in(form, "label")
    name = new_name(field, label)
    tone = {"tone": form["tone"]} if form.get("tone") in TONES[1:] else {}
    yield {"set": _option_path(thing, flow, name), "to": {"label": label, **tone}}
    said = _state_said(form) if form.get("out_state") else {**_state_said(form), "final": True}
    yield {"set": f"workflows.{flow.name}.states.{name}", "to": said}
    yield from placed(thing, flow, [*flow.states, name], name, form.get("after", ""))
    yield from _begun(flow, name, form)
    taken = set(flow.transitions)
    for _, verb, source, target in _ways_of(thing, flow, form, name):
        known = name_from(verb, taken)
        taken.add(known)
        yield {"set": f"workflows.{flow.name}.transitions.{known}",
               "to": {"label": verb, "from": source, "to": target}}


def _ways_of(thing: Object, flow: Workflow, form: Form, name: str) -> Iterator[tuple[str, Mapping[str, str], str, str]]:
    """Yield the transitions a new state comes with: the way (in, out), what it is called, from where and to where."""
    for way, source, target in (("in", form.get("in_state", ""), name), ("out", name, form.get("out_state", ""))):
        if {source, target} <= {*flow.states, name}:
            end = words_in(form, "label") if target == name else _label(thing.fields[flow.field], target)
            yield way, words_in(form, f"{way}_label") or moves_to(end), source, target


def state_changed(thing: Object, flow: Workflow, found: State, form: Form) -> Iterator[Operation]:
    """Yield what makes a state what the form says."""
    field, path = thing.fields[flow.field], f"workflows.{flow.name}.states.{found.name}"
    option = next(each for each in field.type.choices(field) if each.name == found.name)
    yield from changed_words(f"{_option_path(thing, flow, found.name)}.label", option.label, words_in(form, "label"))
    if (tone := form.get("tone", "")) != (option.tone or "") and tone in TONES:
        at = f"{_option_path(thing, flow, found.name)}.tone"
        yield {"set": at, "to": tone} if tone else {"unset": at}
    old, new = _state_said(state_typed(thing, flow, found)), _state_said(form)
    yield from differing(path, old, new, (*_TICKS, "locked"))
    yield from _begun(flow, found.name, form)
    yield from placed(thing, flow, list(flow.states), found.name, form.get("after", ""))


def state_dropped(thing: Object, flow: Workflow, found: State) -> Iterator[Operation]:
    """Yield what takes a state away: the transitions that end there, or begin there alone, and its option go too."""
    for each in flow.transitions.values():
        path, left = f"workflows.{flow.name}.transitions.{each.name}", [one for one in each.source if one != found.name]
        if each.target == found.name or not left:
            yield {"unset": path}
        elif len(left) < len(each.source):
            yield {"set": f"{path}.from", "to": left}
    yield {"unset": f"workflows.{flow.name}.states.{found.name}"}
    yield {"unset": _option_path(thing, flow, found.name)}


def placed(thing: Object, flow: Workflow, order: Sequence[str], name: str, after: str) -> Iterator[Operation]:
    """Yield what lets a state, and its option, stand after another (FIRST: before all)."""
    at = order.index(name)
    wanted = None if after == FIRST else after
    if after and after != name and (wanted is None or wanted in order) and wanted != (order[at - 1] if at else None):
        yield {"move": f"workflows.{flow.name}.states.{name}", "after": wanted}
        yield {"move": _option_path(thing, flow, name), "after": wanted}


def _state_said(form: Form) -> dict[str, Any]:
    """Return what the form says of a state, as a definition says it."""
    said: dict[str, Any] = {key: True for key in _TICKS if form.get(key) == "1"}
    kind, names = form.get("lock", ""), sorted(key.removeprefix("lock_") for key, text in form.items()
                                               if key.startswith("lock_") and text == "1")
    if kind in {"except", "only"} and names:
        said["locked"] = {kind: names}
    elif kind in {"all", "except"}:
        said["locked"] = "all"
    return said


def previewed(thing: Object, flow: Workflow, form: Form, found: State | None) -> Workflow:
    """Return the workflow as the form would make it, to be drawn; nothing is checked."""
    name = found.name if found is not None else new_name(thing.fields[flow.field], words_in(form, "label"))
    state = found if found is not None else State(name=name, uid="")
    names = [each for each in flow.states if each != name]
    after = form.get("after", "")
    names.insert(0 if after == FIRST else names.index(after) + 1 if after in names else len(names), name)
    known = {**flow.states, name: state}
    ways = dict(flow.transitions)
    for way, verb, source, target in _ways_of(thing, flow, form, name) if found is None else ():
        ways[f"new-{way}"] = Transition(name=f"new-{way}", uid="", label=verb, source=(source,), target=target)
    return replace(flow, states={each: known[each] for each in names}, transitions=ways)


def labels(scene: Scene, thing: Object, flow: Workflow) -> dict[str, str]:
    """Return what people call the states, in their order."""
    field = thing.fields[flow.field]
    return {name: field.type.show(field, name, scene.lang) or name for name in flow.states}


def moves_to(label: Mapping[str, str]) -> dict[str, str]:
    """Return what a transition to a state of this label is called while nobody has said."""
    return {each: words(each)("flow.move_to", state=text) for each in LANGUAGES if (text := label.get(each))}


def new_name(field: Field, label: Mapping[str, str]) -> str:
    """Return the name of a new state: one no option of the field has."""
    return name_from(label, {each.name for each in field.type.choices(field)}, "" if field.pack == SITE else PREFIX)


def _lockable(scene: Scene, catalog: Catalog, thing: Object, flow: Workflow) -> Iterator[tuple[str, str]]:
    """Yield what a state may lock: fields people write, those of lines after their lines; and what one locks now."""
    held = {name for state in flow.states.values() if state.locked for name in state.locked.names}
    for field in thing.fields.values():
        if (field.derived or field.name == flow.field) and field.name not in held:
            continue
        yield field.name, scene.label(field)
        below = catalog.objects[field.type.targets(field)[0]] if field.type.storage == "lines" else None
        for inner in below.fields.values() if below is not None else ():
            if not inner.derived or f"{field.name}.{inner.name}" in held:
                yield f"{field.name}.{inner.name}", f"{scene.label(field)} › {scene.label(inner)}"


def lock_told(scene: Scene, lock: Lock | None) -> str:
    """Return what is locked in a word: everything, or how many fields are or are not."""
    if lock is None:
        return ""
    return scene.say(f"flow.locked_{lock.kind}", n=len(lock.names))


def _label(field: Field, state: str) -> Mapping[str, str]:
    return next((each.label for each in field.type.choices(field) if each.name == state), {})


def _begun(flow: Workflow, name: str, form: Form) -> Iterator[Operation]:
    """Yield what takes the beginning from the state that had it: one is initial."""
    if form.get("initial") == "1":
        yield from ({"unset": f"workflows.{flow.name}.states.{each.name}.initial"} for each in flow.states.values()
                    if each.initial and each.name != name)
