"""What rules tell people: the message in each language, and whom it is for."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from dougong.catalog.model import Expression
from dougong.catalog.rule import Telling
from dougong.kernel.labels import Label

#: Where a value goes in a message: nothing else of it means anything.
SLOT: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
#: What a message may name that is no field of the record.
ALWAYS: Final = frozenset({"id", "title"})


def telling(to: Mapping[str, Any], texts: Mapping[str, Label], address: Expression | None) -> Telling:
    """Return what a rule tells, and whom; `texts` are its message and, of a mail, its subject."""
    return Telling(message=dict(texts["message"]), subject=dict(texts.get("subject", {})), address=address,
                   role=to.get("role", ""), user=to.get("user", ""), field=to.get("field", ""),
                   head_of=to.get("head_of", ""), followers=to.get("followers", False))


def spoken(texts: Iterable[str]) -> frozenset[str]:
    """Return the fields that texts speak of."""
    return frozenset(name for text in texts for name in SLOT.findall(text)) - ALWAYS
