"""The page that says why: cards of reasons about a record, or about what a list shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Object
from dougong.processes.rules.considered import Considered, Part
from dougong.web import links
from dougong.web.filters import tokens
from dougong.web.inputs import Choice
from dougong.web.scene import Scene
from dougong.web.timeline import since

#: The icon and tone of a reason: it lets, it keeps out, it does not matter here.
_LETS, _KEEPS, _ASIDE = ("circle-check", "pine"), ("ban", "cinnabar"), ("circle-dashed", "gray")


@dataclass(frozen=True, slots=True)
class Because:
    """One line of a card."""

    icon: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing that is explained."""

    icon: str
    title: str
    kind: str
    lines: tuple[Because, ...]
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPage:
    """The cards about a record or list; `people` may be chosen by administrators."""

    title: str
    about: str
    back: str
    whom: str
    held: str
    cards: tuple[Card, ...]
    may: tuple[str, ...]
    people: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...] = ()


def record_page(scene: Scene, found: Mapping[str, Any], title: str, people: Mapping[int, str],
                rules: tuple[Card, ...] = ()) -> WhyPage:
    """Return the page about a record: first what is refused, then fields, what rules did, and what is allowed in a word
    each."""
    refused = [verb for verb in found["verbs"] if not verb["allowed"]]
    cards = (*(_verb(scene, each) for each in refused), *(_field(scene, each) for each in found["fields"]), *rules)
    return WhyPage(
        title=scene.say("why.title"), about=title, back=links.record(found["object"], found["id"]), cards=cards,
        may=tuple(each["text"] for each in found["verbs"] if each["allowed"]), **_whom(scene, found, people))


def rule_cards(scene: Scene, found: Sequence[Considered], names: Mapping[int, str]) -> tuple[Card, ...]:
    """Return a card for each rule the latest changes concerned: its conditions with what they saw, and where one
    did not hold."""
    return tuple(_rule(scene, each, names) for each in found)


def _rule(scene: Scene, found: Considered, names: Mapping[int, str]) -> Card:
    lines = [Because(*(_ASIDE if part.holds is None else _LETS if part.holds else _KEEPS), _condition(scene, part))
             for part in found.parts]
    at = scene.say("why.rule_when", version=found.version, when=since(scene, found.at), door=scene.say(
        f"door.{found.door}"), who=names.get(found.actor or 0) or scene.say("history.system"))
    return Card(icon="bolt", kind=scene.say("why.kind_rule"),
                title=scene.say("why.rule_fired" if found.fired else "why.rule_silent", rule=found.label),
                lines=(*lines, Because(*(_LETS if found.fired else _ASIDE), found.text)), foot=at)


def _condition(scene: Scene, part: Part) -> str:
    values = [f"{name} = {'–' if value is None else value}" for name, value in part.seen]
    between = ", " if scene.lang == "en" else "，"
    return scene.say("why.rule_seen", condition=part.text, values=between.join(values)) if values else part.text


def list_page(scene: Scene, found: Mapping[str, Any], pairs: Sequence[tuple[str, str]],
              people: Mapping[int, str]) -> WhyPage:
    """Return the page about a list: how many may be seen, and what each condition keeps away."""
    thing = scene.context.catalog.objects[found["object"]]
    lines = [Because(*(_KEEPS if each["excludes"] else _ASIDE), scene.say(
        "why.condition", condition=_said(scene, thing, pairs, each["condition"]), n=each["excludes"]))
        for each in found["conditions"]]
    more = "+" if found["capped"] else ""
    cards = (
        Card(icon="filter", title=scene.say("why.list", shown=found["shown"], n=f"{found['seen']}{more}"),
             kind=scene.say("why.kind_list"), lines=tuple(lines), foot=scene.say("why.outside")),
        Card(icon="eye-off", title=found["reading"]["text"], kind=scene.say("why.kind_rows"),
             lines=_grounds(found["reading"])))
    return WhyPage(title=scene.say("why.title"), about=scene.plural(thing), back=links.list_of(thing.name, pairs),
                   cards=cards, may=(), kept=tuple(pairs), **_whom(scene, found, people))


def _whom(scene: Scene, found: Mapping[str, Any], people: Mapping[int, str]) -> dict[str, Any]:
    person, between = found["person"], ", " if scene.lang == "en" else "、"
    held = between.join(each["label"] for each in person["roles"]) or scene.say(
        "why.administrator" if person["administrator"] else "why.no_roles")
    return {"whom": person["name"], "held": held,
            "people": tuple(Choice(str(id), name, id == person["id"]) for id, name in people.items())}


def _verb(scene: Scene, found: Mapping[str, Any]) -> Card:
    return Card(icon="lock", title=found["text"], kind=scene.say("why.kind_verb"), lines=_grounds(found))


def _grounds(found: Mapping[str, Any]) -> tuple[Because, ...]:
    return tuple(Because(*(_ASIDE if each["covers"] is None else _LETS if each["covers"] else _KEEPS), each["text"])
                 for each in found["grounds"])


def _field(scene: Scene, found: Mapping[str, Any]) -> Card:
    lines = [Because(*(_ASIDE if each["covers"] is False else _KEEPS if each["right"] == "hidden" else _LETS),
                     each["text"]) for each in found["grounds"]]
    if found["fixed_text"]:
        lines.append(Because(*_KEEPS, found["fixed_text"]))
    title = found["text"] if not found["read"] else scene.say("why.readonly", field=found["label"])
    return Card(icon="eye-off" if not found["read"] else "pencil", title=title, kind=scene.say("why.kind_field"),
                lines=tuple(lines))


def _said(scene: Scene, thing: Object, pairs: Sequence[tuple[str, str]], condition: str) -> str:
    """Return a condition in the words of the list's filter, where it has some."""
    found = tokens(scene, thing, [each for each in pairs if f"{each[0]}={each[1]}" == condition])
    return " ".join(filter(None, (found[0].field, found[0].operator, found[0].value))) if found else condition
