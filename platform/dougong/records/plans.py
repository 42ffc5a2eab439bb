"""One plan per object and policy: everything a request needs that does not depend on the request, built once."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from dougong.access.grants import policy_of
from dougong.access.policy import Policy, Verb
from dougong.access.rules import SHARED
from dougong.catalog.linking.scope import World
from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.states import Transition
from dougong.expressions.functions import BUILTIN, Function
from dougong.fields.base import Convert, Dialect
from dougong.fields.loading import Entry, Load, Shape, loader
from dougong.records.cache import Recent
from dougong.records.engine import EngineStatements
from dougong.records.lists.where import visible_world
from dougong.records.search.progress import Progress
from dougong.records.search.words import Searched, searched
from dougong.records.writing.rollups import Watch, watches
from dougong.records.writing.rules import Rules, compile_rules
from dougong.records.writing.steps import Added, Advice, Hurdle, Phase, Step, split
from dougong.records.writing.storage import Storage
from dougong.store.engine.shares import share_statements
from dougong.store.query.paths import Ground, Path, Source
from dougong.store.sql import Statement
from dougong.store.statements import along as statements_along
from dougong.store.statements import reads
from dougong.store.statements.reads import Masks, Selected
from dougong.store.tables import Tables

Made = TypeVar("Made")

#: What a line may say beside its fields: which line it is, or a name for a new one.
LINE_EXTRA = frozenset({"id", "_key"})
#: List statements and shapes kept per catalog; each is some kilobytes.
KEPT_LISTS = 768
KEPT_SHARED = 10_000


@dataclass(frozen=True)
class ObjectPlan:
    """One object as one policy sees it. What is derived is built at its first use; two threads build the same."""

    object: Object
    policy: Policy
    rules: Rules
    storage: Storage
    lines: "dict[str, ObjectPlan]"

    @cached_property
    def load(self) -> Load:
        """Return what reads a document: values by name, and faults with pointers; required is settled later."""
        return loader(self.shape, "partial")

    @cached_property
    def written(self) -> Load:
        """Return what reads what a definition writes: people's fields, and those that are read-only for them."""
        return loader(_shape(self, frozenset(), people=False), "partial")

    @cached_property
    def shape(self) -> Shape:
        """Return what a document may hold: the fields this policy may edit."""
        return _shape(self, frozenset())

    def asked(self, transition: Transition) -> Load:
        """Return what reads the values a transition requires: whoever may run it may give those that may be read."""
        if transition.name not in self._asked:
            entries = tuple(Entry(field.type, field) for name in transition.require
                            if (field := self.object.fields.get(name)) is not None
                            and self.policy.field(self.object, name) is not None)
            self._asked[transition.name] = loader(Shape(entries=entries), "partial")
        return self._asked[transition.name]

    @cached_property
    def _asked(self) -> dict[str, Load]:
        return {}

    @cached_property
    def readable(self) -> tuple[Field, ...]:
        """Return the fields and engine columns this policy may read, lines apart; the search key is nobody's."""
        found = (self.policy.field(self.object, name) for name in (*self.object.system, *self.object.fields))
        return tuple(f for f in found if f is not None and f.type.storage != "lines" and f.name != "title_key")

    @cached_property
    def dump(self) -> tuple[tuple[str, Convert], ...]:
        """Return, for each readable field, what makes its JSON form."""
        return tuple((field.name, field.type.to_json(field)) for field in self.readable)

    @cached_property
    def computed(self) -> bool:
        """Return whether reading takes more than columns: virtual formulas."""
        return any(rules.virtual for rules in (self.rules, *(lines.rules for lines in self.rules.lines)))

    @cached_property
    def ground(self) -> Ground:
        """Return what statements that read for the policy are built from."""
        return limited(self.storage.ground, self.policy)

    @cached_property
    def always(self) -> tuple[Field, ...]:
        """Return the readable fields that are there in every readable record: the past shows no other."""
        return tuple(each for each in self.readable if self.policy.field(self.object, each.name, "use") is not None)

    @cached_property
    def masks(self) -> Masks:
        """Return the readable fields that are there in some of the readable records only."""
        return tuple((each.names, each.rule) for each in self.policy.masks(self.object, "read"))

    @cached_property
    def seen(self) -> Selected | None:
        """Tell whether the record `:id` may be read; None where every one may."""
        return None if self.policy.rows(self.object, "read") is None else reads.seen(self._source())

    def narrower(self, verb: Verb) -> Selected | None:
        """Tell whether `verb` is allowed on the record `:id`, which may be read; None where it is on each of them."""
        if verb not in self._narrower:
            read, rule = self.policy.rows(self.object, "read"), self.policy.rows(self.object, verb)
            same = rule is None or (read is not None and rule.text == read.text)
            self._narrower[verb] = None if same or rule is None else \
                reads.holding(Source(self.storage.ground, self.object), rule)
        return self._narrower[verb]

    @cached_property
    def _narrower(self) -> dict[Verb, Selected | None]:
        return {}

    def along(self, name: str) -> Selected:
        """Find which records go along by their field `name` when those it points to, `:ids`, become another's."""
        if name not in self._along:
            self._along[name] = statements_along.along(self._source(), self.object.fields[name],
                                                       self.policy.rows(self.object, "assign"))
        return self._along[name]

    @cached_property
    def _along(self) -> dict[str, Selected]:
        return {}

    @cached_property
    def seen_among(self) -> Selected | None:
        """Tell which of the records `:ids` may be read; None where every one may."""
        return None if self.policy.rows(self.object, "read") is None else reads.seen_among(self._source())

    @cached_property
    def shares(self) -> Statement | None:
        """Tell what the record `:id` is shared with the actor for; None where no rule asks."""
        rules = (self.policy.rows(self.object, verb) for verb in ("read", "update", "export"))
        asked = any(rule is not None and SHARED in rule.checked.uses for rule in rules)
        return share_statements(self.storage.ground.dialect).in_force if asked else None

    @cached_property
    def by_external_id(self) -> Selected:
        """Find the id of the live record `:external_id`."""
        return reads.by_external_id(self._source())

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """Return what the database gives of the readable fields as paths: all but virtual formulas."""
        return tuple((field.name,) for field in self.readable if field.formula is None or not field.virtual)

    @cached_property
    def by_id(self) -> Selected:
        """Read the record `:id` straight into its JSON form."""
        return reads.one(self._source(), self.paths, json=True, masks=self.masks)

    @cached_property
    def of_parent(self) -> Selected:
        """Read this line object's records of the owner `:id` straight into their JSON form."""
        return reads.lines(self._source(), self.paths, json=True, masks=self.masks)

    @cached_property
    def by_ids(self) -> Selected:
        """Read the records `:ids` straight into their JSON form."""
        return reads.many(self._source(), self.paths, "id", self.masks)

    @cached_property
    def by_parents(self) -> Selected:
        """Read this line object's records of the owners `:ids` straight into their JSON form."""
        return reads.many(self._source(), self.paths, "parent", self.masks)

    @cached_property
    def referrers(self) -> tuple[tuple[str, str, Selected], ...]:
        """Name those records that point to `:id` and may be read; none where every one may, for which the storage's
        statements do."""
        return () if self.ground.limits is None else self.storage.referring(self.ground)

    @cached_property
    def titled(self) -> tuple[Path, ...]:
        """Return the paths of titles of what the readable links point to."""
        return tuple((field.name, "title") for field in self.readable if self._shows_title(field))

    @cached_property
    def titles(self) -> Selected:
        """Read the titles of the links of the record `:id`."""
        return reads.one(self._source(), self.titled)

    @cached_property
    def titles_of_parent(self) -> Selected:
        """Read the titles of the links of each line of the owner `:id`."""
        return reads.lines(self._source(), [("id",), *self.titled])

    def _shows_title(self, field: Field) -> bool:
        targets = field.type.targets(field)
        if field.virtual or field.type.storage != "columns" or len(targets) != 1 or len(field.type.columns(field)) != 1:
            return False
        target = self.storage.ground.catalog.objects[targets[0]]
        return self.policy.may(target, "read").allowed and self.policy.field(target, "title", "use") is not None

    def _source(self) -> Source:
        return Source(self.ground, self.object)

    @cached_property
    def line_names(self) -> frozenset[str]:
        """Return the names of the lines fields."""
        return frozenset(self.lines)


class Plans:
    """The plans of one catalog on one database. `steps` are what processes and plugins add to the unit of work and to
    what is said before it, `functions` what people's conditions may call."""

    def __init__(self, catalog: Catalog, dialect: Dialect, steps: Iterable[Added] = (),
                 functions: Mapping[str, Function] = BUILTIN) -> None:
        self.catalog = catalog
        self.functions = functions
        self.ground = Ground(catalog, Tables(catalog), dialect)
        self.engine = EngineStatements(dialect)
        #: Statements of lists by shape.
        self.lists = Recent(KEPT_LISTS)
        #: By user and uid of an object whether anything of it was shared with them when they last looked.
        self.shared = Recent(KEPT_SHARED)
        self._steps, self._advices, self._hurdles = split(steps)
        self.progress = Progress()
        self._searched: dict[str, Searched | None] = {}
        self._worlds: dict[str, World] = {}
        self._policies: dict[frozenset[str], Policy] = {}
        self._grounds: dict[str, Ground] = {}
        self._lock = threading.Lock()
        self._storages: dict[str, Storage] = {}
        self._plans: dict[tuple[str, str], ObjectPlan] = {}
        self._made: dict[tuple[str, ...], Any] = {}
        self._by_phase: dict[tuple[str, Phase], tuple[Step, ...]] = {}
        self._advised: dict[str, tuple[Advice, ...]] = {}

    def searched(self, name: str) -> Searched | None:
        """Return what search looks at in the object called `name`; None where it does not."""
        if name not in self._searched:
            self._searched[name] = searched(self.catalog, self.catalog.objects[name])
        return self._searched[name]

    @cached_property
    def watches(self) -> Mapping[str, tuple[Watch, ...]]:
        """Return the stored rollups that look at each object; most have none."""
        return watches(self.catalog)

    def of(self, object: Object, policy: Policy) -> ObjectPlan:
        """Return the plan of `object` for `policy`."""
        found = self._plans.get((object.name, policy.fingerprint))
        if found is None:
            with self._lock:
                found = self._build(object, policy)
        return found

    def storage(self, name: str) -> Storage:
        """Return the statements of the object called `name`."""
        found = self._storages.get(name)
        if found is None:
            with self._lock:
                found = self._store(self.catalog.objects[name])
        return found

    def steps(self, object: Object, phase: Phase) -> tuple[Step, ...]:
        """Return the steps that have work in `phase` for `object`: usually none, and then nothing runs."""
        key = (object.name, phase)
        found = self._by_phase.get(key)
        if found is None:
            found = tuple(step for step in self._steps if step.phase == phase and step.applies(object))
            self._by_phase[key] = found
        return found

    def advice(self, object: Object) -> tuple[Advice, ...]:
        """Return who looks at what is beside records of `object`: usually nobody."""
        found = self._advised.get(object.name)
        if found is None:
            found = self._advised[object.name] = tuple(each for each in self._advices if each.applies(object))
        return found

    def hurdles(self, object: Object) -> tuple[Hurdle, ...]:
        """Return what plugins have to say of transitions of `object`: usually nothing."""
        return tuple(each for each in self._hurdles if each.applies(object))

    def once(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """Return what processes compile once per catalog under a key of their own; two threads make the same."""
        if key not in self._made:
            self._made[key] = make()
        found: Made = self._made[key]
        return found

    def policy(self, roles: frozenset[str]) -> Policy:
        """Return what holding these roles, by code, allows."""
        found = self._policies.get(roles)
        if found is None:
            found = self._policies[roles] = policy_of(self.catalog, roles)
        return found

    def seen(self, policy: Policy) -> Ground:
        """Return what lists for the policy are built from."""
        found = self._grounds.get(policy.fingerprint)
        if found is None:
            found = self._grounds[policy.fingerprint] = limited(self.ground, policy)
        return found

    def world(self, policy: Policy) -> World:
        """Return what expressions of a person may name."""
        found = self._worlds.get(policy.fingerprint)
        if found is None:
            found = self._worlds[policy.fingerprint] = visible_world(self.catalog, policy)
        return found

    def _build(self, object: Object, policy: Policy) -> ObjectPlan:
        key = (object.name, policy.fingerprint)
        if key not in self._plans:
            storage = self._store(object)
            lines = {field.name: self._build(self.catalog.objects[field.options["of"]], policy)
                     for field in object.lines if policy.field(object, field.name, "use") is not None}
            self._plans[key] = ObjectPlan(object, policy, storage.rules, storage, lines)
        return self._plans[key]

    def _store(self, object: Object) -> Storage:
        if object.name not in self._storages:
            self._storages[object.name] = Storage(self.ground, compile_rules(self.catalog, object))
        return self._storages[object.name]


def limited(ground: Ground, policy: Policy) -> Ground:
    """Return a ground on which only what the policy lets be read is seen; the same where that is everything."""
    if all(policy.rows(each, "read") is None for each in ground.catalog.objects.values()):
        return ground
    return replace(ground, limits=lambda object: policy.rows(object, "read"))


def _shape(plan: ObjectPlan, extra: frozenset[str], *, people: bool = True) -> Shape:
    object, policy = plan.object, plan.policy
    editable = [field for field in object.fields.values() if _is_editable(field, object, policy, people=people)]
    names = {field.name for field in editable}
    readonly = {name for name in (*object.fields, *object.system)
                if name not in names and name not in extra and policy.field(object, name) is not None}
    entries = tuple(Entry(field.type, field, rows=_rows(plan, field, people=people)) for field in editable)
    return Shape(entries=entries, readonly=frozenset(readonly), extra=extra)


def _is_editable(field: Field, object: Object, policy: Policy, *, people: bool) -> bool:
    return not field.derived and not (people and field.readonly is True) and \
        policy.field(object, field.name, "edit") is not None


def _rows(plan: ObjectPlan, field: Field, *, people: bool) -> Shape | None:
    return _shape(plan.lines[field.name], LINE_EXTRA, people=people) if field.name in plan.lines else None
