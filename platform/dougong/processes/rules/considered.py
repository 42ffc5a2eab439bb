"""Why rules did or did not fire: what the history kept of each as it decided, for who may read what it looks at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dougong.catalog.model import Expression, Object
from dougong.catalog.phrase.told import condition_phrase
from dougong.catalog.rule import Rule
from dougong.expressions.parts import conjuncts, inputs
from dougong.kernel.labels import words
from dougong.kernel.messages import say
from dougong.processes.rules.deck import mark_of
from dougong.processes.rules.told import BROKEN, FIRED, Told, read
from dougong.records.causes import spoken
from dougong.records.context import Context
from dougong.records.reasons.conditions import Part, legible
from dougong.records.writing.outcome import Heard
from dougong.store.engine import history

#: Changes of a record that are told of, the newest first.
CHANGES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A rule about an `object` that a change concerned: whether it fired, why in a sentence, and its conditions
    with what they saw."""

    rule: str
    object: str
    label: str
    fired: bool
    verdict: str
    text: str
    parts: tuple[Part, ...]
    version: int
    at: datetime
    actor: int | None
    door: str
    cause: str


def considered(context: Context, object: Object, id: int, language: str, changes: int = CHANGES) -> list[Considered]:
    """Return the rules the latest changes of a record concerned, the newest change first; not those that look at
    anything the reader may not. The caller has seen to it that the record may be read."""
    engine = context.plans.engine
    if not (object.rules or object.ruled):
        return []
    with context.database.read() as session:
        rows = session.rows(engine.history_read, {"object_uid": object.uid, "record_id": id, "before": 2**63 - 1,
                                                  "limit": changes})
    entries = [dict(zip(history.COLUMNS, row[1:], strict=True)) for row in rows]
    return [each for entry in entries for each in _entry(context, entry, language)]


def foreseen(context: Context, heard: Iterable[Heard], language: str) -> list[tuple[Heard, Considered]]:
    """Return the rules a dry run would concern, in their order, each with the change: told as `considered` tells."""
    at = context.plans.engine.moment(context.now)
    return [(each, rule) for each in heard for rule in _entry(context, {
        "told": each.told, "version": each.version, "at": at, "actor": context.actor.id, "cause": each.cause,
        "door": "rule" if each.cause else context.door}, language)]


def _entry(context: Context, entry: Mapping[str, Any], language: str) -> Iterator[Considered]:
    seen, told = read(entry["told"])
    for each in told:
        rule = context.catalog.by_uid.get(each.uid)
        if not isinstance(rule, Rule) or not legible(
                context.catalog, context.actor.policy, context.catalog.objects[rule.object], rule.when):
            continue
        thing, same = context.catalog.objects[rule.object], each.mark == mark_of(rule)
        parts = tuple(_parts(rule.when, each, {**seen, **each.seen})) if same and rule.when is not None else ()
        verdict = _verdict(each, same=same)
        failed = each.verdict if isinstance(each.verdict, int) and each.verdict < len(parts) else None
        asked = "" if failed is None else condition_phrase(context.catalog, thing, parts[failed].text, language)
        yield Considered(
            rule=rule.name, object=rule.object, label=_label(rule, each, language), fired=each.verdict == FIRED,
            verdict=verdict, text=say(f"why_rule_{verdict}", language, condition=asked),
            parts=parts, version=entry["version"], at=context.plans.engine.when(entry["at"]), actor=entry["actor"],
            door=entry["door"], cause=spoken(context.catalog, entry["cause"] or ""))


def _label(rule: Rule, told: Told, language: str) -> str:
    """Return what the rule is called, and of a line which it is."""
    return words(rule.label, language) + (f" · {told.line}" if told.line else "")


def _verdict(told: Told, *, same: bool) -> str:
    """Return the word for it; of a rule that says something else today the condition is not told."""
    if isinstance(told.verdict, str):
        return told.verdict
    return "false" if same else "then"


def _parts(when: Expression, told: Told, seen: Mapping[str, Any]) -> Iterator[Part]:
    for place, part in enumerate(conjuncts(when.checked)):
        values = tuple((name, seen[name]) for name in inputs(part) if name in seen)
        yield Part(part.text, _holds(told, place), values)


def _holds(told: Told, place: int) -> bool | None:
    if told.verdict == BROKEN:
        return None
    if isinstance(told.verdict, str) or place < told.verdict:
        return True
    return False if place == told.verdict else None
