"""Keys by which Chinese text is sorted and found: pinyin, initials, 繁 folded to 简."""

import gc
import marshal
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, product
from typing import NamedTuple

#: Characters that get pinyin; further ones are found by themselves only. It keeps a key of 500 under 2,000.
SPELT = 64
#: How many spellings of the initials are kept where characters have several readings (云栖: yq and yx).
VARIANTS = 4
#: Longest phrase that decides how its characters are read (重庆 is chong qing, not zhong qing).
PHRASE = 4
#: Characters of a text whose folded form is kept for a while.
SHORT = 64
#: Lower than a blank, so that 安 sorts before 安徽.
BETWEEN = "\t"


class Word(NamedTuple):
    """One Chinese character, or one run of Latin letters and digits, which is its own initials."""

    spelt: str
    initials: tuple[str, ...]


def sort_key(text: str) -> str:
    """Return what sorts Chinese by pinyin, among Latin words: 杭州 B2 gives "hang zhou b2"."""
    return _spelt(words(fold(text))) or fold(text)


def search_key(text: str) -> str:
    """Return what a title is found by, with tabs between: its sort key, full pinyin, initials, the folded text.

    杭州云栖 is found by hangzhou, hzyq, hzyx, 云栖 and 雲棲 (folded first). Sorting by it sorts by pinyin.
    """
    folded = fold(text)
    return folded if folded.isascii() else _search_key(folded)


def fold(text: str) -> str:
    """Return text lower-cased, full-width forms made ordinary, traditional characters simplified, blanks single.

    What people search for goes through this too, before it is looked for in a search key.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return _folded(text) if len(text) <= SHORT else _fold(text)


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """Fold a short text: a title is folded for its key and again for search, and many records say the same."""
    return _fold(text)


def _fold(text: str) -> str:
    ordinary, simplified = unicodedata.normalize("NFKC", text), _simplified()
    if not simplified.keys().isdisjoint(map(ord, ordinary)):      # translating takes longer than looking
        ordinary = ordinary.translate(simplified)
    return " ".join(ordinary.lower().split())


class Spelling(NamedTuple):
    """The first words of a text, SPELT of them at most, their pinyin in one, and their initials: the usual ones first,
    others where characters have several readings."""

    words: tuple[Word, ...]
    full: str
    initials: tuple[str, ...]


@lru_cache(maxsize=1024)
def words(folded: str) -> tuple[Word, ...]:
    """Return the characters and Latin runs of a folded text; blanks and punctuation only separate."""
    return tuple([word for piece in folded.split(" ") for word in _words(piece)])


@lru_cache(maxsize=1024)
def spelling(folded: str) -> Spelling:
    """Return how a folded text is spelt. It is asked for twice of each title: for its key and for what it is found
    by."""
    said = words(folded)[:SPELT]
    return Spelling(said, "".join([word.spelt for word in said]), _initials([word.initials for word in said]))


def _initials(each: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the first VARIANTS of all ways to take one of each; runs without a choice are one."""
    parts: list[tuple[str, ...]] = []
    run = ""
    for letters in each:
        if len(letters) == 1:
            run += letters[0]
        else:
            parts += ((run,), letters)
            run = ""
    return tuple(map("".join, islice(product(*parts, (run,)), VARIANTS))) if parts else (run,)


def warm() -> None:
    """Read the tables now, before a server forks, so that no request waits 0.2 to 0.4 s for them."""
    _phrases()
    _simplified()


@lru_cache(maxsize=4096)
def _words(piece: str) -> tuple[Word, ...]:
    """Return the words of a text without blanks; no phrase has one, and names share such pieces."""
    if piece.isascii() and piece.isalnum():
        return (Word(piece, (piece,)),)
    found: list[Word] = []
    at = 0
    while at < len(piece):
        length, read = _phrase(piece, at) or _character(piece, at)
        found.extend(read)
        at += length
    return tuple(found)


@lru_cache(maxsize=4096)
def _search_key(folded: str) -> str:
    said = spelling(folded[:SPELT])
    parts = (_spelt(said.words) + folded[SPELT:], said.full, *said.initials, folded)
    return BETWEEN.join(dict.fromkeys(parts))


def _spelt(words: Iterable[Word]) -> str:
    return " ".join([word.spelt for word in words])


def _phrase(folded: str, at: int) -> tuple[int, tuple[Word, ...]] | None:
    """Return the longest phrase that begins here, for it decides how its characters are read."""
    phrases = _phrases()
    for length in range(PHRASE, 1, -1):
        phrase = folded[at:at + length]
        if phrase in phrases and len(phrase) == length:
            return length, _read_phrase(phrase)
    return None


def _character(folded: str, at: int) -> tuple[int, tuple[Word, ...]]:
    """Return the character here, or the Latin run that begins here; nothing for a blank or punctuation."""
    if (word := _read(folded[at])) is not None:
        return 1, (word,)
    end = at
    while end < len(folded) and folded[end].isalnum() and _read(folded[end]) is None:
        end += 1
    run = folded[at:end]
    return (end - at, (Word(run, (run,)),)) if run else (1, ())


@cache
def _read(character: str) -> Word | None:
    """Return how a Chinese character is read, the usual reading first; None for any other character."""
    readings = _readings().get(ord(character))
    if readings is None:
        return None
    plain = [_toneless(reading) for reading in readings.split(",")]
    return Word(plain[0], tuple(dict.fromkeys(reading[0] for reading in plain)))


@lru_cache(maxsize=4096)
def _read_phrase(phrase: str) -> tuple[Word, ...]:
    readings = [_toneless(reading) for reading in _phrases()[phrase].split(" ")]
    return tuple(Word(reading, (reading[0],)) for reading in readings)


def _toneless(reading: str) -> str:
    """Return a reading as it is typed: lǜ is lv, nǐ is ni."""
    letters = unicodedata.normalize("NFD", reading.replace("ü", "v").translate(_UMLAUT))
    return "".join(letter for letter in letters if letter.isascii())


@cache
def _simplified() -> dict[int, int]:
    """Return which simplified character each traditional one becomes."""
    traditional, simplified = files(__package__).joinpath("simplified.txt").read_text("utf-8").split()
    return dict(zip(map(ord, traditional), map(ord, simplified), strict=True))


@cache
def _phrases() -> Mapping[str, str]:
    return _pypinyin()[0]


@cache
def _readings() -> Mapping[int, str]:
    return _pypinyin()[1]


@cache
def _pypinyin() -> tuple[Mapping[str, str], Mapping[int, str]]:
    """Return the readings of phrases, with blanks between, and of characters. Reading them takes 0.2 to 0.4 s, which
    commands that write no Chinese need not pay."""
    packed = _packed()
    gc.collect()                       # the modules are gone: what is made now lies close together
    found: tuple[Mapping[str, str], Mapping[int, str]] = marshal.loads(packed)  # noqa: S302 - our own, of a moment ago
    return found


def _packed() -> bytes:
    """Return what we need of pypinyin's tables and forget the modules, unless somebody else uses them: lists of lists
    take 55 MB, of which 20 stay."""
    used = "pypinyin" in sys.modules
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT  # noqa: PLC0415 - see _pypinyin
    phrases = {phrase: " ".join(each[0] for each in readings) for phrase, readings in PHRASES_DICT.items()
               if 1 < len(phrase) <= PHRASE}
    packed = marshal.dumps((phrases, dict(PINYIN_DICT)))
    for name in () if used else [name for name in sys.modules if name.partition(".")[0] == "pypinyin"]:
        del sys.modules[name]
    return packed


_UMLAUT = str.maketrans("ǖǘǚǜ", "vvvv")
