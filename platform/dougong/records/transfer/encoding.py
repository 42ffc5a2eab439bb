"""Which encoding a text file is in: byte order mark, strict UTF-8, UTF-16 by its zeros, then GB18030 against Big5.

Statistical detectors are wrong on short Chinese tables; the common characters of both standards lie in ranges of
their lead bytes that hardly overlap in real text, so counting them decides.
"""

import codecs
from pathlib import Path
from typing import Final

from dougong.kernel.errors import Refused
from dougong.kernel.pieces import pieces

#: What a person may choose from, by the names people know.
ENCODINGS: Final = ("utf-8", "gb18030", "big5", "utf-16")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE: Final = 256 * 1024
#: Lead bytes of the most common characters: GB 2312 level 1 and its punctuation, Big5 level 1 and its punctuation.
_COMMON: Final = {"gb18030": ((0xA1, 0xA3), (0xB0, 0xD7)), "big5": ((0xA1, 0xA3), (0xA4, 0xC6))}


def detect(path: Path) -> str:
    """Return the encoding of a text file, one of ENCODINGS; raises Refused "import_encoding" when it is none."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if b"\n\0" in sample or b"\0\n" in sample:      # a line feed of two bytes
        return "utf-16"
    if _reads(path, "utf-8"):
        return "utf-8"
    found = [name for name in ("gb18030", "big5") if _reads(path, name)]
    if not found:
        raise Refused("import_encoding")
    return max(found, key=lambda name: _common(sample, name))


def codec(path: Path, encoding: str) -> str:
    """Return the name of Python's codec for a file said to be in `encoding`, its byte order mark looked at."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    if encoding == "utf-8":
        return "utf-8-sig"
    if encoding == "utf-16" and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"
    return {"big5": "cp950"}.get(encoding, encoding)


def _reads(path: Path, encoding: str) -> bool:
    """Return whether the whole file can be read so."""
    decoder = codecs.getincrementaldecoder(codec(path, encoding))("strict")
    try:
        with path.open("rb") as file:
            for piece in pieces(file):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _common(sample: bytes, encoding: str) -> float:
    """Return which part of the double-byte characters is among the common ones, read in this encoding."""
    ranges, common, pairs, at = _COMMON[encoding], 0, 0, 0
    while at < len(sample) - 1:
        first, trail = sample[at], sample[at + 1]
        if first < 0x80:
            at += 1
            continue
        pairs += 1
        fits = trail >= 0xA1 or (encoding == "big5" and 0x40 <= trail <= 0x7E)
        common += fits and any(low <= first <= high for low, high in ranges)
        at += 2
    return common / pairs if pairs else 0.0
