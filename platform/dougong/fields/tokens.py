"""What a record is found by: its title, number and texts as tokens, and what people type as the tokens it asks for.

Chinese comes as pairs of characters, of which one asks for the first alone; Latin words and digits are found by their
beginning, a title also by pinyin and initials from any of its characters on, a number by its end. Simplified and
traditional are one. Every token costs each write some microseconds: what another one says is not said.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from dougong.fields.collation import Word, fold, spelling

#: Raised whenever the tokens of the same text become others: every index is made anew then.
VERSION: Final = 5
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
#: Digits that make a number of its own: in a short text one types it without its blanks and dashes, as a phone's; what
#: is read of a title in pinyin from further on ends before it, as no other record would have that token.
DIGITS: Final = 5

#: Scripts without blanks between words: Chinese, kana, hangul.
_DENSE: Final = ("\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff"
                 "\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
                 "\U00020000-\U0003ffff")
_RUN: Final = re.compile(f"([{_DENSE}]+)|[^\\W_{_DENSE}]+")
_WORD: Final = re.compile(f"[^\\W_{_DENSE}]+")
_LETTERS: Final = re.compile(r"[^\W_]+")
_NO_DIGIT: Final = re.compile(r"\D+")
#: Digits with nothing but signs between: two numbers of one text are not one.
_DIGITS: Final = re.compile(r"\d[\d\W_]*\d")
_OWN: Final = re.compile(r"\d" * DIGITS)


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
    for a word asks for it in a title, too. What two texts say may stand twice."""
    said, titled = _title(title)
    found = [said]
    if number:
        found += _beside(titled, _number(number))
    left = TEXTS_LONGEST
    for text in texts:
        found += _beside(titled, _short(text) if len(text) <= min(left, SHORT) else _text(text[:left]))
        left -= len(text)
        if left <= 0:
            break
    return " ".join(found)


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


class _Said(NamedTuple):
    """Tokens with blanks between, and those among them that a title may say, too."""

    tokens: str
    words: tuple[str, ...]


def _beside(titled: frozenset[str], said: _Said) -> Iterator[str]:
    """Yield the tokens that are not said by a title, if any."""
    if titled.isdisjoint(said.words):
        if said.tokens:
            yield said.tokens
    elif left := [token for token in said.tokens.split(" ") if token not in titled]:
        yield " ".join(left)


@lru_cache(maxsize=512)
def _title(title: str) -> tuple[str, frozenset[str]]:
    """Return the tokens of a title with blanks between, and its words as other texts would say them."""
    folded = fold(title[:TITLE_LONGEST])
    pieces = [_piece(each) for each in folded.split(" ")]
    found = [piece.titled for piece in pieces if piece.plain]
    found.append(START + "".join([piece.letters for piece in pieces])[:LONGEST])
    if not folded.isascii():
        found.append(_spelt(folded))
    found += [piece.ends for piece in pieces if piece.ends]
    return " ".join(found), frozenset([token for piece in pieces for token in piece.plain])


class _Piece(NamedTuple):
    """What a part of a title between blanks says: titles share such parts."""

    plain: tuple[str, ...]
    titled: str
    letters: str
    ends: str


@lru_cache(maxsize=2048)
def _piece(folded: str) -> _Piece:
    said = _WORD.findall(folded)
    plain = tuple(dict.fromkeys([word[:LONGEST] for word in said] if folded.isascii() else _plain(folded)))
    ends = [end for word in said for end in _ends(word)]
    return _Piece(plain, _marked(TITLE, plain), _joined(folded), " ".join(ends))


def _spelt(folded: str) -> str:
    """Return pinyin and initials from the beginning and from each further character on, to the next number of DIGITS:
    what one types may begin anywhere. Where one of the first two characters there has another reading, initials by
    that, too."""
    said, full, shorts = spelling(folded)
    begins = [short[:LONGEST] for short in shorts]
    begins.append(full[:LONGEST])
    rest: list[str] = []
    for part in _parted(said, shorts[0], full) if _OWN.search(folded) else ((said, shorts[0], full, 1),):
        rest += _rest(*part)
    return f"{_marked(START, begins)} {_marked(TITLE, rest)}" if rest else _marked(START, begins)


def _parted(said: Sequence[Word], usual: str, full: str) -> Iterator[tuple[Sequence[Word], str, str, int]]:
    """Yield the words between numbers of their own, with their initials, their pinyin, and from which on there is a
    rest: of those that begin it all, from the second."""
    begun = at = spelt = at_begun = spelt_begun = 0
    for place, (letters, first) in enumerate(said):
        if len(letters) >= DIGITS and not letters.isalpha() and _OWN.search(letters):
            yield said[begun:place], usual[at_begun:at], full[spelt_begun:spelt], 0 if begun else 1
            begun, at_begun, spelt_begun = place + 1, at + len(first[0]), spelt + len(letters)
        at, spelt = at + len(first[0]), spelt + len(letters)
    yield said[begun:], usual[at_begun:], full[spelt_begun:], 0 if begun else 1


def _rest(said: Sequence[Word], usual: str, full: str, since: int) -> list[str]:
    """Return initials and pinyin from each word on, the first `since` of them left out."""
    rest: list[str] = []
    at = spelt = before = 0
    for place, (letters, first) in enumerate(said):
        after = at + len(first[0])
        if place >= since:
            rest += (usual[at:at + REST], full[spelt:spelt + REST])
            if len(first) > 1:
                other = first[1] + usual[after:after + REST]
                rest.append(other[:REST])
                if place > 1:
                    rest.append((usual[before:at] + other)[:REST])
        before, at, spelt = at, after, spelt + len(letters)
    return rest


def _number(number: str) -> _Said:
    folded = fold(number)
    joined = _joined(folded)[:2 * LONGEST]
    ends = [joined[at:at + LONGEST] for at in range(1, len(joined) - 1)
            if not (joined[at].isalpha() and joined[at - 1].isalpha())]
    plain = _plain(folded)
    return _Said(" ".join((NUMBER + joined[:LONGEST], *plain, *([_marked(END, ends)] if ends else ()))), tuple(plain))


@lru_cache(maxsize=1024)
def _short(text: str) -> _Said:
    """Return the tokens of a short text: many records say the same."""
    return _text(text)


def _text(text: str) -> _Said:
    folded = fold(text)
    plain = tuple(dict.fromkeys(_plain(folded)))
    if len(folded) <= LONGEST:
        numbers = [_NO_DIGIT.sub("", each) for each in _DIGITS.findall(folded)]
        ends = [end for number in numbers if len(number) >= DIGITS for end in (END + number, *_ends(number))]
        return _Said(" ".join((*plain, *ends)), plain)
    return _Said(" ".join(plain), plain)


def _marked(mark: str, tokens: Sequence[str]) -> str:
    """Return tokens, each with a mark, with blanks between."""
    return mark + f" {mark}".join(tokens) if tokens else ""


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
