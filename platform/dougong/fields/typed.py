"""Numbers as people type them: 1.2万, 128,640, full-width digits, ¥ 12, 1.5e3 (ui.md 12)."""

import re
import unicodedata
from decimal import Decimal

from dougong.fields.refusals import Unclear

LONGEST = 60
_UNITS = {"": 0, "千": 3, "万": 4, "萬": 4, "百万": 6, "百萬": 6, "亿": 8, "億": 8, "k": 3, "m": 6}
_NUMBER = re.compile(
    r"(?P<sign>[-+]?) ?[¥$€£]? ?(?P<whole>[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]{1,40})?(?P<part>\.[0-9]{0,30})?"
    r"(?:e(?P<power>[-+]?[0-9]{1,2}))? ?(?P<unit>千|万|萬|百万|百萬|亿|億|k|m|) ?(?:元|块|塊)?")


def plain(text: str) -> str:
    """Return the text with full-width forms made ordinary, all minus signs alike, and no blanks around it."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def number(text: str) -> Decimal | None:
    """Return the number typed, exactly; None for blank. Raises Unclear "number"."""
    tidy = plain(text[:LONGEST * 2]).lower()
    if not tidy:
        return None
    found = _NUMBER.fullmatch(tidy) if len(tidy) <= LONGEST else None
    if found is None or not (found["whole"] or (found["part"] or "")[1:]):
        raise Unclear("number")
    whole = (found["whole"] or "0").translate(_GAPS)
    digits = f"{found['sign']}{whole}{found['part'] or ''}"
    power = int(found["power"] or 0) + _UNITS[found["unit"]]
    return Decimal(f"{digits}e{power}")


_GAPS = dict.fromkeys(map(ord, ", "))
_DASHES = dict.fromkeys(map(ord, "\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"), "-")
