"""Words for people, patched: by language, over the pack's own words and all translations."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.linking.draft import Draft
from dougong.catalog.patches.aim import Target
from dougong.catalog.patches.operation import Operation
from dougong.catalog.patches.slot import peek, slot
from dougong.catalog.patches.verbs import GONE, Lost
from dougong.catalog.reading.document import Where


def say(draft: Draft, target: Target, one: Operation, where: Where) -> Lost | None:
    """Let the words at the target be others in the languages the operation names, where `was` is said now."""
    place = slot(target.document.body, target.steps)
    if place is None or isinstance(place.key, int):
        return GONE
    now = present(draft, target)
    language = draft.packs[where.document.pack].language
    was = _by_language(one.was, language)
    if one.verb == "unset":
        return _silence(draft, target, now, was)
    to = _by_language(one.to, language)
    if any(now.get(each) not in (was.get(each), text) for each, text in to.items()):
        return Lost("changed", {each: now.get(each) for each in to})
    path = target.word_paths(target.rest)[-1]
    for each, text in to.items():
        if now.get(each) != text:
            draft.words.put(path, each, text, where / "to")
    return None


def present(draft: Draft, target: Target) -> dict[str, str]:
    """Return the words that stand there now, by language."""
    place = peek(target.document.body, target.steps)
    given = place.value if place is not None else None
    return draft.words.peek(given, draft.packs[target.pack].language, *target.word_paths(target.rest))


def _by_language(said: Any, language: str) -> dict[str, str]:
    """Return words by language, those of one text in `language`."""
    if isinstance(said, Mapping):
        return dict(said)
    return {} if said is None else {language: str(said)}


def _silence(draft: Draft, target: Target, now: Mapping[str, str], was: Mapping[str, str]) -> Lost | None:
    if now and dict(now) != dict(was):
        return Lost("changed", dict(now))
    draft.words.forget(*target.word_paths(target.rest))
    return None
