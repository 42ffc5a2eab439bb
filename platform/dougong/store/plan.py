"""A plan: what would change, step by step, before anything does. It is a value; `apply` carries it out or refuses."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dougong.catalog.model import Catalog
from dougong.store.change_shadow import Shadow

#: safe: nothing is lost, nobody waits long. confirm: someone should know. destructive: values go.
#: refused: cannot be carried out; the sentence says why and what to do.
Safety = Literal["safe", "confirm", "destructive", "refused"]
#: Says what a step is, for programs; people read the sentence.
Verb = Literal["add_object", "add_field", "add_index", "add_unique", "add_key", "define", "change", "remove", "rename",
               "drop", "retype", "return", "rebuild", "judge", "ease", "default", "park"]


@dataclass(frozen=True, slots=True)
class Fill:
    """Values to be carried from `sources` (the column as it is, and where a conversion is taken back the one it came
    from) to `target` of the type `kind`, row by row, each through `convert`, which gives the new stored form and what
    became of it. With a `shadow` that is done ahead."""

    table: str
    sources: tuple[str, ...]
    target: str
    kind: str
    convert: Callable[..., tuple[Any, str]]
    shadow: Shadow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """What leaves the catalog and stays in the database until `purge`: columns of the table `place`, or all of it
    (then `columns` is empty). `definition` is what it takes to read it again."""

    uid: str
    owner: str
    why: str
    path: str
    place: str
    columns: tuple[str, ...]
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Later:
    """What is done once every server serves the new catalog: `default <uid of a field>`, or `sql <subject>` with the
    SQL, which runs outside a transaction."""

    what: str
    sql: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: in words, as SQL for the database at hand, how safe it is, how many rows it reads or changes.

    `ahead` is what is done to a large table before, while everybody works; `sql` goes with the switch to the new
    catalog, in one short transaction; `later` comes when every server has followed.
    """

    verb: Verb
    subject: str
    sentence: str
    sql: tuple[str, ...] = ()
    safety: Safety = "safe"
    rows: int = 0
    #: Values that would be cut, lost or refused, as people write them, with how often they are there.
    samples: tuple[str, ...] = ()
    #: Records of the object that are in the bin, among `rows`.
    binned: int = 0
    #: What else speaks of the subject: "formula order.total", "view order_list".
    dependants: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    later: tuple[Later, ...] = ()
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """From catalog number `base` to `catalog`. `digest` ties it to the base and to the shape the database had."""

    base: int
    catalog: Catalog
    steps: tuple[Step, ...]
    digest: str
    #: How each index of the catalog is made: (name, table, SQL), kept to tell when metadata asks for another.
    indexes: tuple[tuple[str, str, str], ...]
    parked: tuple[Parked, ...] = ()
    #: Rows of dg_parked that come back into force, and where parked tables now stand: (old name, new name).
    returned: tuple[int, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    #: Parked columns that give their name away: (row of dg_parked, their names from now on).
    aside: tuple[tuple[int, tuple[str, ...]], ...] = ()
    #: The digest of the tables it starts from.
    shape: str = ""

    @property
    def reshapes(self) -> bool:
        """Return whether a table has to be made anew, which SQLite does with foreign keys off."""
        return any(step.verb == "rebuild" for step in self.steps)

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
    facts = (base, shape, catalog.fingerprint, [
        (step.verb, step.subject, step.sql, step.ahead, [each.sql for each in step.later], step.safety)
        for step in steps])                          # a new field has another uid each time its definition is read
    return Plan(base, catalog, tuple(steps), hashlib.sha256(repr(facts).encode()).hexdigest(), tuple(indexes),
                shape=shape)


def told(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain data, for programs."""
    return {"base": plan.base, "digest": plan.digest, "safety": plan.safety, "steps": [
        {"verb": step.verb, "subject": step.subject, "sentence": step.sentence, "sql": list(step.sql),
         "ahead": list(step.ahead), "later": [each.sql for each in step.later if each.sql], "safety": step.safety,
         "rows": step.rows, "binned": step.binned, "samples": list(step.samples),
         "dependants": list(step.dependants)} for step in plan.steps]}
