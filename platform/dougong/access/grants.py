"""The rights of people who hold roles: the sum of their grants, each a pair of records and fields, never torn apart."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dougong.access.policy import (
    READING,
    Act,
    AdminPolicy,
    Because,
    Decision,
    Mask,
    Pair,
    Policy,
    Right,
    Verb,
    transition_of,
)
from dougong.access.rules import NEVER, any_of, both, shared, whose
from dougong.catalog.linking.roles import ALL, closed, is_company_s
from dougong.catalog.model import Catalog, Expression, Field, FieldRight, Grant, Object

_NO: Final = Decision(allowed=False, reasons=("not_granted",))
_ENGINE: Final = Decision(allowed=False, reasons=("engine_only",))
#: The verbs that write fields.
_WRITES: Final[tuple[Verb, ...]] = ("create", "update")
_WANTED: Final[Mapping[Act, FieldRight]] = {"read": "read"}


def policy_of(catalog: Catalog, held: frozenset[str]) -> Policy:
    """Return what holding these roles, by code, allows; a code no role is called by allows nothing."""
    if any(role in catalog.roles and catalog.roles[role].administrator for role in held):
        return AdminPolicy()
    return GrantPolicy(catalog, held)


@dataclass(frozen=True)
class GrantPolicy:
    """What a set of roles allows. What is asked often is worked out once per object; two threads find the same."""

    catalog: Catalog
    held: frozenset[str]

    @cached_property
    def fingerprint(self) -> str:
        """Return the roles that are held: in one catalog they decide alike."""
        return f"roles {' '.join(sorted(self.held & self.catalog.roles.keys()))}"

    def may(self, object: Object, verb: Act) -> Decision:
        """Return whether a grant has the verb on the object, and which ones have."""
        key = object.name, verb
        found = self._decisions.get(key)
        if found is None:
            found = self._decided(object, verb)
            if found.allowed or not transition_of(verb):      # anybody may ask for transitions that are not there
                self._decisions[key] = found
        return found

    def _decided(self, object: Object, verb: Act) -> Decision:
        if verb not in READING and object.access == "engine":
            return _ENGINE
        found = self.pairs(object, verb)
        if not found:
            return _NO
        return Decision(allowed=True, reasons=tuple(f"{each.role}.{each.grant.name}" for each in found))

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field a grant shows, or lets be written; to be used in questions, it is not masked anywhere."""
        rights = self._fields(object)
        if name not in rights[right]:
            return None
        return object.fields.get(name) if right == "edit" else object.field(name)

    def rows(self, object: Object, verb: Act) -> Expression | None:
        """Return that one of the grants with this verb covers the record."""
        key = object.name, verb
        if key not in self._rules:
            self._rules[key] = any_of(each.rule for each in self.pairs(object, verb))
        return self._rules[key]

    def masks(self, object: Object, verb: Act) -> tuple[Mask, ...]:
        """Return the fields some of the grants with this verb have and others have not."""
        key = object.name, verb
        if key not in self._masks:
            self._masks[key] = tuple(self._masked(object, verb))
        return self._masks[key]

    def pairs(self, object: Object, verb: Act) -> tuple[Pair, ...]:
        """Return the grants with this verb on the object; lines go with what they belong to."""
        of = object if object.parent is None else self.catalog.objects[object.parent]
        grants = (*self._grants.get(of.name, ()), *self._grants.get(None, ()))
        return tuple(_pair(role, grant, of, verb) for role, grant in grants
                     if verb in grant.may or self._runs(role, grant, of, transition_of(verb)))

    def _runs(self, role: str, grant: Grant, object: Object, name: str) -> bool:
        """Return whether a grant, held through `role`, allows the transition `name` on its records: it names it, or it
        may change them, or names all, and the transition is for everyone or for this role."""
        each = object.workflow.transitions.get(name) if name and object.workflow is not None else None
        if each is None or (grant.do is not None and name in grant.do):
            return each is not None
        allowed = "update" in grant.may if grant.do is None else ALL in grant.do
        return allowed and (not each.roles or not closed(self.catalog.roles, frozenset({role})).isdisjoint(each.roles))

    @cached_property
    def _grants(self) -> Mapping[str | None, tuple[tuple[str, Grant], ...]]:
        """Return by object (None: every one) the grants with the role each is held through."""
        found: dict[str | None, list[tuple[str, Grant]]] = {}
        known = self.catalog.roles
        for role in sorted(self.held & known.keys()):
            for name in sorted(closed(known, frozenset({role}))):
                for grant in known[name].grants:
                    for one in (None,) if grant.on is None else grant.on:
                        found.setdefault(one, []).append((role, grant))
        return {one: tuple(grants) for one, grants in found.items()}

    @cached_property
    def _decisions(self) -> dict[tuple[str, Act], Decision]:
        return {}

    @cached_property
    def _rules(self) -> dict[tuple[str, Act], Expression | None]:
        return {}

    @cached_property
    def _masks(self) -> dict[tuple[str, Act], tuple[Mask, ...]]:
        return {}

    @cached_property
    def _seen(self) -> dict[str, Mapping[Right, frozenset[str]]]:
        return {}

    def _fields(self, object: Object) -> Mapping[Right, frozenset[str]]:
        """Return the names that may be read somewhere, used in questions, and edited somewhere."""
        if object.name not in self._seen:
            read = self._with(object, "read", self.pairs(object, "read"))
            masked = frozenset(name for mask in self.masks(object, "read") for name in mask.names)
            writing = [pair for verb in _WRITES for pair in self.pairs(object, verb)]
            self._seen[object.name] = {"read": read, "use": read - masked,
                                       "edit": read & self._with(object, "edit", writing)}
        return self._seen[object.name]

    def _with(self, object: Object, right: FieldRight, pairs: Iterable[Pair]) -> frozenset[str]:
        names = (*object.system, *(name for name, field in object.fields.items() if not field.stands_for))
        wanted = {"edit"} if right == "edit" else {"read", "edit"}
        return frozenset(name for pair in pairs for name in names if _right(pair.grant, object, name) in wanted)

    def _masked(self, object: Object, verb: Act) -> Iterator[Mask]:
        pairs, right = self.pairs(object, verb), _WANTED.get(verb, "edit")
        whole = any_of(each.rule for each in pairs)
        having = [(each.rule, self._with(object, right, [each])) for each in pairs]
        every = pairs if verb == "read" else [pair for each in _WRITES for pair in self.pairs(object, each)]
        by_rule: dict[str, tuple[Expression, set[str]]] = {}
        for name in self._with(object, right, every):           # what another verb alone may write, this one may not
            rule = any_of(each for each, names in having if name in names)
            if rule is not None and (whole is None or rule.text != whole.text):
                by_rule.setdefault(rule.text, (rule, set()))[1].add(name)
        for _, (rule, names) in sorted(by_rule.items(), key=lambda each: each[0]):
            yield Mask(frozenset(names), rule)


def _of(grant: Grant, role: str, object: Object, verb: Act) -> Expression | None:
    """Return whose records a grant is about, None for everybody's. What is shared to be read may also be taken out as
    a file and printed, what is shared to be written changed, too. What says no company is of none."""
    if grant.scope == "company" and not is_company_s(object):
        return NEVER
    if grant.scope == "shared":
        return shared(object.uid, write=verb not in READING)
    return whose(grant.scope, role)


def said_of(grant: Grant, object: Object, name: str) -> tuple[FieldRight, Because]:
    """Return what a grant says of a field or engine column, and by which of its words; of a line's field, as part of
    its owner."""
    prefix = "" if object.parent is None else f"{object.parent_field}."
    said = grant.fields.get(f"{prefix}{name}")
    if said is not None:
        return said, "named"
    field = object.fields.get(name)
    if field is not None:
        if field.classified and grant.show is not None and field.classified not in grant.show:
            return "hidden", "class"
        return grant.others, "others"
    if name == "title" and any(_right(grant, object, part[1]) == "hidden" for part in object.title
                               if isinstance(part, tuple)):
        return "hidden", "title"
    return "read", "engine"


def _right(grant: Grant, object: Object, name: str) -> FieldRight:
    return said_of(grant, object, name)[0]


def _pair(role: str, grant: Grant, of: Object, verb: Act) -> Pair:
    mine, where = _of(grant, role, of, verb), grant.where.get(of.name)
    return Pair(role, grant, mine, where, both(mine, where))
