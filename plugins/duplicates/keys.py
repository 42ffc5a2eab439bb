"""Keys: what two texts have in common when people would call them the same (PC01)."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

from dougong.spi import Function, Kind, fold, words

#: Characters of a stored key; of a longer one the beginning and a digest stand for the whole.
LONGEST: Final = 120
#: What firms add to their names, folded and without blanks; the longest that fits goes, and then another.
SUFFIXES: Final = tuple(sorted((
    "有限责任公司", "股份有限公司", "有限公司", "集团公司", "总公司", "分公司", "公司", "集团", "厂", "商行", "经营部",
    "coltd", "companylimited", "limited", "ltd", "incorporated", "inc", "corporation", "corp", "company", "llc", "plc",
    "gmbh", "ag", "sa", "bv", "kk", "株式会社"), key=len, reverse=True))
#: Characters a name keeps at least, whatever its suffixes.
LEAST: Final = 2
#: What precedes a number dialled from abroad.
ABROAD: Final = re.compile(r"^(?:\+|00)86(?=\d{7,})")

_SIGNS: Final = re.compile(r"[\W_]+")
_NO_DIGIT: Final = re.compile(r"[^\d+]+")


def name_key(text: str) -> str | None:
    """Return a name without case, width, script, blanks, signs and the suffixes of firms; null for nothing but signs.

    「 北京華強科技有限公司 」 and 北京华强科技 are one, so are ＡＢＣ科技 and "abc 科技".
    """
    return _kept(bare(_SIGNS.sub("", fold(text))))


def sound_key(text: str) -> str | None:
    """Return how such a name sounds, in pinyin without tones; null where it says no Chinese: 华强 and 华墙 are one."""
    key = bare(_SIGNS.sub("", fold(text)))
    return _kept("".join(word.spelt for word in words(key))) if not key.isascii() else None


def code_key(text: str) -> str | None:
    """Return letters and digits alone, as capitals: how a tax number or an article's code is meant."""
    return _kept(_SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper())


def phone_key(text: str) -> str | None:
    """Return the digits of a number, without what one dials from abroad or another city; null for fewer than 5."""
    found = ABROAD.sub("", _NO_DIGIT.sub("", unicodedata.normalize("NFKC", text))).replace("+", "").lstrip("0")
    return _kept(found) if len(found) >= 5 else None


def mail_key(text: str) -> str | None:
    """Return a mail address without case, width and blanks."""
    return _kept("".join(unicodedata.normalize("NFKC", text).lower().split()))


def bare(name: str) -> str:
    """Return a folded name without the suffixes of firms, as long as something is left."""
    while suffix := next((each for each in SUFFIXES if _ends(name, each)), ""):
        name = name.removesuffix(suffix)
    return name


def _ends(name: str, suffix: str) -> bool:
    return name.endswith(suffix) and len(name) - len(suffix) >= LEAST


def _kept(key: str) -> str | None:
    if len(key) > LONGEST:
        key = key[:LONGEST - 32] + hashlib.sha256(key.encode()).hexdigest()[:32]
    return key or None


_MADE: Final[Mapping[str, tuple[Callable[[str], str | None], str]]] = {
    "name": (name_key, "A name without what others write otherwise: case, width, script, blanks, signs, firms' ends."),
    "sound": (sound_key, "How such a name sounds, in pinyin; null without Chinese."),
    "code": (code_key, "The letters and digits of a text, as capitals."),
    "phone": (phone_key, "The digits of a phone number, without the prefix from abroad; null for fewer than 5."),
    "mail": (mail_key, "A mail address without case, width and blanks."),
}
#: How a key may be made, by the word a definition says.
MAKERS: Final[Mapping[str, Callable[[str], str | None]]] = {name: make for name, (make, _) in _MADE.items()}
FUNCTIONS: Final = tuple(Function(f"{name}_key", (Kind.TEXT,), Kind.TEXT, make, doc=doc)
                         for name, (make, doc) in _MADE.items())
