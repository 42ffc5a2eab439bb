"""Which part of a name was typed: as written, or as pinyin, initials or both mixed (杭州 by hz, hangz, hzhou)."""

import re
from dataclasses import dataclass

from dougong.fields.collation import fold, search_key

#: Longer names are not looked through; nobody reads a mark that far away.
LONGEST = 80

#: What people type as words: runs of Latin letters and digits, runs of anything else that is written.
WORDS = re.compile(r"[0-9A-Za-z]+|[^\W0-9A-Za-z]+")

Parts = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text, and whether it is what was typed."""

    text: str
    typed: bool


def cut(text: str, q: str) -> Parts:
    """Return the text in three: before, the part that was typed, after; no middle where nothing fits."""
    wanted = fold(q).replace(" ", "")
    if not wanted or len(text) > LONGEST:
        return text, "", ""
    for start in range(len(text)):
        end = _matched(text, start, wanted)
        if end:
            return text[:start], text[start:end], text[end:]
    return text, "", ""


def marked(text: str, q: str) -> tuple[Mark, ...]:
    """Return the text in parts, each with whether it was typed; of several words that were typed, each by itself."""
    whole = cut(text, q)
    if whole[1]:
        return _marks(whole)
    parts: tuple[Mark, ...] = (Mark(text, typed=False),)
    for word in WORDS.findall(q):
        parts = tuple(found for part in parts
                      for found in ((part,) if part.typed else _marks(cut(part.text, word))))
    return parts


def _marks(parts: Parts) -> tuple[Mark, ...]:
    before, match, after = parts
    found = (Mark(before, typed=False), Mark(match, typed=True), Mark(after, typed=False))
    return tuple(each for each in found if each.text)


def _matched(text: str, at: int, rest: str) -> int:
    """Return where the match that begins at `at` ends, 0 for none."""
    if at == len(text):
        return 0
    for reading in _readings(text[at]):
        if reading.startswith(rest):
            return at + 1
        if reading and rest.startswith(reading):
            end = _matched(text, at + 1, rest[len(reading):])
            if end:
                return end
    return 0


def _readings(character: str) -> tuple[str, ...]:
    """Return how one character may be typed: itself, its pinyin, its initials. Latin is typed as it is."""
    folded = fold(character)
    return (folded,) if folded.isascii() else (folded, *search_key(folded).split("\t"))
