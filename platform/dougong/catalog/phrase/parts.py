"""What expressions are told with: a phrase and how tightly it holds together, and the place it is told at."""

from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.catalog.model import Catalog, Field, Object
from dougong.kernel.kinds import Kind
from dougong.kernel.messages import say

#: How tightly a phrase holds together, from what needs brackets anywhere to what never does.
CHOICE: Final = 0
ANY: Final = 1
ALL: Final = 2
COMPARED: Final = 3
SUM: Final = 4
PRODUCT: Final = 5
WHOLE: Final = 6
_BRACKETS: Final = {"zh-Hans": "（{}）", "zh-Hant": "（{}）"}
_QUOTES: Final = {"zh-Hant": "「{}」"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A part of an expression in words: of which kind its value is, as far as that is known, and the field that it is
    the value of, whose options a neighbour may be."""

    text: str
    level: int = WHOLE
    kind: Kind = Kind.NULL
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression is told: over the fields of `thing`, in a language, for the field it is `meant` for; `this`
    is the object of the record for whose sake those of `thing` are looked through."""

    catalog: Catalog
    thing: Object
    language: str
    meant: Field | None = None
    this: Object | None = None

    def say(self, code: str, **slots: Any) -> str:
        """Return a message."""
        return say(code, self.language, **slots)

    def told(self, word: str, kind: Kind = Kind.NULL, **slots: Any) -> Phrase:
        """Return the message of a phrase."""
        return Phrase(self.say(f"phrase_{word}", **slots), WHOLE, kind)

    def within(self, phrase: Phrase, level: int) -> str:
        """Return a phrase as it stands in one of a level: in brackets where it would fall apart."""
        return phrase.text if phrase.level >= level else _BRACKETS.get(self.language, "({})").format(phrase.text)

    def quoted(self, text: str) -> str:
        """Return a text in the quotation marks of the language."""
        return _QUOTES.get(self.language, "“{}”").format(text)

    def meaning(self, field: Field | None) -> "Place":
        """Return this place for a value that is one of a field."""
        return replace(self, meant=field) if field is not None else self
