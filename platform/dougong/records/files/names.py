"""What a file may be called: no path, no sign that is not seen, no end that hides (safety.md, bad input)."""

import unicodedata
from typing import Final

LONGEST: Final = 200
#: Categories of signs that steer instead of being read: control, direction and joining, halves of pairs, private ones.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORBIDDEN: Final = frozenset('<>:"|?*')
NAMELESS: Final = "file"


def clean(sent: str) -> str:
    """Return the name without folders, unseen signs and what file systems refuse; at most 200 characters with the
    ending kept; `file` where nothing is left."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if each in _FORBIDDEN else each for each in unicodedata.normalize("NFC", last)
                   if unicodedata.category(each) not in _UNSEEN)
    return _shortened(" ".join(seen.split()).strip(". ")) or NAMELESS


def _shortened(name: str) -> str:
    """Return at most 200 characters of a name, its ending among them."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST // 10:
        return name[:LONGEST].rstrip()
    return f"{stem[:LONGEST - len(ending) - 1].rstrip()}.{ending}"
