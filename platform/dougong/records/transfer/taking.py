"""Taking records out as a file: a right of its own, which may cover fewer records than reading does."""

from dataclasses import dataclass, replace

from dougong.access.policy import Act, Decision, Mask, Pair, Policy, Right
from dougong.access.rules import both
from dougong.catalog.model import Expression, Field, Object
from dougong.kernel.errors import Denied, Missing
from dougong.records.context import Context


@dataclass(frozen=True, slots=True)
class Taking:
    """The rights of `person`, of records of the object `name` only those that may be taken out."""

    person: Policy
    name: str

    @property
    def fingerprint(self) -> str:
        """Return a text of its own for each object and policy."""
        return f"taking {self.name}, {self.person.fingerprint}"

    def may(self, object: Object, verb: Act) -> Decision:
        """Return what the person may."""
        return self.person.may(object, verb)

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return what the person may see."""
        return self.person.field(object, name, right)

    def rows(self, object: Object, verb: Act) -> Expression | None:
        """Return what the person's records must satisfy, those read of the object also to be taken out."""
        found = self.person.rows(object, verb)
        return both(found, self.person.rows(object, "export")) if (object.name, verb) == (self.name, "read") else found

    def masks(self, object: Object, verb: Act) -> tuple[Mask, ...]:
        """Return those of the person's."""
        return self.person.masks(object, verb)

    def pairs(self, object: Object, verb: Act) -> tuple[Pair, ...]:
        """Return those of the person's."""
        return self.person.pairs(object, verb)


def taking(context: Context, name: str) -> Context:
    """Return the context in which records of an object are taken out; raises Missing where they may not be read,
    Denied where they may not be taken out."""
    object = context.object(name)
    if isinstance(context.actor.policy, Taking):
        return context
    policy, owner = context.actor.policy, context.catalog.objects.get(object.parent or "")
    decision = policy.may(object if owner is None else owner, "export")
    if not decision.allowed:
        raise Denied(f"denied_{decision.reasons[0]}", object=object.name)
    if policy.rows(object, "export") is None:
        return context
    return replace(context, actor=replace(context.actor, policy=Taking(policy, name)))


def importable(context: Context, name: str) -> Object:
    """Return an object whose records may be imported; raises Missing for lines, Denied where nothing may be made or
    brought in by a file."""
    object = context.object(name)
    if object.parent is not None:
        raise Missing(object=name)
    policy = context.actor.policy
    writes = policy.may(object, "create").allowed or policy.may(object, "update").allowed
    if not (writes and policy.may(object, "import").allowed):
        raise Denied(object=name)
    return object
