"""A plan: what would change, step by step, before anything does. It is a value; `apply` carries it out or refuses."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dougong.catalog.model import Catalog

#: safe: nothing is lost, nobody waits long. confirm: someone should know. destructive: values go.
#: refused: cannot be carried out; the sentence says why and what to do.
Safety = Literal["safe", "confirm", "destructive", "refused"]
#: Says what a step is, for programs; people read the sentence.
Verb = Literal["add_object", "add_field", "add_index", "add_unique", "add_key", "define", "change", "remove"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: in words, as SQL for the database at hand, how safe it is, how many rows it reads or changes."""

    verb: Verb
    subject: str
    sentence: str
    sql: tuple[str, ...] = ()
    safety: Safety = "safe"
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """From catalog number `base` to `catalog`. `digest` ties it to the base and to the shape the database had."""

    base: int
    catalog: Catalog
    steps: tuple[Step, ...]
    digest: str
    #: How each index of the catalog is made: (name, table, SQL), kept to tell when metadata asks for another.
    indexes: tuple[tuple[str, str, str], ...]

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to do, not even a definition to replace."""
        return not self.steps

    @property
    def safety(self) -> Safety:
        """Return the safety of the least safe step."""
        order: Sequence[Safety] = ("safe", "confirm", "destructive", "refused")
        return max((step.safety for step in self.steps), key=order.index, default="safe")


def plan_of(base: int, shape: str, catalog: Catalog, steps: Sequence[Step],
            indexes: Sequence[tuple[str, str, str]] = ()) -> Plan:
    """Return the plan; its digest covers where it starts (number, shape), where it leads and every step."""
    facts = (base, shape, catalog.fingerprint, [(step.verb, step.subject, step.sql, step.safety) for step in steps])
    return Plan(base, catalog, tuple(steps), hashlib.sha256(repr(facts).encode()).hexdigest(), tuple(indexes))
