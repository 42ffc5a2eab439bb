"""A rule as a form of the parts of its sentence, made of the schema of rules; and what was typed as operations."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.catalog.action import Action
from dougong.catalog.model import Object
from dougong.catalog.plain import plain_rule
from dougong.catalog.rule import Rule
from dougong.web.design import rule_known
from dougong.web.design.field_form import Operation, changed_words, constant, differing
from dougong.web.design.naming import name_from
from dougong.web.design.rule_order import moves
from dougong.web.design.rule_said import target_of
from dougong.web.design.schema_form import Asking, Known, inputs, mapped, parted, said, schema_of, several, typed
from dougong.web.entry import screens
from dougong.web.scene import Scene
from dougong.web.setting import Form, Section, Setting, Turn, picked, words_in, words_of, words_out

#: Actions a rule may have.
MOST: Final = 20
#: Keys asked for at the top, in the order of a definition.
_HEAD: Final = ("off", "fire", "as")


def rule_typed(scene: Scene, rule: Rule) -> dict[str, str]:
    """Return a rule as the form holds it."""
    root, language = schema_of("rule"), scene.context.catalog.packs[rule.pack].language
    body = plain_rule(rule)
    form = {**words_out("label", rule.label), "when": str(body.get("when", ""))}
    for key in ("on", *_HEAD):
        if key in body:
            form |= typed(root, root["properties"][key], body[key], (key,), language)
    for n, act in enumerate(body["do"]):
        verb = _verb(act)
        form |= {f"do{n}._verb": verb, f"do{n}._name": act["name"]}
        form |= typed(root, _acts(root)[verb], act[verb], (f"do{n}", verb), language)
    return form


def rule_sections(scene: Scene, thing: Object, form: Form) -> tuple[Section, ...]:
    """Return the inputs of a rule: one part for each action, and one for another."""
    say, asking = scene.say, _asking(scene, thing, form)
    parts: Mapping[str, Any] = asking.root["properties"]
    head = tuple(each for key in _HEAD for each in inputs(asking, parts[key], form, (key,)))
    triggers: Mapping[str, Any] = parts["on"]["properties"]
    on = tuple(each for key, part in triggers.items() if not (several(asking.root, part) or parted(asking.root, part))
               for each in inputs(asking, part, form, ("on", key)))
    ticked = (_folded(f"on-{key}", asking.label(key, part), 4, tuple(inputs(asking, part, form, ("on", key), "")))
              for key, part in triggers.items() if several(asking.root, part))
    apart = (each for key, part in triggers.items() if parted(asking.root, part)
             for each in _apart(asking, part, form, key))
    when = Setting(name="when", label=say("rule.if"), value=form.get("when", ""), code=True, names=thing.name,
                   hint=say("rule.if_hint"))
    count = _count(form)
    return (
        Section(name="words", label=say("design.words"), settings=(
            *words_of(scene, form, "label", say("design.key_label"), required=True), *head)),
        Section(name="on", label=say("rule.on"), columns=4, hint=say("rule.on_hint"), settings=on),
        *(each for each in ticked if each.settings), *apart,
        Section(name="when", label=say("rule.if"), columns=1, settings=(when,)),
        *(part for n in range(min(count + 1, MOST)) for part in _action(scene, asking, form, n)))


def rule_said(scene: Scene, thing: Object, form: Form) -> dict[str, Any]:
    """Return what the form says, as a definition says it."""
    asking = _asking(scene, thing, form)
    parts: Mapping[str, Any] = asking.root["properties"]
    found: dict[str, Any] = {"label": words_in(form, "label")}
    for key in ("on", "fire", "as", "off"):
        if (value := said(asking, parts[key], form, (key,))) is not None:
            found[key] = value
    if when := form.get("when", "").strip():
        found["when"] = when
    return {**found, "do": list(_actions(asking, form))}


def rule_added(scene: Scene, thing: Object, form: Form) -> Iterator[Operation]:
    """Yield what adds a rule to an object."""
    body = rule_said(scene, thing, form)
    taken = {each.name for one in scene.context.catalog.objects.values() for each in one.rules}
    yield {"add": {"kind": "rule", "name": name_from(body["label"], taken), "object": thing.name, **body}}


def rule_changed(scene: Scene, thing: Object, rule: Rule, form: Form) -> Iterator[Operation]:
    """Yield what makes a rule what the form says; what the form does not ask for stays."""
    path = f"rules.{rule.name}"
    yield from changed_words(f"{path}.label", rule.label, words_in(form, "label"))
    old, new = rule_said(scene, thing, rule_typed(scene, rule)), rule_said(scene, thing, form)
    yield from differing(path, old, new, ("on", "when", "fire", "as", "off"))
    acts = {each["name"]: each for each in old["do"]}
    fresh = {each["name"]: each for each in new["do"]}
    yield from ({"insert": each, "into": f"{path}.do"} for name, each in fresh.items()
                if name not in acts)
    for name, each in acts.items():
        if name not in fresh or _verb(fresh[name]) != _verb(each):
            yield {"unset": f"{path}.do.{name}"}
        elif fresh[name] != each:
            yield from _act_changed(f"{path}.do.{name}.{_verb(each)}", each[_verb(each)], fresh[name][_verb(each)])
    others = [name for name in acts if name in fresh and _verb(fresh[name]) != _verb(acts[name])]
    yield from ({"insert": fresh[name], "into": f"{path}.do"} for name in others)
    stand = (*(name for name in acts if name in fresh), *(name for name in fresh if name not in acts))
    now = [name for name in stand if name not in others]
    yield from ({"move": f"{path}.do.{name}", "after": after} for name, after in moves([*now, *others], [*fresh]))


def _act_changed(path: str, old: Any, new: Any) -> Iterator[Operation]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping) or path.endswith(".set"):
        yield {"set": path, "to": new}
        return
    yield from differing(path, old, new, sorted({*old, *new}))


def _apart(asking: Asking, trigger: Mapping[str, Any], form: Form, key: str) -> Iterator[Section]:
    """Yield the inputs of a trigger of several parts, those of each map by themselves."""
    label, plain = asking.label(key, trigger), list[Setting]()
    maps = list[tuple[str, tuple[Setting, ...]]]()
    for name, part in trigger["properties"].items():
        called = asking.label(name, part, key)
        asked = tuple(inputs(asking, part, form, ("on", key, name), called))
        if mapped(asking.root, part):
            maps.append((f"{label} › {called}", asked))
        else:
            plain += asked
    yield _folded(f"on-{key}", label, 3, tuple(plain))
    yield from (_folded(f"on-{key}-{n}", what, 4, asked) for n, (what, asked) in enumerate(maps))


def _folded(name: str, label: str, columns: int, settings: tuple[Setting, ...]) -> Section:
    """Return a part of the form that is folded while nothing is said in it and it would take more than a line."""
    folded = len(settings) > columns and not any(each.value for each in settings)
    return Section(name=name, label=label, columns=columns, settings=settings, folded=folded)


def _action(scene: Scene, asking: Asking, form: Form, n: int) -> Iterator[Section]:
    """Yield the inputs of an action, those of the values it gives by themselves."""
    say, verb, acts = scene.say, form.get(f"do{n}._verb", ""), _acts(asking.root)
    verbs = [("", say("rule.no_action")), *((key, asking.label(key, part)) for key, part in acts.items())]
    choice = Setting(name=f"do{n}._verb", label=say("rule.does"), kind="select", value=verb, again=True,
                     choices=picked(verbs, verb))
    name = Setting(name=f"do{n}._name", label="", kind="hidden", value=form.get(f"do{n}._name", ""))
    label = "" if "properties" in acts.get(verb, {}) else asking.label(verb, acts.get(verb, {}))
    asked = tuple(inputs(asking, acts[verb], form, (f"do{n}", verb), label)) if verb in acts else ()
    rows = tuple(each for each in asked if each.name.rpartition(".")[0].rpartition(".")[2].isdigit())
    title = say("rule.action", n=n + 1)
    yield Section(name=f"do{n}", label=title, columns=4, hint="" if verb else say("rule.another"),
                  turns=tuple(_turns(scene, title, form, n)) if verb else (),
                  settings=(choice, name, *(each for each in asked if each not in rows)))
    if rows:
        yield Section(name=f"do{n}-values", label=say("rule.gives_what", action=title), columns=4, settings=rows,
                      hint=say("rule.gives_hint"))


def _turns(scene: Scene, title: str, form: Form, n: int) -> Iterator[Turn]:
    """Yield the buttons that let an action change places with the one before or after it."""
    if n:
        yield Turn(f"up:do{n}", scene.say("design.up", what=title), "arrow-up", f"do{n - 1}")
    if form.get(f"do{n + 1}._verb"):
        yield Turn(f"down:do{n}", scene.say("design.down", what=title), "arrow-down", f"do{n + 1}")


def _actions(asking: Asking, form: Form) -> Iterator[dict[str, Any]]:
    acts, taken = _acts(asking.root), {form[f"do{n}._name"] for n in range(MOST) if form.get(f"do{n}._name")}
    for n in range(MOST):
        verb = form.get(f"do{n}._verb", "")
        if verb in acts:
            name = form.get(f"do{n}._name", "") or name_from({"en": verb}, taken, "")
            taken.add(name)
            found = said(asking, acts[verb], form, (f"do{n}", verb))
            yield {"name": name, verb: {} if found is None else found}


def _asking(scene: Scene, thing: Object, form: Form) -> Asking:
    def target(path: Sequence[str]) -> Object | None:
        """Return the object the action at a path writes, as the form says so far."""
        chosen = {key: text for key in ("object", "via", "to") if (text := form.get(f"{path[0]}.{path[1]}.{key}", ""))}
        return target_of(scene.context.catalog, thing, path[1], chosen)

    def chosen(path: Sequence[str]) -> Action | None:
        """Return the action of a plugin the action at a path calls."""
        return scene.context.catalog.actions.get(form.get(f"{path[0]}.call.action", ""))

    def knows(path: tuple[str, ...]) -> Known:
        if path[0].startswith("do") and path[1:2] == ("call",):
            return rule_known.of_call(scene, thing, path, chosen(path))
        acts = path[0].startswith("do") and len(path) > 1
        return rule_known.of_action(scene, thing, path, target(path)) if acts else rule_known.of_trigger(
            scene, thing, path)

    def value(path: tuple[str, ...], text: str) -> Any:
        if path[1] == "call":
            return _argument(chosen(path), path[-1], text)
        one = target(path) if path[0] != "on" else thing
        field = one.fields.get(path[-1]) if one is not None else None
        return text if field is None else constant(text, field.type)
    return Asking(root=schema_of("rule"), say=scene.say, words="rule", knows=knows, constant=value)


def _argument(action: Action | None, name: str, text: str) -> Any:
    """Return what an action is told as a definition says it."""
    argument = None if action is None else action.argument(name)
    return text if argument is None else constant(text, screens().runtime.registry.types[argument.type])


def _acts(root: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what an action may do: the schema of each verb."""
    return {key: part for key, part in root["properties"]["do"]["items"]["properties"].items() if key != "name"}


def _verb(action: Mapping[str, Any]) -> str:
    return next(key for key in action if key != "name")


def _count(form: Form) -> int:
    return next((n for n in range(MOST, 0, -1) if form.get(f"do{n - 1}._verb")), 0)
