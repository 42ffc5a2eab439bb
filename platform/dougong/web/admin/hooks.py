"""Messages from outside as administrators see them: which rules hear them, where they arrive, what came lately."""

from collections.abc import Iterable
from dataclasses import dataclass

from dougong.kernel.labels import words
from dougong.processes.rules.hooks import Call, Hook
from dougong.web import links
from dougong.web.record.timeline import since
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardRow:
    """One rule that hears messages, in the list."""

    href: str
    label: str
    of: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One message that came: `leads` to what it made or changed, `error` says why it was refused."""

    at: str
    when: str
    message: str
    state: str
    tone: str
    on: str
    leads: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HookPage:
    """One rule that hears messages. `url` is where they arrive ("" where nothing does yet); `secret` is told when it
    was just made."""

    title: str
    of: str
    action: str
    url: str
    secret: str
    takes: tuple[tuple[str, str, str, bool], ...]
    calls: tuple[CallRow, ...]


def heard_rows(scene: Scene, every: Iterable[Hook]) -> tuple[HeardRow, ...]:
    """Return the rules that hear messages, for the list."""
    return tuple(HeardRow(
        href=links.hook(each.rule.name), label=words(each.rule.label, scene.lang), of=_of(scene, each),
        state=scene.say("hooks.on" if each.path else "hooks.off"), tone="pine" if each.path else "gray")
        for each in every)


def hook_page(scene: Scene, hook: Hook, url: str, calls: Iterable[Call], secret: str = "") -> HookPage:
    """Return the page of one, whose messages arrive at `url`."""
    inbound = hook.rule.on.inbound
    takes = inbound.takes if inbound else ()
    return HookPage(
        title=words(hook.rule.label, scene.lang), of=_of(scene, hook), action=links.hook(hook.rule.name),
        url=url, secret=secret,
        takes=tuple((".".join(each.at), each.name, each.type, each.required) for each in takes),
        calls=tuple(_call(scene, hook, each) for each in calls))


def _of(scene: Scene, hook: Hook) -> str:
    return scene.label(scene.context.catalog.objects[hook.rule.object])


def _call(scene: Scene, hook: Hook, call: Call) -> CallRow:
    leads = "" if call.record is None else links.record(hook.rule.object, call.record)
    return CallRow(at=call.at.isoformat(), when=since(scene, call.at), message=call.message,
                   state=scene.say("hooks.heard" if call.heard else "hooks.refused"),
                   tone="pine" if call.heard else "cinnabar",
                   on="" if call.record is None else f"{_of(scene, hook)} #{call.record}", leads=leads,
                   error=call.error(scene.lang))
