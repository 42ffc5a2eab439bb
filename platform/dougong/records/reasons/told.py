"""Reasons in plain words: what decided, and what each grant asks of the record at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong.access.policy import Act, Verb, doing, transition_of
from dougong.access.reasons import FieldGround, FieldReasons, Ground, Reasons
from dougong.catalog.model import Object
from dougong.catalog.phrase.told import condition_phrase
from dougong.catalog.states import Transition
from dougong.kernel.labels import words
from dougong.kernel.messages import say
from dougong.records.context import Context


@dataclass(frozen=True, slots=True)
class Teller:
    """Who is spoken of and to whom: the context of the person whose rights these are, and a language."""

    person: Context
    language: str

    def verdict(self, found: Reasons, object: Object, act: Act) -> str:
        """Return what decided, as a sentence."""
        return say(f"why_{found.verdict}", self.language, who=self.person.actor.name, what=self.label(object),
                   verb=self._named(object, act))

    def ground(self, object: Object, ground: Ground) -> str:
        """Return what a grant on an object allows, or what of the record it does not fit."""
        holder = self.person.catalog.holder(object)
        where = condition_phrase(self.person.catalog, holder, ground.condition or "", self.language)
        slots = {"role": self.role(ground.role), "scope": say(f"why_scope_{ground.scope}", self.language),
                 "where": where}
        code = "open" if ground.mine is None else "covers" if ground.covers else "scope" if not ground.mine else "where"
        conditional = ground.condition is not None and code in {"open", "covers"}
        return say(f"why_ground_{code}{'_where' if conditional else ''}", self.language, **slots)

    def field(self, found: FieldReasons, name: str) -> str:
        """Return what decided about a field."""
        return say("why_field_seen" if found.allowed else "why_field_hidden", self.language,
                   who=self.person.actor.name, field=name)

    def field_ground(self, ground: FieldGround, classified: str) -> str:
        """Return what a grant says of a field."""
        code = f"hidden_{ground.because}" if ground.right == "hidden" else ground.right
        return say(f"why_field_{code}", self.language, role=self.role(ground.role), kind=classified)

    def role(self, code: str) -> str:
        """Return what a role is called."""
        role = self.person.catalog.roles.get(code)
        return (words(role.label, self.language) if role else "") or code

    def label(self, object: Object) -> str:
        """Return what an object is called."""
        return words(object.label, self.language) or object.name

    def way(self, transition: Transition) -> str:
        """Return what a transition is called."""
        return words(transition.label, self.language) or transition.name

    def _named(self, object: Object, act: Act) -> str:
        """Return a verb, or the name of one of the object's transitions."""
        way = None if object.workflow is None else object.workflow.transitions.get(transition_of(act))
        return say(f"why_verb_{act}", self.language) if way is None else \
            say("why_verb_do", self.language, act=self.way(way))


def told(teller: Teller, found: Reasons, object: Object, verb: Verb) -> dict[str, Any]:
    """Return the reasons of a verb as plain data, with sentences."""
    return {"verb": verb, **_told(teller, found, object, verb)}


def told_way(teller: Teller, found: Reasons, object: Object, way: Transition) -> dict[str, Any]:
    """Return the reasons of running a transition as plain data, with sentences."""
    return {"transition": way.name, "label": teller.way(way), **_told(teller, found, object, doing(way.name))}


def grounds(teller: Teller, object: Object, found: Reasons) -> list[dict[str, Any]]:
    """Return every grant that was looked at as plain data, each with a sentence."""
    return [_ground(teller, object, each) for each in found.grounds]


def told_field(teller: Teller, object: Object, name: str, found: Mapping[str, FieldReasons]) -> dict[str, Any]:
    """Return the reasons about one field as plain data: `found` by what one wants, read and edit."""
    field, reading = object.fields[name], found["read"]
    label = words(field.label, teller.language) or name
    return {"field": name, "label": label, "read": reading.allowed, "edit": found["edit"].allowed,
            "text": teller.field(reading, label), "grounds": [
                {"role": each.role, "grant": each.grant, "right": each.right, "because": each.because,
                 "covers": each.covers, "text": teller.field_ground(each, field.classified)}
                for each in reading.grounds]}


def _told(teller: Teller, found: Reasons, object: Object, act: Act) -> dict[str, Any]:
    return {"allowed": found.allowed, "verdict": found.verdict, "text": teller.verdict(found, object, act),
            "grounds": grounds(teller, object, found)}


def _ground(teller: Teller, object: Object, ground: Ground) -> dict[str, Any]:
    return {"role": ground.role, "grant": ground.grant, "pack": ground.pack, "scope": ground.scope,
            "condition": ground.condition, "covers": None if ground.mine is None else ground.covers,
            "text": teller.ground(object, ground)}
