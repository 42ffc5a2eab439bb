"""The page that says what somebody may do, and why: verbs, fields, and the grants that decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong.web import links
from dougong.web.admin.organisation import span
from dougong.web.design.role_matrix import ICONS
from dougong.web.record.inputs import Choice
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Reason:
    """One grant that was looked at: `tone` and icon tell whether it lets."""

    text: str
    icon: str
    tone: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What may be done or not, and the reasons."""

    text: str
    icon: str
    tone: str
    reasons: tuple[Reason, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class ObjectLine:
    """An object with what may be done with it."""

    label: str
    href: str
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPage:
    """Everything the page shows."""

    users: tuple[Choice, ...]
    objects: tuple[Choice, ...]
    number: str
    user: str
    person: str
    name: str
    held: tuple[tuple[str, str, str], ...]
    verbs: tuple[Answer, ...]
    fields: tuple[Answer, ...]
    seen: str
    lines: tuple[ObjectLine, ...]
    fault: str


def access_page(scene: Scene, users: Mapping[int, str], user: int, asked: Mapping[str, str],
                found: Mapping[str, Any] | None, fault: str) -> AccessPage:
    """Return the page of what `user` may do, as `records.reasons.entitled` tells it."""
    said = found or {}
    things = [each for each in scene.context.catalog.objects.values() if each.parent is None]
    hidden = [each for each in said.get("fields", ()) if not each["read"]]
    return AccessPage(
        users=tuple(Choice(str(number), name, number == user) for number, name in users.items()),
        objects=(Choice("", scene.say("access.every"), not asked["object"]),
                 *(Choice(each.name, scene.label(each), each.name == asked["object"]) for each in things)),
        number=asked["id"], user=str(user), person=links.member(user), name=users.get(user, ""),
        held=tuple(_held(scene, each) for each in said.get("roles", ())),
        verbs=(*(_answer(each, ICONS[each["verb"]], each["verb"]) for each in said.get("verbs", ())),
               *(_answer(each, "bolt", each["transition"]) for each in said.get("transitions", ()))),
        fields=tuple(_field(each) for each in hidden),
        seen=scene.say("access.fields_seen", n=len(said.get("fields", ())) - len(hidden)) if "fields" in said else "",
        lines=tuple(ObjectLine(each["label"], links.access(user, each["object"]),
                               (*(scene.say(f"verb.{verb}") for verb in each["may"]),
                                *(way["label"] for way in each["transitions"])))
                    for each in said.get("objects", ())), fault=fault)


def _held(scene: Scene, one: Mapping[str, Any]) -> tuple[str, str, str]:
    known = one["role"] in scene.context.catalog.roles
    off = "" if one["now"] else scene.say("staff.not_now")
    text = " · ".join(filter(None, (one["label"], one["unit"], span(scene, one["from"], one["to"]), off)))
    return text, links.role(one["role"]) if known else "", "blue" if one["now"] else "gray"


def _answer(one: Mapping[str, Any], icon: str, name: str) -> Answer:
    return Answer(one["text"], icon if one["allowed"] else "ban", "pine" if one["allowed"] else "gray",
                  tuple(_reason(each, each["covers"]) for each in one["grounds"]), name)


def _field(one: Mapping[str, Any]) -> Answer:
    return Answer(one["text"], "eye-off", "gray", tuple(
        _reason(each, each["right"] != "hidden" and each["covers"] is not False) for each in one["grounds"]),
        one["field"])


def _reason(one: Mapping[str, Any], lets: bool | None) -> Reason:  # noqa: FBT001 - what a ground says
    icon, tone = {True: ("circle-check", "pine"), False: ("ban", "cinnabar"), None: ("circle-dashed", "gray")}[lets]
    return Reason(one["text"], icon, tone, links.role(one["role"]))
