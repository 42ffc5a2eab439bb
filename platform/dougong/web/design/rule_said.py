"""A rule in a sentence: when it looks, what has to hold, what it does; of a definition that is half written, too."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dougong.catalog.action import Argument
from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.phrase.told import condition_phrase, value_phrase
from dougong.kernel.labels import enumerated, words
from dougong.web.design.cron_said import cron_said
from dougong.web.design.schema_form import plain
from dougong.web.listing.filters import one
from dougong.web.scene import Scene

#: A field that a message tells.
_SLOT: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
#: Verbs that have a sentence of their own; of others the name is said.
_DOES: Final = frozenset({
    "set", "add", "create", "update", "assign", "transition", "notify", "mail", "webhook", "wait", "call"})
_ON: Final = frozenset({"created", "updated", "deleted", "changed", "transition", "schedule", "deadline"})


def sentence(scene: Scene, thing: Object, body: Mapping[str, Any]) -> str:
    """Return what a definition of a rule says."""
    say = scene.say
    on = say("rule.or").join(_triggers(scene, thing, body.get("on") or {})) or say("rule.on_nothing")
    does = say("rule.and").join(_does(scene, thing, each) for each in body.get("do") or ()) or say("rule.does_nothing")
    if when := str(body.get("when") or ""):
        return say("rule.when_then", on=on, when=_condition_said(scene, thing, when), does=does)
    return say("rule.then", on=on, does=does)


def _condition_said(scene: Scene, thing: Object, text: str) -> str:
    """Return a condition in words; one that is half written as it stands."""
    return condition_phrase(scene.context.catalog, thing, text, scene.lang)


def _given(scene: Scene, thing: Object, text: str, meant: Field | None = None) -> str:
    return value_phrase(scene.context.catalog, thing, text, scene.lang, meant)


def _triggers(scene: Scene, thing: Object, on: Mapping[str, Any]) -> Iterator[str]:
    say, what = scene.say, scene.label(thing)
    for key, value in on.items():
        if key == "button" and isinstance(value, Mapping):
            yield say("rule.on_button", what=what, label=_words(scene, value.get("label")))
        elif key not in _ON:
            yield say("rule.on_other", what=what, how=_title(scene, key))
        elif key == "changed":
            fields = enumerated((_field(scene, thing, each) for each in value), scene.lang)
            yield say("rule.on_changed", what=what, fields=fields)
        elif key == "transition":
            holder = scene.context.catalog.holder(thing)
            yield say("rule.on_transition", what=scene.label(holder), ways=_ways(scene, holder, value))
        elif key == "schedule":
            yield say("rule.on_schedule", what=what, said=cron_said(scene, str(value)))
        else:
            yield say(f"rule.on_{key}", what=what, said=_given(scene, thing, str(value)))


def _does(scene: Scene, thing: Object, action: Mapping[str, Any]) -> str:
    say, catalog = scene.say, scene.context.catalog
    verb = next((key for key in action if key != "name"), "")
    body = action.get(verb)
    if verb not in _DOES:
        return say("rule.does_other", what=_title(scene, verb))
    if verb == "transition":
        return say("rule.does_transition", way=_ways(scene, thing, [str(body)]))
    said: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    if verb == "wait":
        return _waits(scene, thing, said)
    if verb == "call":
        return _calls(scene, thing, said)
    target, about = target_of(catalog, thing, verb, said), catalog.holder(thing) if verb == "mail" else thing
    values = _values(scene, target or thing, thing, said if verb == "set" else said.get("values") or {})
    return say(f"rule.does_{verb}", values=values, what=scene.label(target) if target is not None else "",
               role=_role(scene, said.get("to")), whom=_whom(scene, thing, about, said.get("to")),
               to=str(said.get("to", "")), message=_message(scene, about, said.get("message")),
               subject=_message(scene, about, said.get("subject")),
               by=say(f"rule.value_{said.get('by', 'round_robin')}"))


def _waits(scene: Scene, thing: Object, said: Mapping[str, Any]) -> str:
    until, awaited = str(said.get("until") or ""), str(said.get("for") or "")
    if not awaited:
        return scene.say("rule.does_wait", until=_given(scene, thing, until))
    key = "rule.does_wait_at_most" if until else "rule.does_wait_for"
    return scene.say(key, awaited=_condition_said(scene, thing, awaited), until=_given(scene, thing, until))


def _calls(scene: Scene, thing: Object, said: Mapping[str, Any]) -> str:
    """Return which action of a plugin is called, by its label, and what it is told, by theirs."""
    action = scene.context.catalog.actions.get(str(said.get("action") or ""))
    if action is None:
        return scene.say("rule.does_other", what=str(said.get("action") or "…"))
    what, given = words(action.label, scene.lang), said.get("with") or {}
    told = enumerated((_told(scene, thing, action.argument(name), name, value) for name, value in given.items()),
                      scene.lang)
    return scene.say("rule.does_call", what=what, values=told) if told else what


def _told(scene: Scene, thing: Object, argument: Argument | None, name: str, value: Any) -> str:
    if argument is None:
        return scene.say("rule.gives", field=name, value=plain(value))
    text = plain(value)
    options = argument.options.get("options", {})
    said = scene.say("rule.nothing") if value is None else _given(scene, thing, text[1:]) if text.startswith("=") else \
        words(options[text]["label"], scene.lang) if text in options else text
    return scene.say("rule.gives", field=words(argument.label, scene.lang), value=said)


def target_of(catalog: Catalog, thing: Object, verb: str, said: Mapping[str, Any]) -> Object | None:
    """Return the object an action writes; None where that is not said yet."""
    if verb == "set":
        return thing
    name = said.get("object") or (said.get("to") if verb == "update" else None)
    if isinstance(name, str):
        return catalog.objects.get(name)
    field = thing.fields.get(str(said.get("to" if verb == "add" else "via", "")))
    targets = field.type.targets(field) if field is not None else ()
    return catalog.objects.get(targets[0]) if len(targets) == 1 else None


def _ways(scene: Scene, thing: Object, names: Iterable[str]) -> str:
    known = thing.workflow.transitions if thing.workflow is not None else {}
    return enumerated((scene.label(known[each]) if each in known else each for each in names), scene.lang)


def _values(scene: Scene, target: Object, thing: Object, said: Mapping[str, Any]) -> str:
    given = (scene.say("rule.gives", field=_field(scene, target, name), value=_value(scene, target, thing, name, value))
             for name, value in said.items())
    return enumerated(given, scene.lang)


def _value(scene: Scene, target: Object, thing: Object, name: str, value: Any) -> str:
    if value is None:
        return scene.say("rule.nothing")
    if isinstance(value, bool):
        return _given(scene, thing, str(value))
    if value == "=this":
        return scene.say("rule.this", what=scene.label(thing))
    text, field = plain(value), target.fields.get(name)
    if text.startswith("="):
        return _given(scene, thing, text[1:], field)
    known = {option.name: words(option.label, scene.lang) for option in field.type.choices(field)} if field else {}
    return known.get(text) or (text if field is None else one(scene, field, text) or text)


def _whom(scene: Scene, rule: Object, thing: Object, to: Any) -> str:
    """Return whom an action tells: people of `thing`, an address of what the rule is about."""
    if not isinstance(to, Mapping):
        return ""
    say = scene.say
    known = {"role": _role(scene, to), "field": _field(scene, thing, str(to.get("field"))),
             "head_of": say("rule.head_of", whom=_field(scene, thing, str(to.get("head_of")))),
             "address": _given(scene, rule, str(to.get("address"))), "followers": say("rule.followers")}
    return enumerated((known.get(key, str(value)) for key, value in to.items()), scene.lang)


def _role(scene: Scene, to: Any) -> str:
    name = str(to.get("role", "")) if isinstance(to, Mapping) else ""
    found = scene.context.catalog.roles.get(name)
    return scene.label(found) if found is not None else name


def _field(scene: Scene, thing: Object, name: str) -> str:
    found = thing.field(name)
    return scene.label(found) if found is not None else name


def _words(scene: Scene, said: Any) -> str:
    return words(said, scene.lang) if isinstance(said, Mapping) else str(said or "")


def _message(scene: Scene, thing: Object, said: Any) -> str:
    """Return a message with what it tells of a record by its labels."""
    return _SLOT.sub(lambda found: f"{{{_slot(scene, thing, found[1])}}}", _words(scene, said))


def _slot(scene: Scene, thing: Object, name: str) -> str:
    return scene.say("rule.slot_title") if name == "title" else _given(scene, thing, name)


def _title(scene: Scene, key: str) -> str:
    found = scene.say.phrases.get(f"rule.key_{key}")
    return found if isinstance(found, str) else key
