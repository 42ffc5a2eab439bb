"""The buttons of a record: each with what keeps it from being pressed, as what enforces it says."""

from collections.abc import Iterator
from dataclasses import dataclass

from dougong.access.reasons import forbidden
from dougong.catalog.model import Object
from dougong.catalog.rule import Button, Rule
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.kernel.errors import FieldError
from dougong.kernel.labels import LANGUAGES, words
from dougong.kernel.messages import say
from dougong.records.context import Context


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a record; `reasons` keep it from being pressed (none: it can be)."""

    rule: Rule
    button: Button
    reasons: tuple[FieldError, ...]


def presses(context: Context, object: Object, image: Env) -> list[Press]:
    """Return the buttons of the record of `image`, in the order of its rules; none for who may change no record."""
    if not context.actor.policy.may(object, "update").allowed:
        return []
    return [Press(rule, rule.on.button, tuple(_reasons(context, object, rule, image)))
            for rule in object.buttons if rule.on.button is not None]


def label_of(button: Button, language: str) -> str:
    """Return what people call a button."""
    return words(button.label, language)


def unmet(rule: Rule, button: Button) -> FieldError:
    """Return why a button cannot be pressed whose condition does not hold: in the definition's words, where it has
    any."""
    text = button.message or {each: say("transition_unmet", each, transition=label_of(button, each))
                              for each in LANGUAGES}
    return FieldError("", "transition_unmet", {"transition": rule.name}, text)


def _reasons(context: Context, object: Object, rule: Rule, image: Env) -> Iterator[FieldError]:
    if image.values.get("archived_at") is not None:
        yield FieldError("", "archived")
    elif forbidden(context.actor.policy, object, "update", image) is not None:
        yield FieldError("", "denied_record")
    elif rule.on.button is not None and rule.when is not None and not closure(rule.when.checked)(image):
        yield unmet(rule, rule.on.button)
