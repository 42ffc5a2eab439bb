"""Why a button of a record can be pressed or not: told by what enforces."""

from dataclasses import dataclass
from typing import Any, Literal

from dougong.catalog.model import Object
from dougong.catalog.rule import Rule
from dougong.expressions.env import Env
from dougong.kernel.messages import say
from dougong.kernel.saying import fault_said
from dougong.processes.rules.buttons import Press, label_of, presses
from dougong.records.context import Context
from dougong.records.reasons.asked import reasons
from dougong.records.reasons.conditions import Part, legible, parts
from dougong.records.reasons.told import Teller, grounds

#: What decided: it can be pressed; the rights do not allow it; something about the record.
Verdict = Literal["runs", "not_granted", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressable:
    """A button: whether it can be pressed and why in a sentence, the grants that were looked at, and what the rule
    behind it asks with what it sees, where whoever asks may read all of that."""

    button: str
    label: str
    allowed: bool
    verdict: Verdict
    text: str
    grounds: list[dict[str, Any]]
    parts: tuple[Part, ...] = ()


def pressable(asks: Context, person: Context, object: Object, image: Env, language: str) -> list[Pressable]:
    """Return every button of the record of `image`, in the order of its rules."""
    found = {each.rule.name: each for each in presses(person, object, image)}
    return [_told(asks, Teller(person, language), object, rule, found.get(rule.name), image) for rule in object.buttons]


def _told(asks: Context, teller: Teller, object: Object, rule: Rule, press: Press | None, image: Env) -> Pressable:
    label = label_of(rule.on.button, teller.language) if rule.on.button else rule.name
    verdict: Verdict = "not_granted" if press is None else "stopped" if press.reasons else "runs"
    text = say(f"why_do_{verdict}", teller.language, who=teller.person.actor.name, act=label,
               why=" · ".join(fault_said(one, teller.language) for one in press.reasons) if press else "")
    shown = press is not None and rule.when is not None and legible(asks.catalog, asks.actor.policy, object, rule.when)
    return Pressable(button=rule.name, label=label, allowed=verdict == "runs", verdict=verdict, text=text,
                     grounds=grounds(teller, object, reasons(teller.person, object, "update", image)),
                     parts=tuple(parts(rule.when, image)) if shown and rule.when is not None else ())
