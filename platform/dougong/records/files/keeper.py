"""Who writes records of files: the engine, for a person it has asked about the record they belong to."""

from dataclasses import dataclass, replace
from typing import Final

from dougong.access.policy import Act, Decision, Mask, Pair, Policy, Right
from dougong.catalog.model import Expression, Field, Object
from dougong.records.context import Context
from dougong.store.files.left import FILE

_VERBS: Final = frozenset({"read", "create", "archive", "purge"})


@dataclass(frozen=True, slots=True)
class Keeper:
    """The rights of `person`, and all there are to records of files."""

    person: Policy

    @property
    def fingerprint(self) -> str:
        """Return a text of its own for each of a person's."""
        return f"keeper of {self.person.fingerprint}"

    def may(self, object: Object, verb: Act) -> Decision:
        """Return that files may be kept and removed; else what the person may."""
        if object.name == FILE and verb in _VERBS:
            return Decision(allowed=True, reasons=("keeper",))
        return self.person.may(object, verb)

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return every field of a file; else what the person may see."""
        if object.name == FILE:
            return object.field(name) if right != "edit" else object.fields.get(name)
        return self.person.field(object, name, right)

    def rows(self, object: Object, verb: Act) -> Expression | None:
        """Return None for files; else what the person's records must satisfy."""
        return None if object.name == FILE else self.person.rows(object, verb)

    def masks(self, object: Object, verb: Act) -> tuple[Mask, ...]:
        """Return none for files; else those of the person's."""
        return () if object.name == FILE else self.person.masks(object, verb)

    def pairs(self, object: Object, verb: Act) -> tuple[Pair, ...]:
        """Return none for files; else those of the person's."""
        return () if object.name == FILE else self.person.pairs(object, verb)


def keeping(context: Context) -> Context:
    """Return the context in which the engine reads and writes records of files for whoever asks."""
    return replace(context, actor=replace(context.actor, policy=Keeper(context.actor.policy)))
