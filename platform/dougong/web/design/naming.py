"""Names of what a site adds, made from the words people give it."""

import re
from collections.abc import Container, Mapping
from itertools import count
from typing import Final

from dougong.fields.collation import sort_key
from dougong.kernel.labels import LANGUAGES

#: What the names of a site's own definitions begin with.
PREFIX: Final = "x_"
#: Characters of a name made from words; what is typed may be longer.
LONGEST: Final = 36


def name_from(words: Mapping[str, str], taken: Container[str] = (), prefix: str = PREFIX) -> str:
    """Return a name nothing in `taken` has: from the English words, else from how the Chinese ones are read."""
    text = words.get("en") or next((words[each] for each in LANGUAGES if words.get(each)), "")
    plain = re.sub(r"[^a-z0-9]+", "_", sort_key(text).lower()).strip("_")[:LONGEST].strip("_")
    stem = f"{prefix}{plain}" if plain else f"{prefix or PREFIX}1"
    stem = stem if stem[0].isalpha() else f"{PREFIX}{stem}"
    return next(each for n in count(1) if (each := stem if n == 1 else f"{stem}_{n}") not in taken)


def prefixed(name: str) -> str:
    """Return a typed name as the site may use it."""
    return name if name.startswith(PREFIX) else f"{PREFIX}{name}"
