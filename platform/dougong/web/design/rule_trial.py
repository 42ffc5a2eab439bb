"""What became of trying a rule, as cards: on a record, on what happened lately, on days to come."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.catalog.rule import Rule
from dougong.kernel.errors import AppError, Missing
from dougong.kernel.labels import clauses, words
from dougong.processes.rules.foretold import Foretold
from dougong.processes.rules.replayed import Past
from dougong.processes.rules.trying import Judged, Made, Sent, Trial
from dougong.processes.talk.wording import worded
from dougong.records.reading import read
from dougong.web import links
from dougong.web.record.fault import refusal_of
from dougong.web.record.timeline import MOST_CHANGES, changed_values, since
from dougong.web.record.why_cards import ASIDE, KEEPS, LETS, Because, Card, condition, judged
from dougong.web.scene import Scene

#: Changes and effects that are told one by one.
TOLD: Final = 20


def record_cards(scene: Scene, rule: Rule, found: Trial, title: str) -> Iterator[Card]:
    """Yield what a rule makes of a record called `title`, line by line, and what it would do."""
    for each in found.judged[:TOLD]:
        yield _judged(scene, rule, each, title)
    if not found.judged:
        yield _card(scene, "circle-dashed", scene.say("try.no_lines", record=title), ())
    if any(each.fires for each in found.judged):
        yield _card(scene, "bolt", scene.say("try.does"), tuple(_does(scene, found)), scene.say("try.undone"))


def past_card(scene: Scene, object: Object, found: Past) -> Card:
    """Return on which changes a rule would have fired."""
    lines = [Because(*LETS, " · ".join(filter(None, (
        since(scene, each.at), each.title, scene.say("try.line", n=each.line) if each.line else ""))),
        links.record(object.name, each.id)) for each in found.latest]
    if found.fired > len(found.latest):
        lines.append(Because(*ASIDE, scene.say("try.more", n=found.fired - len(found.latest))))
    foot = [scene.say("try.looked", changes=found.changes, records=found.records)]
    foot += [scene.say("try.cut")] if found.cut else []
    foot += [scene.say("try.as_now", names=", ".join(found.as_now))] if found.as_now else []
    return _card(scene, "history", scene.say("try.fired", n=found.fired, records=found.on), tuple(lines),
                 (" " if scene.lang == "en" else "").join(foot))


def due_card(scene: Scene, rule: Rule, object: Object, found: Foretold) -> Card:
    """Return what time would bring to a rule; `object` is what it is about."""
    lines = list[Because]()
    for each in found.times:
        at = f"{each.at.astimezone(scene.zone):%Y-%m-%d}" + (
            f" {each.at.astimezone(scene.zone):%H:%M}" if rule.on.schedule is not None else "")
        lines += [Because(*LETS, f"{at} · {title}", "" if object.parent else links.record(object.name, id))
                  for id, title in each.records]
        lines += [Because(*ASIDE, f"{at} · {scene.say('try.more_due')}")] if each.more else []
        lines += [] if each.records else [Because(*ASIDE, f"{at} · {scene.say('try.none_due')}")]
    foot = scene.say("try.due_foot") if found.times else ""
    return _card(scene, "clock", scene.say("try.due" if found.times else "try.never_due"), tuple(lines), foot)


def refused_card(scene: Scene, error: AppError) -> Card:
    """Return why a rule cannot be tried."""
    return _card(scene, "ban", scene.say("try.not"), tuple(_refused(scene, error)))


def _refused(scene: Scene, error: AppError) -> Iterator[Because]:
    return (Because(*KEEPS, text) for text in refusal_of(scene, error))


def _card(scene: Scene, icon: str, title: str, lines: tuple[Because, ...], foot: str = "") -> Card:
    return Card(icon=icon, title=title, about="rule", kind=scene.say("design.try"), lines=lines, foot=foot)


def _judged(scene: Scene, rule: Rule, found: Judged, title: str) -> Card:
    thing = scene.context.catalog.objects[rule.object]
    lines = [Because(*judged(part.holds), condition(scene, thing, part)) for part in found.parts]
    verdict = Because(*(LETS if found.fires else KEEPS), found.text(scene.context.catalog, rule, scene.lang))
    name = f"{title} · {scene.say('try.line', n=found.line)}" if found.line else title
    return _card(scene, "player-play", name, (*lines, verdict))


def _does(scene: Scene, found: Trial) -> Iterator[Because]:
    if found.refused is not None:
        yield from _refused(scene, found.refused)
        return
    for called in found.called[:TOLD]:
        yield Because("bolt", "blue", scene.say("try.does_call", what=words(called.action.label, scene.lang)))
    for made in found.made[:TOLD]:
        yield Because(*LETS, _made(scene, made), links.record(made.object, made.id) if made.id else "")
    for sent in found.sent[:TOLD]:
        yield Because("send", "blue", _sent(scene, sent))
    more = max(0, len(found.made) - TOLD) + max(0, len(found.sent) - TOLD)
    if more:
        yield Because(*ASIDE, scene.say("try.more", n=more))
    if not (found.made or found.sent or found.called):
        yield Because(*ASIDE, scene.say("try.nothing"))


def _made(scene: Scene, made: Made) -> str:
    """Return a change in words: what it does to which record, and the values it gives."""
    thing = scene.context.catalog.objects[made.object]
    flow = thing.workflow
    way = flow.transitions.get(made.transition) if flow is not None and made.transition else None
    what = " ".join(filter(None, (scene.label(thing), made.title)))
    verb = made.verb if made.verb in _VERBS else "update"
    said = scene.say("try.does_run", what=what, way=words(way.label, scene.lang)) if way is not None else \
        scene.say(f"try.does_{verb}", what=what)
    values = [f"{each.label} {each.old + ' → ' if each.old else ''}{each.new}".strip()
              for each in changed_values(scene, thing, made.changes)]
    shown = values[:MOST_CHANGES] + (["…"] if len(values) > MOST_CHANGES else [])
    colon = ": " if scene.lang == "en" else "："
    return said + (colon + clauses(shown, scene.lang) if shown else "")


_VERBS: Final = frozenset({"create", "update", "archive", "assign"})


def _sent(scene: Scene, sent: Sent) -> str:
    """Return an effect in words; of a message what its reader would read, were it the asker."""
    payload = sent.payload
    if sent.kind == "webhook":
        return scene.say("try.does_webhook", to=payload.get("named") or payload.get("type") or "")
    if sent.kind not in {"notify", "mail"}:
        return sent.kind
    return scene.say(f"try.does_{sent.kind}", text=_words(scene, sent, payload.get(
        "subject" if sent.kind == "mail" else "text") or {}))


def _words(scene: Scene, sent: Sent, text: Mapping[str, Any]) -> str:
    thing = scene.context.catalog.objects.get(sent.object)
    if thing is None:
        return words(text, scene.lang)
    try:
        record = read(scene.context, thing.name, sent.id, titles=True) if sent.id else {}
    except Missing:
        record = {}                                    # it would be made first
    return worded(scene.context, thing, {"text": text, "values": sent.payload.get("values", {})}, record)
