"""The page and drawer that say why: cards of reasons about a record, or about what a list shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Object
from dougong.kernel.labels import enumerated
from dougong.web import links
from dougong.web.admin.who_may import who_may
from dougong.web.listing.filters import tokens
from dougong.web.record.inputs import Choice
from dougong.web.record.why_cards import ASIDE, KEEPS, LETS, About, Because, Card, judged
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPage:
    """The cards about a record or list; `people` may be chosen by administrators, `kinds` are what the cards are about,
    in words, where that is more than one."""

    title: str
    about: str
    address: str
    back: str
    whom: str
    held: str
    cards: tuple[Card, ...]
    may: tuple[str, ...]
    people: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def kinds(self) -> tuple[tuple[About, str], ...]:
        """Return each kind of card once, as it comes."""
        found = {card.about: card.kind for card in self.cards}
        return tuple(found.items()) if len(found) > 1 else ()


def record_page(scene: Scene, found: Mapping[str, Any], title: str, people: Mapping[int, str],
                told: tuple[Card, ...] = (), asked: str = "") -> WhyPage:
    """Return the page about a record: first what was asked for, then what is refused, fields, what rules did, and what
    is allowed in a word each. `told` are cards of its workflow and rules."""
    thing = scene.context.catalog.objects[found["object"]]
    refused = tuple(_verb(scene, thing, each) for each in found["verbs"]
                    if not each["allowed"] or each["verb"] == asked)
    fields = _fields(scene, thing, found["fields"], asked)
    acts = tuple(each for each in told if each.about == "act")
    cards = (*acts, *refused, *fields, *(each for each in told if each.about != "act"))
    first = tuple(replace(each, asked=True) for each in cards if asked and each.name == asked)
    return WhyPage(
        title=scene.say("why.title"), about=title, address=links.why(found["object"], found["id"]),
        back=links.record(found["object"], found["id"]),
        cards=(*first, *(each for each in cards if not asked or each.name != asked)),
        may=tuple(dict.fromkeys(each["text"] for each in found["verbs"] if each["allowed"])),
        kept=(("about", asked),) if asked else (), **_whom(scene, found, people))


def list_page(scene: Scene, found: Mapping[str, Any], pairs: Sequence[tuple[str, str]],
              people: Mapping[int, str]) -> WhyPage:
    """Return the page about a list: how many may be seen, and what each condition keeps away."""
    thing = scene.context.catalog.objects[found["object"]]
    lines = [Because(*(KEEPS if each["excludes"] else ASIDE), scene.say(
        "why.condition", condition=_said(scene, thing, pairs, each["condition"]), n=each["excludes"]))
        for each in found["conditions"]]
    more = "+" if found["capped"] else ""
    cards = (
        Card(icon="filter", title=scene.say("why.list", shown=found["shown"], n=f"{found['seen']}{more}"),
             about="list", kind=scene.say("why.kind_list"), lines=tuple(lines), foot=scene.say("why.outside")),
        Card(icon="eye-off", title=found["reading"]["text"], about="rows", kind=scene.say("why.kind_rows"),
             lines=_grounds(found["reading"])))
    return WhyPage(title=scene.say("why.title"), about=scene.plural(thing), address=links.why_list(thing.name, ()),
                   back=links.list_of(thing.name, pairs),
                   cards=cards, may=(), kept=tuple(pairs), **_whom(scene, found, people))


def _whom(scene: Scene, found: Mapping[str, Any], people: Mapping[int, str]) -> dict[str, Any]:
    person = found["person"]
    held = enumerated((each["label"] for each in person["roles"]), scene.lang) or scene.say(
        "why.administrator" if person["administrator"] else "why.no_roles")
    return {"whom": person["name"], "held": held,
            "people": tuple(Choice(str(id), name, id == person["id"]) for id, name in people.items())}


def _verb(scene: Scene, thing: Object, found: Mapping[str, Any]) -> Card:
    foot = who_may(scene, lambda policy: policy.may(thing, found["verb"]).allowed) \
        if found["verdict"] == "not_granted" else ""
    return Card(icon="lock" if not found["allowed"] else "circle-check", title=found["text"], about="act",
                kind=scene.say("why.kind_verb"), lines=_grounds(found), name=found["verb"], foot=foot)


def _grounds(found: Mapping[str, Any]) -> tuple[Because, ...]:
    return tuple(Because(*judged(each["covers"]), each["text"]) for each in found["grounds"])


def _fields(scene: Scene, thing: Object, found: Sequence[Mapping[str, Any]], asked: str) -> tuple[Card, ...]:
    """Return a card for each field that is hidden or asked for; what cannot be edited for one reason shares one."""
    cards: list[Card] = []
    alike: dict[tuple[Because, ...], list[str]] = {}
    for each in found:
        name, lines = f"field {each['field']}", _because(each)
        if each["read"] and name != asked:
            alike.setdefault(lines, []).append(each["label"])
        else:
            title = scene.say("why.readonly", field=each["label"]) if each["read"] else each["text"]
            foot = "" if each["read"] else _readers(scene, thing, each["field"])
            cards.append(replace(_field(scene, title, lines, name, read=each["read"]), foot=foot))
    return (*cards, *(_field(scene, scene.say("why.readonly", field=enumerated(labels, scene.lang)), lines, "",
                             read=True) for lines, labels in alike.items()))


def _readers(scene: Scene, thing: Object, name: str) -> str:
    return who_may(scene, lambda policy: policy.may(thing, "read").allowed and policy.field(thing, name) is not None)


def _because(found: Mapping[str, Any]) -> tuple[Because, ...]:
    lines = [Because(*(ASIDE if each["covers"] is False else KEEPS if each["right"] == "hidden" else LETS),
                     each["text"]) for each in found["grounds"]]
    return (*lines, Because(*KEEPS, found["fixed_text"])) if found["fixed_text"] else tuple(lines)


def _field(scene: Scene, title: str, lines: tuple[Because, ...], name: str, *, read: bool) -> Card:
    return Card(icon="pencil" if read else "eye-off", title=title, about="field", kind=scene.say("why.kind_field"),
                lines=lines, name=name)


def _said(scene: Scene, thing: Object, pairs: Sequence[tuple[str, str]], condition: str) -> str:
    """Return a condition in the words of the list's filter, where it has some."""
    if condition.startswith("q="):
        return scene.say("why.searched", q=condition.removeprefix("q="))
    found = tokens(scene, thing, [each for each in pairs if f"{each[0]}={each[1]}" == condition])
    return " ".join(filter(None, (found[0].field, found[0].operator, found[0].value))) if found else condition
