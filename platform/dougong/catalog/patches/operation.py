"""One operation of a patch: a verb, the path it is about, the value it brings and the one it replaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Verbs, and the key beside each that holds what else it needs.
VERBS: Final = ("set", "unset", "insert", "move")
#: Keys that hold words for people: patched by language, over all translations.
WORDS: Final = frozenset({"label", "plural", "hint", "message", "question"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`path` is the key set or unset, the entry moved, or the list an entry comes into. `after` is the entry it comes
    after: None for the first place, `LAST` where nothing is said."""

    verb: str
    path: str
    to: Any = None
    was: Any = None
    after: Any = None

    @property
    def identity(self) -> tuple[str, ...]:
        """Return what a later operation on the same thing has in common with this one."""
        if self.verb == "insert":
            return ("insert", self.path, named(self.to))
        return ("move" if self.verb == "move" else "value", self.path)

    @property
    def about(self) -> str:
        """Return the path of what it changes: of an insert, the entry that comes."""
        return f"{self.path}.{named(self.to)}" if self.verb == "insert" else self.path

    @property
    def is_words(self) -> bool:
        """Return whether it changes words for people."""
        return self.verb in {"set", "unset"} and self.path.rpartition(".")[2] in WORDS


class _Last:
    """Stands for the last place, where nothing is said."""


LAST: Final = _Last()


def operation(said: Mapping[str, Any]) -> Operation:
    """Return the operation a patch says, which has the shape of patch.json."""
    verb = next(each for each in VERBS if each in said)
    if verb == "insert":
        return Operation(verb=verb, path=said["into"], to=said["insert"], after=said.get("after", LAST))
    return Operation(verb=verb, path=said[verb], to=said.get("to"), was=said.get("was"), after=said.get("after"))


def spoken(one: Operation) -> dict[str, Any]:
    """Return the operation as a patch says it, keys in a fixed order."""
    match one.verb:
        case "set":
            return {"set": one.path, "to": one.to, "was": one.was}
        case "unset":
            return {"unset": one.path, "was": one.was}
        case "insert":
            return {"insert": one.to, "into": one.path} | ({} if one.after is LAST else {"after": one.after})
        case _:
            return {"move": one.path, "after": one.after, "was": one.was}


def named(entry: Any) -> str:
    """Return the name of an entry of a list: itself, or what it says under `name`."""
    text = entry.get("name", "") if isinstance(entry, Mapping) else entry
    return str(text).removeprefix("-")
