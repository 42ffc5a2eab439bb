"""A plan: what would change, step by step, before anything does. It is a value; `apply` carries it out or refuses."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from dougong.catalog.model import Catalog
from dougong.kernel.labels import enumerated
from dougong.kernel.messages import Said, say
from dougong.kernel.saying import Name, Naming, nameless, spoken
from dougong.store.change.shadow import Shadow

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
class Sample:
    """A value that cannot stay as it is, how many rows hold it, and what becomes of it: None is nothing at all. One
    that stays until somebody edits it has not `turned`."""

    value: str
    times: int
    becomes: str | None = None
    turned: bool = True

    def told(self, language: str) -> str:
        """Return it in a line."""
        if not self.turned:
            return f"{self.value} ({self.times})"
        becomes = say("plan_nothing", language) if self.becomes is None else self.becomes
        return f"{self.value} → {becomes} ({self.times})"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: in words, as SQL for the database at hand, how safe it is, how many rows it reads or changes.

    `ahead` is what is done to a large table before, while everybody works; `sql` goes with the switch to the new
    catalog, in one short transaction; `later` comes when every server has followed.
    """

    verb: Verb
    subject: str
    said: Said
    sql: tuple[str, ...] = ()
    safety: Safety = "safe"
    rows: int = 0
    #: Values that would be cut, lost or refused.
    samples: tuple[Sample, ...] = ()
    #: Records of the object that are in the bin, among `rows`.
    binned: int = 0
    #: What else speaks of the subject: "formula order.total", "view order_list".
    dependants: tuple[str, ...] = ()
    ahead: tuple[str, ...] = ()
    later: tuple[Later, ...] = ()
    fill: Fill | None = None
    #: The path of the rule the rows were held against, and how it comes into force: both "" where there is none.
    rule: str = ""
    enforce: str = ""
    #: The option of the field's type that would let every value stay as it is, as (key, value).
    fits: tuple[str, int] | None = None

    @property
    def sentence(self) -> str:
        """Return what the step is, in English and by the names programs know."""
        return spoken(self.said, "en")


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


def used_by(dependant: str, language: str, naming: Naming = nameless) -> str:
    """Return in words what else speaks of the subject of a step: "formula order.total" and the like."""
    kind, _, path = dependant.partition(" ")
    name = Name(path, section={"view": "views", "rule": "rules"}.get(kind, "objects"))
    label = naming(name)
    return f"{say(f'plan_by_{kind}', language)} {f'{label} ({path})' if label else path}"


def told(plan: Plan, language: str = "en", naming: Naming = nameless) -> dict[str, Any]:
    """Return the plan as plain data, its sentences in a language."""
    return {"base": plan.base, "digest": plan.digest, "safety": plan.safety, "steps": [
        {"verb": step.verb, "subject": step.subject, "sentence": spoken(step.said, language, naming),
         "sql": list(step.sql), "ahead": list(step.ahead), "later": [each.sql for each in step.later if each.sql],
         "safety": step.safety, "rows": step.rows, "binned": step.binned, "dependants": list(step.dependants),
         "samples": [each.told(language) for each in step.samples]} for step in plan.steps]}


def _called(step: Step, language: str, naming: Naming) -> str:
    """Return what people call what a step is about, where its subject is no definition: an index by its fields."""
    owner, fields = step.said.slots.get("object"), step.said.slots.get("fields", ())
    if not isinstance(owner, Name) or not fields:
        return naming(Name(step.subject)) if step.rule else ""
    named = enumerated((naming(each) or each.bare for each in fields), language)
    return f"{naming(owner) or owner.bare} › {named}"


def shown(plan: Plan, language: str, naming: Naming = nameless) -> dict[str, Any]:
    """Return the plan as screens show it: as it is told, with what may be chosen about each step."""
    plain = told(plan, language, naming)
    plain["steps"] = [{**each, "called": _called(step, language, naming), "rule": step.rule,
                       "enforce": step.enforce, "fits": step.fits,
                       "values": [asdict(sample) for sample in step.samples],
                       "used_by": [used_by(one, language, naming) for one in step.dependants]}
                      for step, each in zip(plan.steps, plain["steps"], strict=True)]
    return plain
