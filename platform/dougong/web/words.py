"""What the screens say, by key and language: ui/i18n/<language>.json, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dougong.kernel.labels import LANGUAGES
from dougong.resources import templates

#: A text, or English texts for one and for many; the slot `n` decides.
Phrase = str | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases of one language."""

    language: str
    phrases: Mapping[str, Phrase]

    def __call__(self, key: str, /, **slots: Any) -> str:
        """Return the phrase `key` with its slots filled; an unknown key raises KeyError."""
        phrase = self.phrases[key]
        if not isinstance(phrase, str):
            phrase = phrase["one" if str(slots.get("n")) == "1" else "other"]
        return phrase.format_map(slots) if slots else phrase


@cache
def words(language: str) -> Words:
    """Return the words of one of LANGUAGES; any other gives English."""
    tag = language if language in LANGUAGES else "en"
    path = templates().with_name("i18n") / f"{tag}.json"
    return Words(tag, json.loads(path.read_text("utf-8")))
