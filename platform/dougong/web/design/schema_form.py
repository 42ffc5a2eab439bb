"""A part of a definition as inputs, made of its JSON Schema: what a schema learns to say, the form asks."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.reading.schema import working
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.number import whole_number
from dougong.web.entry import screens
from dougong.web.setting import Form, Setting, picked, words_in, words_out
from dougong.web.shell import TONGUES
from dougong.web.words import Words

#: Empty rows behind those of a map.
MORE: Final = 2
MOST: Final = 30
#: Digits of the longest number a definition holds.
MOST_DIGITS: Final = 9
#: What names nothing where a choice is asked for.
NONE: Final = ""

Schema = Mapping[str, Any]
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a key may name: `choices` to choose from (None: anything is typed), the object whose names an expression
    uses (`names`), or where else they are offered from."""

    choices: Pairs | None = None
    names: str = ""
    offers: str = ""


#: What is known of the value at a path, and (with "*" at its end) of the keys of the map there.
Knows = Callable[[tuple[str, ...]], Known]
#: A constant typed for the key of a map at a path, as a definition says it.
Constant = Callable[[tuple[str, ...], str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A schema to be asked for, in a language; `words` begins the keys of the words for its keys and values."""

    root: Schema
    say: Words
    words: str
    knows: Knows
    constant: Constant

    def label(self, key: str, schema: Schema, within: str = "") -> str:
        """Return what a key is called (`within` another): the screens' words, else the schema's own."""
        phrases = self.say.phrases
        found = phrases.get(f"{self.words}.key_{within}_{key}") or phrases.get(f"{self.words}.key_{key}")
        return found if isinstance(found, str) else str(schema.get("title", key))

    def value(self, text: str) -> str:
        """Return what a value of an enumeration is called."""
        found = self.say.phrases.get(f"{self.words}.value_{text}")
        return found if isinstance(found, str) else text


def schema_of(kind: str) -> Schema:
    """Return the schema of a kind of definition as it holds here."""
    return working(screens().runtime.registry)[kind]


def resolved(root: Schema, schema: Schema) -> Schema:
    """Return a schema with what it refers to."""
    named: Schema = root.get("$defs", {}).get(str(schema.get("$ref", "")).rpartition("/")[2], {})
    return {**named, **schema}


def inputs(asking: Asking, schema: Schema, form: Form, path: tuple[str, ...],
           label: str | None = None) -> Iterator[Setting]:
    """Yield the inputs of what stands at `path`, called by its key where there is no label."""
    name, known = ".".join(path), asking.knows(path)
    label = asking.label(path[-1], schema) if label is None else label
    match _shape(asking.root, schema):
        case "words":
            order = sorted(LANGUAGES, key=lambda each: each != asking.say.language)
            yield from (Setting(name=f"{name}_{each}", lang=each, value=form.get(f"{name}_{each}", ""),
                                label=asking.say("design.in_language", what=label, language=TONGUES[each]))
                        for each in order)
        case "tick":
            yield Setting(name=name, label=label, kind="tick", value=form.get(name, ""))
        case "parts":
            for key, part in schema["properties"].items():
                called = asking.label(key, part, path[-1])
                more = f"{label} › {called}" if label else called
                yield from inputs(asking, part, form, (*path, key), more)
        case "map":
            yield from _rows(asking, form, path, known)
        case _:
            yield from _one(asking, schema, form, path, label)


def said(asking: Asking, schema: Schema, form: Form, path: tuple[str, ...]) -> Any:
    """Return what the form says at `path`, as a definition says it; None for nothing."""
    name, shape = ".".join(path), _shape(asking.root, schema)
    text = form.get(name, "").strip()
    match shape:
        case "words":
            return words_in(form, name) or None
        case "tick":
            return True if text == "1" else None
        case "parts":
            return {key: value for key, part in schema["properties"].items()
                    if (value := said(asking, part, form, (*path, key))) is not None} or None
        case "map":
            return _map(asking, schema, form, path) or None
        case "ticks":
            return _ticked(asking.knows(path), form, name) or None
    return _plain(shape, text, schema)


def several(root: Schema, schema: Schema) -> bool:
    """Return whether a key takes several values, to be ticked."""
    return _shape(root, schema) == "ticks"


def parted(root: Schema, schema: Schema) -> bool:
    """Return whether a key has parts of its own, each called by its name."""
    return _shape(root, schema) == "parts"


def mapped(root: Schema, schema: Schema) -> bool:
    """Return whether a key takes values by names of one's choice."""
    return _shape(root, schema) == "map"


def _ticked(known: Known, form: Form, name: str) -> list[str]:
    if known.choices is None:
        return form.get(name, "").replace(",", " ").split()
    return [value for value, _ in known.choices if form.get(f"{name}.{value}") == "1"]


def _plain(shape: str, text: str, schema: Schema) -> Any:
    if shape == "number" and (number := whole_number(text, MOST_DIGITS)) is not None:
        return number
    if shape == "other":
        return _json(text)
    return None if not text or text == schema.get("default") else text


def typed(root: Schema, schema: Schema, value: Any, path: tuple[str, ...], language: str) -> dict[str, str]:
    """Return what a definition says at `path` as the form holds it; words of one text are in `language`."""
    name = ".".join(path)
    match _shape(root, schema):
        case "words":
            return words_out(name, value if isinstance(value, Mapping) else {language: str(value)})
        case "tick":
            return {name: "1" if value else ""}
        case "parts":
            return {key: text for each, part in schema["properties"].items() if each in value
                    for key, text in typed(root, part, value[each], (*path, each), language).items()}
        case "map":
            return {key: text for n, (each, one) in enumerate(value.items())
                    for key, text in ((f"{name}.{n}.key", each), (f"{name}.{n}.value", plain(one)))}
        case "ticks":
            return {name: ", ".join(value), **{f"{name}.{each}": "1" for each in value}}
        case "other":
            return {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}
    return {name: str(value)}


def plain(value: Any) -> str:
    """Return a value of a map as people type it."""
    return value if isinstance(value, str) else json.dumps(value)


def _one(asking: Asking, schema: Schema, form: Form, path: tuple[str, ...], label: str) -> Iterator[Setting]:
    """Yield the input of one value, or a tick for each of several."""
    name, known, shape = ".".join(path), asking.knows(path), _shape(asking.root, schema)
    if shape == "enum":
        yield _select(name, label, form, [(each, asking.value(each)) for each in schema["enum"]], schema.get("default"))
    elif known.choices is None:
        yield Setting(name=name, label=label, value=form.get(name, ""), code=bool(known.names or known.offers),
                      names=known.names, offers=known.offers)
    elif shape == "ticks":
        yield from (Setting(name=f"{name}.{value}", label=f"{label} › {text}" if label else text, kind="tick",
                            value=form.get(f"{name}.{value}", "")) for value, text in known.choices)
    else:
        yield _select(name, label, form, known.choices, None)


def _shape(root: Schema, schema: Schema) -> str:
    """Return how a value is asked for."""
    if str(schema.get("$ref", "")).endswith("/label"):
        return "words"
    whole = resolved(root, schema)
    kind = whole.get("type")
    if whole.get("const") is True or kind == "boolean":
        return "tick"
    if "enum" in whole:
        return "enum"
    if kind == "object":
        return "parts" if "properties" in whole else "map" if isinstance(
            whole.get("additionalProperties"), Mapping) else "other"
    if kind == "array":
        return "ticks" if resolved(root, whole.get("items", {})).get("type") == "string" else "other"
    return {"string": "text", "integer": "number", "number": "number"}.get(str(kind), "other")


def _rows(asking: Asking, form: Form, path: tuple[str, ...], known: Known) -> Iterator[Setting]:
    keys, name = asking.knows((*path, "*")), ".".join(path)
    count = next((n for n in range(MOST, 0, -1) if form.get(f"{name}.{n - 1}.key")), 0)
    for n in range(min(count + MORE, MOST)):
        label = asking.say("rule.field", n=n + 1)
        yield _select(f"{name}.{n}.key", label, form, keys.choices, None) if keys.choices is not None else \
            Setting(name=f"{name}.{n}.key", label=label, value=form.get(f"{name}.{n}.key", ""), code=True)
        yield Setting(name=f"{name}.{n}.value", label=asking.say("rule.value", n=n + 1), code=True,
                      value=form.get(f"{name}.{n}.value", ""), offers=known.offers)


def _map(asking: Asking, schema: Schema, form: Form, path: tuple[str, ...]) -> dict[str, Any]:
    name, found = ".".join(path), dict[str, Any]()
    whole = resolved(asking.root, resolved(asking.root, schema)["additionalProperties"]).get("type") == "object"
    for n in range(MOST):
        key, text = form.get(f"{name}.{n}.key", "").strip(), form.get(f"{name}.{n}.value", "").strip()
        if key and text:
            found[key] = _json(text) if whole else None if text == "null" else asking.constant((*path, key), text)
    return found


def _select(name: str, label: str, form: Form, choices: Pairs, default: Any) -> Setting:
    chosen = form.get(name, "") or str(default or NONE)
    known = [*([] if default is not None else [(NONE, "–")]), *choices]
    if chosen not in {value for value, _ in known}:
        known.append((chosen, chosen))
    return Setting(name=name, label=label, kind="select", value=chosen, choices=picked(known, chosen))


def _json(text: str) -> Any:
    if text[:1] in {"{", "["}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text or None
