"""Sentences that are not spoken yet: a message by its code, whose slots may be names of definitions, other messages,
or lists of these. Whoever shows one knows the language, and what things are called in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dougong.kernel.errors import FieldError
from dougong.kernel.labels import enumerated, words
from dougong.kernel.messages import Said, messages, say


@dataclass(frozen=True, slots=True)
class Name:
    """What definitions call something: an object ("order"), or a part of one ("order.total"); `section` is where it is
    defined. `alone`: the sentence names the object elsewhere."""

    path: str
    alone: bool = False
    section: str = "objects"

    @property
    def bare(self) -> str:
        """Return the name as programs know it."""
        return self.path.rpartition(".")[2] if self.alone else self.path


#: Returns what people call something, "" where nobody knows.
Naming = Callable[[Name], str]


def said(code: str, /, **slots: Any) -> Said:
    """Return a sentence to be spoken."""
    return Said(code, slots)


def nameless(_name: Name) -> str:
    """Know no labels: names stand as programs know them."""
    return ""


def spoken(what: Said, language: str, naming: Naming = nameless) -> str:
    """Return the sentence in a language; what has a label is called by it, with the name behind."""
    return say(what.code, language, **{slot: _filled(each, language, naming) for slot, each in what.slots.items()})


def kind_said(key: str) -> Said | str:
    """Return what a field type is called; one a plugin brings is called by its key."""
    code = f"type_{key.replace('-', '_')}"
    return Said(code) if code in messages("en") else key


def _filled(each: Any, language: str, naming: Naming) -> Any:
    match each:
        case Name():
            label = naming(each)
            return f"{label} ({each.bare})" if label else each.bare
        case Said():
            return spoken(each, language, naming)
        case tuple():
            return enumerated((str(_filled(one, language, naming)) for one in each), language)
        case _:
            return each


def fault_said(fault: FieldError, language: str) -> str:
    """Return what is wrong, in the words of the definition that says so where it has any."""
    return words(fault.text, language) if fault.text else say(fault.code, language, **fault.params)
