"""The cards that say why a record's transitions can be run or not, what its state locks, and what rules did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from dougong.access.policy import doing
from dougong.catalog.model import Field, Object
from dougong.catalog.phrase.told import condition_phrase, input_phrase
from dougong.kernel.labels import clauses, enumerated
from dougong.kernel.spelling import spelled
from dougong.processes.rules.considered import Considered
from dougong.processes.rules.pressable import Pressable
from dougong.processes.workflow.explained import Explained, Locked
from dougong.records.reasons.conditions import Part
from dougong.web.admin.who_may import who_may
from dougong.web.listing.filters import one
from dougong.web.record.timeline import since
from dougong.web.scene import Scene

#: The icon and tone of a reason: it lets, it keeps out, it does not matter here.
LETS: Final = ("circle-check", "pine")
KEEPS: Final = ("ban", "cinnabar")
ASIDE: Final = ("circle-dashed", "gray")
#: What a condition saw that says nothing: a card tells when it was.
NOW: Final = "now"
#: What a card is about; those of one kind can be looked at alone.
About = Literal["act", "field", "rule", "list", "rows"]


@dataclass(frozen=True, slots=True)
class Because:
    """One line of a card; `href` leads to what it is about."""

    icon: str
    tone: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing that is explained; `name` is what an address asks for it by, `asked` that it was."""

    icon: str
    title: str
    about: About
    kind: str
    lines: tuple[Because, ...]
    foot: str = ""
    name: str = ""
    asked: bool = False


def flow_cards(scene: Scene, thing: Object, locked: Locked | None, found: Sequence[Explained],
               asked: str) -> tuple[Card, ...]:
    """Return a card for what the state locks, and one for each transition that cannot be run, or was `asked` for."""
    locks = () if locked is None else (
        Card(icon="lock", title=scene.say("why.locked", state=locked.state), about="act", name="update",
             kind=scene.say("why.kind_verb"), lines=(Because(*KEEPS, locked.text),)),)
    ways = (each for each in found if not each.allowed or f"do {each.transition}" == asked)
    return (*locks, *(_transition(scene, thing, each) for each in ways))


def _transition(scene: Scene, thing: Object, found: Explained) -> Card:
    made = _act(scene, thing, found, scene.say("why.way", act=found.label, to=found.to), f"do {found.transition}")
    return made if found.verdict != "not_granted" else replace(made, foot=who_may(
        scene, lambda policy: policy.may(thing, doing(found.transition)).allowed))


def button_cards(scene: Scene, thing: Object, found: Sequence[Pressable], asked: str) -> tuple[Card, ...]:
    """Return a card for each button that cannot be pressed, or was `asked` for."""
    return tuple(_button(scene, thing, each) for each in found if not each.allowed or f"press {each.button}" == asked)


def _button(scene: Scene, thing: Object, found: Pressable) -> Card:
    return _act(scene, thing, found, found.label, f"press {found.button}")


def _act(scene: Scene, thing: Object, found: Explained | Pressable, title: str, name: str) -> Card:
    lines = [Because(*(LETS if found.allowed else KEEPS), found.text)]
    lines += [Because(*judged(part.holds), condition(scene, thing, part)) for part in found.parts]
    return Card(icon="bolt" if found.allowed else "lock", about="act", kind=scene.say("why.kind_verb"), title=title,
                name=name, lines=(*lines, *(Because(*judged(each["covers"]), each["text"]) for each in found.grounds)))


def judged(holds: bool | None) -> tuple[str, str]:  # noqa: FBT001 - what a part or ground says
    """Return the icon and tone of what holds, does not, or does not matter."""
    return ASIDE if holds is None else LETS if holds else KEEPS


def rule_cards(scene: Scene, found: Sequence[Considered], names: Mapping[int, str]) -> tuple[Card, ...]:
    """Return a card for each rule the latest changes concerned: its conditions with what they saw, and where one
    did not hold."""
    return tuple(_rule(scene, each, names) for each in found)


def _rule(scene: Scene, found: Considered, names: Mapping[int, str]) -> Card:
    thing = scene.context.catalog.objects[found.object]
    lines = [Because(*judged(part.holds), condition(scene, thing, part)) for part in found.parts]
    at = scene.say("why.rule_when", version=found.version, when=since(scene, found.at), door=scene.say(
        f"door.{found.door}"), who=names.get(found.actor or 0) or scene.say("history.system"))
    return Card(icon="bolt", about="rule", kind=scene.say("why.kind_rule"),
                title=scene.say("why.rule_fired" if found.fired else "why.rule_silent", rule=found.label),
                lines=(*lines, Because(*(LETS if found.fired else ASIDE), found.text)), foot=at)


def condition(scene: Scene, thing: Object, part: Part) -> str:
    """Return a condition on records of `thing` with what it saw, in words."""
    asked = condition_phrase(scene.context.catalog, thing, part.text, scene.lang)
    values = [_seen(scene, thing, name, value) for name, value in part.seen if name != NOW]
    return scene.say("why.rule_seen", condition=asked, values=clauses(values, scene.lang)) if values else asked


def _seen(scene: Scene, thing: Object, name: str, value: Any) -> str:
    found = input_phrase(scene.context.catalog, thing, name, scene.lang)
    told = [_value(scene, found.field, each) for each in (value if isinstance(value, list | tuple) else [value])]
    return f"{found.text} = {enumerated(told, scene.lang) or '–'}"


def _value(scene: Scene, field: Field | None, value: Any) -> str:
    """Return a value as it is shown, of a link the title of what it leads to."""
    return "–" if value is None else spelled(value) if field is None else one(scene, field, spelled(value))
