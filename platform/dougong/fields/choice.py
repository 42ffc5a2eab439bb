"""One of the values a definition lists."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any

from marshmallow import fields as wire

from dougong.fields.base import Column, FieldType, Option, Spec
from dougong.fields.refusals import Unclear, Wire, quote, refusal
from dougong.fields.stored import TEXT
from dougong.fields.typed import plain
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import LANGUAGES, words
from dougong.kernel.names import nearest

#: Tones of ui.md 3.2.
TONES = ("gray", "blue", "ochre", "pine", "cinnabar", "violet", "teal")
#: Freer than names of fields: A, CNY and 40HQ are good names of options.
_NAME = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$", "maxLength": 48}
_LABEL = {"type": ["string", "object"]}
OPTIONS: Mapping[str, Any] = {
    "options": {
        "description": "The values: a list of names, or a map of name to label or to {label, tone}.",
        "oneOf": [
            {"type": "array", "items": _NAME, "minItems": 1, "maxItems": 200, "uniqueItems": True},
            {"type": "object", "propertyNames": _NAME, "minProperties": 1, "maxProperties": 200,
             "additionalProperties": {"anyOf": [{"type": "string"}, {
                 "type": "object", "additionalProperties": False,
                 "properties": {"label": _LABEL, "tone": {"enum": list(TONES)},
                                **{tag: {"type": "string"} for tag in LANGUAGES}}}]}},
        ],
    },
}


class ChoiceType(FieldType):
    """One of the listed values, stored and sent by its name."""

    key = "choice"
    kind = Kind.TEXT
    widget = "choice"
    operators = frozenset("eq ne in nin null".split())
    options = OPTIONS
    needs = frozenset({"options"})
    aggregates = frozenset({"count"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one text column that holds the name."""
        return (Column(spec.name, TEXT),)

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads a name; codes text, option."""
        names = frozenset(option_names(spec))

        def read(sent: Any) -> str:
            if isinstance(sent, str) and sent in names:
                return sent
            raise unknown(sent, names)
        return Wire(read)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the enumeration of the names."""
        return {"type": "string", "enum": list(option_names(spec))}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the name of the option typed by its name or by its label in any language."""
        word = plain(text)
        return option_typed(spec, word) if word else None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return the option's label."""
        return "" if value is None else option_words(spec, value, language)

    def choices(self, spec: Spec) -> tuple[Option, ...]:
        """Return the options in the order of the definition."""
        return listed(spec)


def option_names(spec: Spec) -> tuple[str, ...]:
    """Return the names of the options in the order of the definition."""
    return tuple(spec.options["options"])


def listed(spec: Spec) -> tuple[Option, ...]:
    """Return the options; a list of names has no labels, so the name stands for the label."""
    return tuple(_option(spec, name) for name in option_names(spec))


def option_words(spec: Spec, name: str, language: str) -> str:
    """Return the label of an option; its name where it has none or is no longer listed."""
    return words(_option(spec, name).label, language) or name


def option_typed(spec: Spec, word: str) -> str:
    """Return the name of the option called `word` by name or label, whatever the case; raises Unclear "option"."""
    names = option_names(spec)
    if word in names:
        return word
    low = word.casefold()
    for option in listed(spec):
        if low in {option.name.casefold(), *(plain(label).casefold() for label in option.label.values())}:
            return option.name
    raise Unclear("option", value=quote(word), suggestion=nearest(word, names) or "–")


def unknown(sent: Any, names: frozenset[str]) -> Exception:
    """Return the refusal of what is no option's name."""
    if not isinstance(sent, str):
        return refusal("text")
    return refusal("option", value=quote(sent), suggestion=nearest(sent[:48], sorted(names)) or "–")


def _option(spec: Spec, name: str) -> Option:
    given = spec.options["options"]
    entry = given.get(name) if isinstance(given, Mapping) else None
    if entry is None:
        return Option(name, {})
    if isinstance(entry, str):
        return Option(name, dict.fromkeys(LANGUAGES, entry))
    if "label" not in entry and "tone" not in entry:
        return Option(name, entry)
    label = entry.get("label") or {}
    return Option(name, dict.fromkeys(LANGUAGES, label) if isinstance(label, str) else label, entry.get("tone") or "")
