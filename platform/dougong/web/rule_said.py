"""A rule in a sentence: when it looks, what has to hold, what it does; of a definition that is half written, too."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from dougong.catalog.model import Catalog, Object
from dougong.kernel.labels import enumerated, words
from dougong.web.cron_said import cron_said
from dougong.web.scene import Scene
from dougong.web.schema_form import plain

_NAME: Final = re.compile(
    r"""'[^']*'|"[^"]*"|(?<![.\w])None|(?<![.\w])[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*|[<>=!]=""")
#: Verbs that have a sentence of their own; of others the name is said.
_DOES: Final = frozenset({
    "set", "add", "create", "update", "assign", "transition", "notify", "mail", "webhook", "wait"})
_ON: Final = frozenset({"created", "updated", "deleted", "changed", "transition", "schedule", "deadline"})
_SPAN: Final = re.compile(r"now\(\) \+ (days|workdays)\((\d+)\)")
_SIGNS: Final = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}


def sentence(scene: Scene, thing: Object, body: Mapping[str, Any]) -> str:
    """Return what a definition of a rule says."""
    say = scene.say
    on = say("rule.or").join(_triggers(scene, thing, body.get("on") or {})) or say("rule.on_nothing")
    does = say("rule.and").join(_does(scene, thing, each) for each in body.get("do") or ()) or say("rule.does_nothing")
    if when := str(body.get("when") or ""):
        return say("rule.when_then", on=on, when=condition_said(scene, thing, when), does=does)
    return say("rule.then", on=on, does=does)


def condition_said(scene: Scene, thing: Object, text: str) -> str:
    """Return an expression with the labels of what it names; the rest stays as it is written."""
    options = {option.name: words(option.label, scene.lang) for field in thing.fields.values()
               if re.search(rf"\b{field.name}\b", text) for option in field.type.choices(field)}
    phrases: Mapping[str, Any] = scene.say.phrases

    def spoken(found: re.Match[str]) -> str:
        part = found[0]
        if part in _SIGNS:
            return _SIGNS[part]
        if part[0] in "'\"":
            return options.get(part[1:-1]) or part
        return _called(scene, thing, part) or str(phrases.get(f"rule.word_{part}", part))
    return _NAME.sub(spoken, text)


def _called(scene: Scene, thing: Object, path: str) -> str:
    """Return what a path of an expression is called, "" for what is no field."""
    first, _, rest = path.partition(".")
    if first == "old" and rest:
        found = _called(scene, thing, rest)
        return scene.say("rule.old", what=found) if found else ""
    field = scene.column(thing, path) if thing.field(first) is not None else None
    return scene.label(field) if field is not None else ""


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
            yield say(f"rule.on_{key}", what=what, said=condition_said(scene, thing, str(value)))


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
    target = target_of(catalog, thing, verb, said)
    values = _values(scene, target or thing, thing, said if verb == "set" else said.get("values") or {})
    return say(f"rule.does_{verb}", values=values, what=scene.label(target) if target is not None else "",
               role=_role(scene, said.get("to")),
               whom=_whom(scene, catalog.holder(thing) if verb == "mail" else thing, said.get("to")),
               to=str(said.get("to", "")), message=_words(scene, said.get("message")),
               subject=_words(scene, said.get("subject")), by=say(f"rule.value_{said.get('by', 'round_robin')}"))


def _waits(scene: Scene, thing: Object, said: Mapping[str, Any]) -> str:
    until, awaited = str(said.get("until") or ""), str(said.get("for") or "")
    if not awaited:
        return scene.say("rule.does_wait", until=_until(scene, thing, until))
    key = "rule.does_wait_at_most" if until else "rule.does_wait_for"
    return scene.say(key, awaited=condition_said(scene, thing, awaited), until=_until(scene, thing, until))


def _until(scene: Scene, thing: Object, text: str) -> str:
    """Return a moment in words: a span from now by its length."""
    found = _SPAN.fullmatch(text.strip())
    return scene.say(f"rule.wait_{found[1]}", n=found[2]) if found else condition_said(scene, thing, text)


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
        return scene.say("rule.word_None")
    if value == "=this":
        return scene.say("rule.this", what=scene.label(thing))
    text = plain(value)
    if text.startswith("="):
        return condition_said(scene, thing, text[1:])
    field = target.fields.get(name)
    known = {option.name: words(option.label, scene.lang) for option in field.type.choices(field)} if field else {}
    return known.get(text) or text


def _whom(scene: Scene, thing: Object, to: Any) -> str:
    if not isinstance(to, Mapping):
        return ""
    say = scene.say
    known = {"role": _role(scene, to), "field": _field(scene, thing, str(to.get("field"))),
             "head_of": say("rule.head_of", whom=_field(scene, thing, str(to.get("head_of")))),
             "followers": say("rule.followers")}
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


def _title(scene: Scene, key: str) -> str:
    found = scene.say.phrases.get(f"rule.key_{key}")
    return found if isinstance(found, str) else key
