"""Why a policy decides as it does. What is allowed is asked of the policy; its own grants tell the reasons."""

from dataclasses import dataclass
from typing import Literal

from dougong.access.grants import said_of
from dougong.access.policy import Act, Because, Pair, Policy, Right, Verb
from dougong.catalog.model import Expression, FieldRight, Object, Whose
from dougong.expressions.closures import closure
from dougong.expressions.env import Env

#: What decided: being an administrator; that only the engine writes; that no grant has the verb; that one does
#: (somewhere); that one covers the record; that none does; that the record may not even be read.
Verdict = Literal["administrator", "engine_only", "not_granted", "granted", "covered", "record", "unseen"]


@dataclass(frozen=True, slots=True)
class Ground:
    """A grant that has the verb, and the role held it comes through. Of a record: whether it is of the scope, and
    whether it satisfies the condition; None where there is no record at hand."""

    role: str
    grant: str
    pack: str
    scope: Whose
    condition: str | None
    mine: bool | None
    meets: bool | None

    @property
    def covers(self) -> bool:
        """Return whether it allows the verb on the record."""
        return bool(self.mine) and bool(self.meets)


@dataclass(frozen=True, slots=True)
class FieldGround:
    """What a grant says of a field and by which of its words; `covers` is whether it is about the record at hand."""

    role: str
    grant: str
    pack: str
    right: FieldRight
    because: Because
    covers: bool | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Whether something is allowed, what decided it, and every grant that was looked at."""

    allowed: bool
    verdict: Verdict
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldReasons:
    """Whether a field may be read or edited, in the record at hand or anywhere, and what each grant says of it."""

    allowed: bool
    grounds: tuple[FieldGround, ...] = ()


def holds(rule: Expression | None, env: Env) -> bool:
    """Return whether a record satisfies a rule of a policy; None is every record."""
    return rule is None or bool(closure(rule.checked)(env))


def forbidden(policy: Policy, object: Object, verb: Act, env: Env) -> Literal["unseen", "record"] | None:
    """Return what keeps `verb` from the record: that it may not be read, or that it is not covered; None allows it.
    `env` is the record's; of a line, its owner's."""
    if not holds(policy.rows(object, "read"), env):
        return "unseen"
    return None if holds(policy.rows(object, verb), env) else "record"


def why(policy: Policy, object: Object, verb: Act, env: Env | None = None) -> Reasons:
    """Return whether `verb` is allowed on the record of `env`, else on any, and why: as `may` and `forbidden` say."""
    decision = policy.may(object, verb)
    grounds = tuple(_ground(pair, env) for pair in policy.pairs(object, verb))
    if not decision.allowed:
        return Reasons(allowed=False, verdict="engine_only" if "engine_only" in decision.reasons else "not_granted")
    if not grounds:
        return Reasons(allowed=True, verdict="administrator")
    if env is None:
        return Reasons(allowed=True, verdict="granted", grounds=grounds)
    kept = forbidden(policy, object, verb, env)
    return Reasons(allowed=kept is None, verdict=kept or "covered", grounds=grounds)


def why_field(policy: Policy, object: Object, name: str, right: Right = "read", env: Env | None = None) -> FieldReasons:
    """Return whether the field may be read, or edited, in the record of `env`, else in any, and why: as `field` and
    `masks` decide. A field there is not is not allowed, either."""
    verb: Verb = "update" if right == "edit" else "read"
    allowed = policy.field(object, name, right) is not None and (env is None or all(
        holds(mask.rule, env) for mask in policy.masks(object, verb) if name in mask.names))
    grounds = tuple(_field_ground(pair, object, name, env) for pair in policy.pairs(object, verb))
    return FieldReasons(allowed=allowed, grounds=grounds)


def _ground(pair: Pair, env: Env | None) -> Ground:
    grant = pair.grant
    return Ground(pair.role, grant.name, grant.pack, grant.scope, grant.condition,
                  None if env is None else holds(pair.whose, env), None if env is None else holds(pair.where, env))


def _field_ground(pair: Pair, object: Object, name: str, env: Env | None) -> FieldGround:
    grant = pair.grant
    right, because = said_of(grant, object, name)
    return FieldGround(pair.role, grant.name, grant.pack, right, because,
                       None if env is None else holds(pair.rule, env))
