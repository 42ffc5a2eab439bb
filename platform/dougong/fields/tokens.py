"""What a record is found by: its title, number and texts as tokens, and what people type as the tokens it asks for.

Chinese comes as pairs of characters, of which one asks for the first alone; Latin words and digits are found by their
beginning, a title also by pinyin and initials from any of its characters on, a number by its end. Simplified and
traditional are one. Every token costs each write some microseconds: what another one says is not said.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from dougong.fields.collation import fold, initials, words

#: Raised whenever the tokens of the same text become others: every index is made anew then.
VERSION: Final = 4
#: Marks, from the private use area, where no word can have them: a title's word, what a title begins with, a whole
#: number, the end of a word or number, the place (object and readership).
TITLE, START, NUMBER, END, PLACE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
#: Characters of the longest token; what is asked for is cut alike.
LONGEST: Final = 32
#: Letters kept of the rest of a title in pinyin: some four characters, by which titles have tokens in common.
REST: Final = 12
#: Characters of a title and of all other texts of a record that are looked at.
TITLE_LONGEST: Final = 200
TEXTS_LONGEST: Final = 4000
#: Characters of a text that is likely to be said by many records.
SHORT: Final = 64
#: Words of a question that are looked for.
MOST_ASKED: Final = 16
#: Digits that make a short text a number one types without its blanks and dashes, as a phone's.
DIGITS: Final = 5

#: Scripts without blanks between words: Chinese, kana, hangul.
_DENSE: Final = ("\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff"
                 "\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
                 "\U00020000-\U0003ffff")
_RUN: Final = re.compile(f"([{_DENSE}]+)|[^\\W_{_DENSE}]+")
_WORD: Final = re.compile(f"[^\\W_{_DENSE}]+")
_LETTERS: Final = re.compile(r"[^\W_]+")
_NO_DIGIT: Final = re.compile(r"\D+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as tokens: all of `exact` and something beginning with each of `prefixes`. `whole` is all of it in
    one, as titles begin, numbers are and words have it within."""

    exact: tuple[str, ...]
    prefixes: tuple[str, ...]
    whole: str

    @property
    def scant(self) -> bool:
        """Return whether it is one letter or digit: nearly everything has a word that begins so."""
        return not self.exact and len(self.whole) < 2 and _WORD.match(self.whole) is not None


def document(title: str, number: str | None, texts: Iterable[str]) -> str:
    """Return the tokens a record is found by, with blanks between. What the title says is not said again: whoever asks
    for a word asks for it in a title, too."""
    said, titled = _title(title)
    found = [*said]
    if number:
        found += _number(number)
    left = TEXTS_LONGEST
    for text in texts:
        found += _short(text) if len(text) <= min(left, SHORT) else _text(text[:left])
        left -= len(text)
        if left <= 0:
            break
    different = dict.fromkeys(found)
    for token in titled:
        different.pop(token, None)
    return " ".join(different)


def asked(q: str) -> Asked | None:
    """Return what people typed as tokens; None for nothing but signs."""
    exact: dict[str, None] = {}
    prefixes: dict[str, None] = {}
    folded = fold(q)
    for dense, run in _runs(folded):
        if dense and len(run) > 1:
            exact.update(dict.fromkeys(_pairs(run)))
        else:
            prefixes[run[:LONGEST]] = None
    whole = _joined(folded)
    for letter in [word for word in prefixes if len(word) == 1 and word != whole and _WORD.match(word)]:
        del prefixes[letter]                         # beside more, a letter is a word: too much begins with it
        exact[letter] = None
    return None if not whole else Asked(tuple(exact)[:MOST_ASKED], tuple(prefixes)[:MOST_ASKED], whole[:LONGEST])


def place(uid: str, readership: str) -> str:
    """Return the token all records of an object have that one readership sees alike."""
    return f"{PLACE}{uid}{readership}"


@lru_cache(maxsize=512)
def _title(title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens of a title, and its words as other texts would say them."""
    folded = fold(title[:TITLE_LONGEST])
    pieces = [_piece(each) for each in folded.split(" ")]
    plain = [token for piece in pieces for token in piece.plain]
    found = [TITLE + token for token in plain]
    found.append(START + "".join([piece.letters for piece in pieces])[:LONGEST])
    if not folded.isascii():
        found += _spelt(folded)
    for piece in pieces:
        found += piece.ends
    return tuple(found), tuple(plain)


class _Piece(NamedTuple):
    """What a part of a title between blanks says: titles share such parts."""

    plain: tuple[str, ...]
    letters: str
    ends: tuple[str, ...]


@lru_cache(maxsize=2048)
def _piece(folded: str) -> _Piece:
    return _Piece(tuple(_plain(folded)), _joined(folded),
                  tuple(end for word in _WORD.findall(folded) for end in _ends(word)))


def _spelt(folded: str) -> list[str]:
    """Return pinyin and initials from the beginning and from each further character on: what one types may begin
    anywhere. Where one of the first two characters there has another reading, initials by that, too."""
    said = words(folded)[:2 * LONGEST]
    found = [START + short[:LONGEST] for short in initials(said)]
    found.append(START + "".join([word.spelt for word in said[:LONGEST]])[:LONGEST])
    usual, full = "".join([word.initials[0] for word in said]), "".join([word.spelt for word in said])
    at = spelt = before = 0
    for place, (letters, begins) in enumerate(said):
        after = at + len(begins[0])
        if place:
            found += (TITLE + usual[at:at + REST], TITLE + full[spelt:spelt + REST])
            if len(begins) > 1:
                other = begins[1] + usual[after:after + REST]
                found.append(TITLE + other[:REST])
                if place > 1:
                    found.append(TITLE + (usual[before:at] + other)[:REST])
        before, at, spelt = at, after, spelt + len(letters)
    return found


def _number(number: str) -> list[str]:
    folded = fold(number)
    joined = _joined(folded)[:2 * LONGEST]
    ends = [END + joined[at:at + LONGEST] for at in range(1, len(joined) - 1)
            if not (joined[at].isalpha() and joined[at - 1].isalpha())]
    return [NUMBER + joined[:LONGEST], *_plain(folded), *ends]


@lru_cache(maxsize=1024)
def _short(text: str) -> tuple[str, ...]:
    """Return the tokens of a short text: many records say the same."""
    return tuple(_text(text))


def _text(text: str) -> list[str]:
    folded = fold(text)
    found = _plain(folded)
    if len(folded) <= LONGEST:
        digits = _NO_DIGIT.sub("", folded)
        if len(digits) >= DIGITS:
            found += (END + digits, *_ends(digits))
    return found


def _plain(folded: str) -> list[str]:
    """Return words as written; of dense scripts each pair, and the last character, with which none begins."""
    if folded.isascii():
        return [word[:LONGEST] for word in _WORD.findall(folded)]
    found: list[str] = []
    for dense, run in _runs(folded):
        if dense:
            found += _pairs(run)
            found.append(run[-1])
        else:
            found.append(run[:LONGEST])
    return found


def _ends(word: str) -> list[str]:
    """Return the ends of a word, without itself, that are longer than a letter: what one begins with is within."""
    return [END + word[at:at + LONGEST] for at in range(1, min(len(word) - 1, 2 * LONGEST))]


def _pairs(run: str) -> list[str]:
    return [run[at:at + 2] for at in range(len(run) - 1)]


def _runs(folded: str) -> Iterator[tuple[bool, str]]:
    return ((each.lastindex == 1, each[0]) for each in _RUN.finditer(folded))


def _joined(folded: str) -> str:
    return "".join(_LETTERS.findall(folded))
