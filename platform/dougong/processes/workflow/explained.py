"""Why a transition can be run on a record where it stands, or not; and what its state locks. Told by what enforces."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from dougong.access.policy import doing
from dougong.catalog.model import Object
from dougong.catalog.states import Transition
from dougong.expressions.env import Env
from dougong.kernel.labels import enumerated, words
from dougong.kernel.messages import say
from dougong.kernel.saying import fault_said
from dougong.processes.workflow.offers import Offer, offers
from dougong.processes.workflow.standing import label_of, state_of
from dougong.records.context import Context
from dougong.records.reasons.asked import reasons
from dougong.records.reasons.conditions import Part, legible, parts
from dougong.records.reasons.told import Teller, grounds

#: What decided: it runs; the rights do not allow it; it is for other roles; something about the record.
Verdict = Literal["runs", "not_granted", "roles", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A transition that leads on from where a record stands: whether it can be run and why in a sentence, the grants
    that were looked at, and what its guard asks with what it sees, where whoever asks may read all of that."""

    transition: str
    label: str
    to: str
    allowed: bool
    verdict: Verdict
    text: str
    grounds: list[dict[str, Any]]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Locked:
    """What nobody edits while a record is in its state: `names` are the fields that are left, or those that are not."""

    state: str
    kind: Literal["all", "except", "only"]
    names: tuple[str, ...]
    text: str


def explained(asks: Context, person: Context, object: Object, image: Env, language: str) -> list[Explained]:
    """Return every transition a person or an approval may lead on by, in the definition's order; none for who may not
    read the state."""
    flow = object.workflow
    if flow is None or asks.actor.policy.field(object, flow.field) is None:
        return []
    found = {each.transition.name: each for each in offers(person, object, image)}
    return [_explained(asks, Teller(person, language), object, each, found.get(each.name), image)
            for each in flow.leaving(state_of(flow, image.values)) if each.by != "automatic"]


def locked(asks: Context, object: Object, image: Env, language: str) -> Locked | None:
    """Return what the state locks, of what whoever asks may know."""
    flow = object.workflow
    lock = None if flow is None else flow.locked(image.values.get(flow.field))
    if flow is None or lock is None or asks.actor.policy.field(object, flow.field) is None:
        return None
    names = tuple(_named(asks, object, lock.names, language))
    kind = "all" if lock.kind == "except" and not names else lock.kind
    if kind == "only" and not names:
        return None
    state = label_of(object, state_of(flow, image.values), language)
    fields = enumerated(names, language)
    return Locked(state, kind, names, say(f"why_locked_{kind}", language, state=state, fields=fields))


def _named(asks: Context, object: Object, names: frozenset[str], language: str) -> Iterator[str]:
    for name in sorted(names):
        field = asks.actor.policy.field(object, name.partition(".")[0])
        if field is not None:
            yield words(field.label, language) or field.name


def _explained(asks: Context, teller: Teller, object: Object, each: Transition, offer: Offer | None,
               image: Env) -> Explained:
    label, who = words(each.label, teller.language) or each.name, teller.person.actor.name
    verdict: Verdict = ("roles" if each.roles else "not_granted") if offer is None else \
        "runs" if offer.runs else "stopped"
    text = say(f"why_do_{verdict}", teller.language, who=who, act=label,
               roles=enumerated((teller.role(role) for role in each.roles), teller.language),
               why=" · ".join(fault_said(one, teller.language) for one in offer.reasons) if offer else "")
    readable = legible(asks.catalog, asks.actor.policy, object, each.when)
    return Explained(transition=each.name, label=label, to=label_of(object, each.target, teller.language),
                     allowed=verdict == "runs", verdict=verdict, text=text,
                     grounds=grounds(teller, object, reasons(teller.person, object, doing(each.name), image)),
                     parts=tuple(parts(each.when, image)) if each.when is not None and offer and readable else ())
