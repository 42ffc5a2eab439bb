"""The page on which a record is shared: with whom it is, and with whom else it shall be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.policy import Verb
from dougong.catalog.model import Object
from dougong.records.acts.shares import Share
from dougong.records.named import heading, titles
from dougong.web import links
from dougong.web.admin.people import person_input
from dougong.web.record.inputs import Choice, Input
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Shown:
    """One share in words; `whom` ends it when it is sent back."""

    whom: str
    named: str
    what: str
    until: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the person may do with the record, what was sent a moment ago, and what was wrong with it."""

    may: frozenset[Verb]
    sent: Mapping[str, str]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What is asked about a share: with whom, for what, until when."""

    inputs: tuple[Input, ...]
    roles: tuple[Choice, ...]
    verbs: tuple[Choice, ...]
    until: str
    least: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingPage:
    """Everything the sharing template shows; nothing is asked of who may not share it."""

    title: str
    record: str
    record_href: str
    href: str
    shares: tuple[Shown, ...]
    asks: Asks | None
    faults: tuple[str, ...] = ()


def sharing_page(scene: Scene, thing: Object, record: Mapping[str, Any], shares: Sequence[Share],
                 form: Form) -> SharingPage:
    """Return the page of a record's shares; the form is there for who may share it, for changes for who may change
    it."""
    title = heading(record)
    return SharingPage(
        title=scene.say("share.title", what=title), record=title,
        record_href=links.record(thing.name, record["id"]), href=links.act(thing.name, record["id"], "share"),
        shares=_shown(scene, shares), asks=asks(scene, form) if "share" in form.may else None, faults=form.faults)


def asks(scene: Scene, form: Form) -> Asks:
    """Return what is asked, as it was sent a moment ago."""
    sent, offered = form.sent, ("read", "write") if "update" in form.may else ("read",)
    return Asks(
        inputs=tuple(person_input(scene, kind, scene.say(f"share.with_{kind}"), sent, kind) for kind in ("user", "unit")
                     if scene.may(scene.context.catalog.objects[kind], "read")),
        roles=tuple(Choice(name, scene.label(role), sent.get("role") == name)
                    for name, role in sorted(scene.context.catalog.roles.items()) if not role.administrator),
        verbs=tuple(Choice(verb, scene.say(f"share.to_{verb}"), sent.get("verb") == verb) for verb in offered),
        until=sent.get("until", ""), least=scene.context.today.isoformat())


def named(scene: Scene, whom: Sequence[str]) -> dict[str, str]:
    """Return what user/5, unit/3 and role/staff are called; who may not be seen is told by what they are."""
    found: dict[str, str] = {}
    for kind in ("user", "unit"):
        ids = [int(each.partition("/")[2]) for each in whom if each.startswith(f"{kind}/")]
        known = titles(scene.context, kind, ids) if scene.may(scene.context.catalog.objects[kind], "read") else {}
        found |= {f"{kind}/{id}": known.get(id) or scene.say(f"share.some_{kind}") for id in ids}
    for each in whom:
        if each.startswith("role/"):
            role = scene.context.catalog.roles.get(each.removeprefix("role/"))
            found[each] = scene.say("share.all_who", role=scene.label(role) if role else each.removeprefix("role/"))
    return found


def until_words(scene: Scene, until: str | None) -> str:
    """Return until when something is shared, in words."""
    return scene.say("share.for_good") if until is None else scene.say("share.until_day", day=until)


def _shown(scene: Scene, shares: Sequence[Share]) -> tuple[Shown, ...]:
    names = named(scene, [each.wish.whom for each in shares])
    user = scene.context.catalog.objects["user"]
    people = titles(scene.context, "user", (each.by for each in shares)) if scene.may(user, "read") else {}
    found = []
    for each in shares:
        until = each.wish.told()["until"]
        over = each.wish.until is not None and each.wish.until < scene.context.today
        found.append(Shown(
            each.wish.whom, names[each.wish.whom], scene.say(f"share.to_{each.wish.verb}"),
            scene.say("share.over", day=until) if over else until_words(scene, until),
            people.get(each.by, scene.say("share.some_user"))))
    return tuple(found)
