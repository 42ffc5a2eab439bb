"""What is said to people, by code and language: flat maps with named slots, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from dougong.kernel.labels import LANGUAGES

#: What fills a slot that has nothing to say: no name is near, there is no hint.
NOTHING: Final = "–"


@dataclass(frozen=True, slots=True)
class Said:
    """A message and what fills its slots: a sentence that is not spoken yet."""

    code: str
    slots: Mapping[str, Any] = field(default_factory=dict)

    def told_as(self, code: str, /, **slots: Any) -> "Said":
        """Return another message that fills these slots, and more."""
        return Said(code, {**self.slots, **slots})


@cache
def messages(language: str) -> Mapping[str, str]:
    """Return every message of one of LANGUAGES by code; another language gives English."""
    tag = language if language in LANGUAGES else "en"
    loaded: dict[str, str] = json.loads(files(__package__).joinpath(f"{tag}.json").read_text("utf-8"))
    return loaded


def say(code: str, language: str, /, **params: Any) -> str:
    """Return the message `code` in `language` with its slots filled, sentences in them said too; an unknown code is
    itself the text. Where a slot has NOTHING to say, one that has a twin without it, `<code>_alone`, is said that way.
    """
    known = messages(language)
    text = known.get(code, code)
    if NOTHING in params.values():
        text = known.get(f"{code}_alone", text)
    try:
        return text.format_map({slot: say(each.code, language, **each.slots) if isinstance(each, Said) else each
                                for slot, each in params.items()})
    except KeyError as slot:
        raise ValueError(f"message {code} ({language}) needs {slot}") from None
