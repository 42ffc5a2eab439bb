"""Webhooks as administrators see them: who is told of what, one as a form, what was sent and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dougong.processes.effects.listing import Seen
from dougong.processes.effects.webhooks import EVENTS, Webhook
from dougong.processes.rules.hooks import Hook
from dougong.web import links
from dougong.web.admin.effects import EffectRow, effect_row
from dougong.web.admin.hooks import HeardRow, heard_rows
from dougong.web.record.inputs import Choice
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class HookRow:
    """One webhook in the list."""

    href: str
    name: str
    url: str
    asks: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HooksPage:
    """All webhooks; `heard` are rules that messages from outside fire."""

    rows: tuple[HookRow, ...]
    add: str
    heard: tuple[HeardRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HookPage:
    """One webhook as a form, or a new one (`id` 0). `secret` is told when it was just made; `sent` what was sent
    last, `log` leads to all of it."""

    id: int
    action: str
    title: str
    name: str
    url: str
    active: bool
    stopped: str
    objects: tuple[Choice, ...]
    events: tuple[Choice, ...]
    errors: Mapping[str, str]
    secret: str
    sent: tuple[EffectRow, ...]
    log: str


def hooks_page(scene: Scene, every: Iterable[Webhook], heard: Iterable[Hook]) -> HooksPage:
    """Return the list."""
    return HooksPage(rows=tuple(_row(scene, each) for each in every), add=links.NEW_WEBHOOK,
                     heard=heard_rows(scene, heard))


def hook_page(scene: Scene, said: Mapping[str, object], hook: Webhook | None = None, *,
              errors: Mapping[str, str] | None = None, secret: str = "", sent: Sequence[Seen] = ()) -> HookPage:
    """Return the form of `hook`, or of a new one, holding what is `said` (name, url, objects, events, active)."""
    objects, events = _words(said.get("objects")), _words(said.get("events"))
    known = sorted((scene.label(each), each.name) for each in scene.context.catalog.objects.values()
                   if each.parent is None)
    return HookPage(
        id=hook.id if hook else 0, action=links.webhook(hook.id) if hook else links.NEW_WEBHOOK,
        title=hook.name if hook else scene.say("webhooks.new"), name=str(said.get("name", "")),
        url=str(said.get("url", "")), active=bool(said.get("active", True)), stopped=hook.stopped if hook else "",
        objects=tuple(Choice(name, label, name in objects) for label, name in known),
        events=tuple(Choice(each, scene.say(f"webhooks.{each}"), each in events) for each in EVENTS),
        errors=errors or {}, secret=secret, sent=tuple(effect_row(scene, each) for each in sent),
        log=links.effects([("target", hook.target)]) if hook else "")


def said_of(hook: Webhook) -> Mapping[str, object]:
    """Return what a webhook says of itself, as the form holds it."""
    return {"name": hook.name, "url": hook.url, "objects": hook.objects, "events": hook.events, "active": hook.active}


def _row(scene: Scene, one: Webhook) -> HookRow:
    known = scene.context.catalog.objects
    of = ", ".join(scene.label(known[each]) for each in one.objects) or scene.say("webhooks.all")
    events = ", ".join(scene.say(f"webhooks.{each}") for each in one.events)
    state = "on" if one.active else "stopped" if one.stopped else "off"
    return HookRow(href=links.webhook(one.id), name=one.name, url=one.url, asks=f"{of}: {events}",
                   state=scene.say(f"webhooks.{state}"),
                   tone={"on": "pine", "off": "gray", "stopped": "cinnabar"}[state])


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
