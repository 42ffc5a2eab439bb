"""What a token may do: at most what its owner may, narrowed to some verbs, to some objects, or to both.

Files go in and out as jobs in the name of the owner, with all rights of the owner: a narrowed token starts none. Nor
has it the rights of an administrator over definitions, whoever owns it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, get_args

import orjson

from dougong.access.policy import Act, Decision, Mask, Pair, Policy, Right, Verb, transition_of
from dougong.access.rules import NEVER
from dougong.catalog.model import Catalog, Expression, Field, Object
from dougong.kernel.errors import FieldError, Refused
from dougong.kernel.names import nearest

#: What a narrowed token may have; what is printed is a screen's.
VERBS: Final[tuple[Verb, ...]] = tuple(verb for verb in get_args(Verb) if verb not in {"import", "export", "print"})
_OUTSIDE: Final = Decision(allowed=False, reasons=("outside_scope",))


@dataclass(frozen=True, slots=True)
class Scope:
    """The verbs and the objects, by uid, a token is narrowed to; None: all of them."""

    verbs: frozenset[str] | None
    objects: frozenset[str] | None

    def stored(self) -> str:
        """Return the scope as JSON text."""
        return orjson.dumps({"verbs": None if self.verbs is None else sorted(self.verbs),
                             "objects": None if self.objects is None else sorted(self.objects)}).decode()


def scope_of(catalog: Catalog, verbs: Iterable[str], objects: Iterable[str]) -> Scope | None:
    """Return the scope of these verbs and objects, by name, where none are all; None for no scope at all.

    Reading goes with every verb: nothing can be changed unseen. Raises Refused naming what is not known.
    """
    verbs, objects = tuple(verbs), tuple(objects)
    known = {one.name: one for one in catalog.objects.values() if one.parent is None}
    errors = [_unknown("verbs", each, VERBS) for each in verbs if each not in VERBS]
    errors += [_unknown("objects", each, known) for each in objects if each not in known]
    if errors:
        raise Refused(errors=errors)
    if not verbs and not objects:
        return None
    return Scope(frozenset({*verbs, "read"}) if verbs else None,
                 frozenset(known[each].uid for each in objects) if objects else None)


def scope_in(stored: Any) -> Scope | None:
    """Return the scope a token is stored with; the drivers give JSON as text or as what it says."""
    if stored is None:
        return None
    said = orjson.loads(stored) if isinstance(stored, str) else stored
    verbs, objects = said["verbs"], said["objects"]
    return Scope(None if verbs is None else frozenset(verbs), None if objects is None else frozenset(objects))


@dataclass(frozen=True)
class ScopedPolicy:
    """A policy narrowed by a scope: what either forbids is forbidden."""

    catalog: Catalog
    whole: Policy
    scope: Scope

    @property
    def fingerprint(self) -> str:
        """Return the policy's with the scope."""
        return f"{self.whole.fingerprint} scope {self.scope.stored()}"

    @property
    def writes(self) -> bool:
        """Return whether anything may be written at all."""
        return self.scope.verbs is None or self.scope.verbs != {"read"}

    def may(self, object: Object, verb: Act) -> Decision:
        """Return what the whole policy says within the scope; outside nothing is allowed."""
        return self.whole.may(object, verb) if self._has(object, verb) else _OUTSIDE

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field of an object within the scope; none is edited without a verb that writes."""
        writes = self._has(object, "create") or self._has(object, "update")
        if not self._has(object, "read") or (right == "edit" and not writes):
            return None
        return self.whole.field(object, name, right)

    def rows(self, object: Object, verb: Act) -> Expression | None:
        """Return the whole policy's rule within the scope, outside what no record satisfies."""
        return self.whole.rows(object, verb) if self._has(object, verb) else NEVER

    def masks(self, object: Object, verb: Act) -> tuple[Mask, ...]:
        """Return the whole policy's."""
        return self.whole.masks(object, verb)

    def pairs(self, object: Object, verb: Act) -> tuple[Pair, ...]:
        """Return the whole policy's grants within the scope; outside none decides."""
        return self.whole.pairs(object, verb) if self._has(object, verb) else ()

    def _has(self, object: Object, verb: Act) -> bool:
        """Return whether the verb on the object is within the scope; lines go with what they belong to, transitions
        with changing a record."""
        if transition_of(verb):
            verb = "update"
        of = object if object.parent is None else self.catalog.objects[object.parent]
        verbs, objects = self.scope.verbs, self.scope.objects
        return verb in VERBS and (verbs is None or verb in verbs) and (objects is None or of.uid in objects)


def _unknown(where: str, name: str, known: Iterable[str]) -> FieldError:
    near = nearest(name, tuple(known))
    return FieldError(f"/{where}", "scope_near" if near else "scope_unknown",
                      {"name": name[:48], **({"near": near} if near else {})})
