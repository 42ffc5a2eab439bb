"""Effects as administrators see them: a list, and one with what it tells and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import orjson

from dougong.catalog.model import Catalog
from dougong.catalog.rule import Rule
from dougong.kernel.labels import words
from dougong.kernel.number import whole_number
from dougong.processes.effects.listing import AGAIN, STATES, STOPPED, Asked, Seen
from dougong.processes.rules.waiting import KIND as WAIT
from dougong.processes.rules.waiting import NEVER
from dougong.records.causes import asked as caused
from dougong.records.causes import of_rule
from dougong.web import links
from dougong.web.record.inputs import Choice
from dougong.web.record.timeline import since
from dougong.web.scene import Scene

SHOWN: Final = 50
#: What nothing was made by.
_NOBODY: Final = "?"
_TONES: Final = {"waiting": "ochre", "running": "blue", "done": "pine", "dead": "cinnabar", "cancelled": "gray"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """One effect in the list; `on` names the record it tells of, `leads` to it."""

    href: str
    at: str
    when: str
    kind: str
    state: str
    tone: str
    on: str
    leads: str
    tries: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectsPage:
    """Effects with the filters they were asked by; `more` leads to older ones. `dead` is whether they are such as were
    given up, which can be tried again, or cancelled, all at once: by a form that sends `asked` along."""

    rows: tuple[EffectRow, ...]
    states: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    rules: tuple[Choice, ...]
    dead: bool
    asked: tuple[tuple[str, str], ...]
    more: str
    narrowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectPage:
    """One effect: `facts` are (what, how it is), `payload` what it tells. `again` and `stop` say what can be done."""

    row: EffectRow
    facts: tuple[tuple[str, str], ...]
    payload: str
    action: str
    again: bool
    stop: bool


def asked_of(given: Mapping[str, str], catalog: Catalog) -> Asked:
    """Return which effects an address or a form asks for; a state or an id that is none is not asked, of a rule that is
    gone there are none."""
    name = given.get("rule", "")
    rule = catalog.rule(name)
    state, before = given.get("state", ""), whole_number(given.get("before", ""))
    asked = Asked(state=state if state in STATES else "", kind=given.get("kind", "")[:100], limit=SHOWN,
                  target=given.get("target", "")[:100], cause=of_rule(rule) if rule is not None else name and _NOBODY)
    return asked if before is None else replace(asked, before=before)


def asks_of(asked: Asked, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """Return what asks for these effects, in an address or a form."""
    rule = caused(catalog, asked.cause)
    said = (("state", asked.state), ("kind", asked.kind), ("target", asked.target), ("rule", rule.name if rule else ""))
    return tuple((name, value) for name, value in said if value)


def effects_page(scene: Scene, asked: Asked, rows: Iterable[Seen], kinds: Iterable[str],
                 causes: Iterable[str]) -> EffectsPage:
    """Return the page of effects; `kinds` and `causes` are all there may be."""
    shown, catalog = tuple(rows), scene.context.catalog
    asks = asks_of(asked, catalog)
    rules = {rule.name: rule for cause in {*causes, asked.cause} if (rule := caused(catalog, cause)) is not None}
    named = sorted((words(rule.label, scene.lang), name, of_rule(rule) == asked.cause) for name, rule in rules.items())
    return EffectsPage(
        rules=tuple(Choice(name, label, chosen) for label, name, chosen in named),
        dead=asked.state == "dead" and bool(shown), asked=asks,
        rows=tuple(effect_row(scene, each) for each in shown), narrowed=bool(asks),
        states=tuple(Choice(each, scene.say(f"effects.{each}"), each == asked.state) for each in STATES),
        kinds=tuple(Choice(each, kind_said(scene, each), each == asked.kind)
                    for each in sorted({*kinds, asked.kind} - {""})),
        more=links.effects([*asks, ("before", str(shown[-1].id))]) if len(shown) == asked.limit else "")


def effect_page(scene: Scene, one: Seen, who: str) -> EffectPage:
    """Return the page of an effect; `who` made it."""
    row = effect_row(scene, one)
    facts = [("who", " · ".join(filter(None, (who, scene.say(f"door.{one.door}"))))), ("cause", one.cause or ""),
             ("key", one.key), ("target", one.target or ""), ("tries", str(one.tries)), ("error", one.error or ""),
             ("rule", _rule(scene, one)), ("due", _due(scene, one) if one.ended_at is None else ""),
             ("ended", since(scene, one.ended_at) if one.ended_at else ""), ("request", one.correlation or "")]
    return EffectPage(
        row=row, facts=tuple((scene.say(f"effects.{name}"), text) for name, text in facts if text),
        payload=orjson.dumps(dict(one.payload), option=orjson.OPT_INDENT_2).decode() if one.payload else "",
        action=row.href, again=one.state in AGAIN, stop=one.state in STOPPED)


def _rule(scene: Scene, one: Seen) -> str:
    """Return what the rule is called that goes on with it; "" for what no rule waits for."""
    found = scene.context.catalog.by_uid.get(str(one.payload.get("rule", ""))) if one.kind == WAIT else None
    return scene.label(found) if isinstance(found, Rule) else ""


def _due(scene: Scene, one: Seen) -> str:
    when = f"{one.due_at.astimezone(scene.zone):%Y-%m-%d %H:%M:%S}"
    return when if one.due_at < NEVER else scene.say("effects.when_met")


def kind_said(scene: Scene, kind: str) -> str:
    """Return what a kind of effect is called; one a plugin brings by its key."""
    said = scene.say.phrases.get(f"effects.kind_{kind}")
    return said if isinstance(said, str) else kind


def effect_row(scene: Scene, one: Seen) -> EffectRow:
    """Return an effect as lists show it."""
    thing = scene.context.catalog.by_uid.get(one.object_uid or "")
    leads = thing is not None and one.record_id is not None and thing.parent is None
    return EffectRow(
        href=links.effect(one.id), at=one.created_at.isoformat(), when=since(scene, one.created_at),
        kind=kind_said(scene, one.kind),
        state=scene.say(f"effects.{one.state}"), tone=_TONES[one.state], tries=one.tries, error=one.error or "",
        on=f"{scene.label(thing)} #{one.record_id}" if thing is not None else "",
        leads=links.record(thing.name, one.record_id or 0) if thing is not None and leads else "")
