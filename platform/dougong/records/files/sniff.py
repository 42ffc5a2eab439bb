"""What a file is, by what is in it alone: neither its name nor what the sender says counts (safety.md R14)."""

import re
import struct
from dataclasses import dataclass
from typing import Final

#: Bytes from the beginning that are looked at; a camera's preview stands before the size of its picture.
LOOKED_AT: Final = 256 * 1024
#: Points of a picture that is shown in a page; larger ones can only be downloaded.
MOST_POINTS: Final = 40_000_000
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PDF: Final = "application/pdf"
UNKNOWN: Final = "application/octet-stream"
HTML: Final = "text/html"
SVG: Final = "image/svg+xml"

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_STARTS: Final = ((b"%PDF-", PDF), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
                  (b"Rar!\x1a\x07", "application/vnd.rar"), (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
                  (b"\x1f\x8b", "application/gzip"), (b"BM", "image/bmp"), (b"II*\0", "image/tiff"),
                  (b"MM\0*", "image/tiff"), (b"ID3", "audio/mpeg"), (b"OggS", "audio/ogg"),
                  (b"MZ", "application/vnd.microsoft.portable-executable"), (b"\x7fELF", "application/x-elf"))
_PARTS: Final = ((b"word/", "wordprocessingml.document"), (b"xl/", "spreadsheetml.sheet"),
                 (b"ppt/", "presentationml.presentation"))
_MARKUP: Final = re.compile(rb"<\s*(!doctype\s+html|html|head|body|script|iframe|svg|\?xml|!--)", re.IGNORECASE)
#: Markers of a JPEG that carry its size.
_SIZES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is: its media type, and of a picture how many points it is wide and high (0 where unknown)."""

    kind: str
    width: int = 0
    height: int = 0


def sniff(head: bytes) -> Found:
    """Return what a file is that begins with `head`."""
    return _picture(head) or Found(_container(head) or _text(head) or UNKNOWN)


def is_picture(kind: str, width: int | None, height: int | None) -> bool:
    """Return whether a file may be drawn in a page: a picture of known, bearable size."""
    return kind in PICTURES and 0 < (width or 0) * (height or 0) <= MOST_POINTS


def _picture(head: bytes) -> Found | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR" and len(head) >= 24:
        return Found("image/png", *struct.unpack(">II", head[16:24]))
    if head[:6] in (b"GIF87a", b"GIF89a") and len(head) >= 10:
        return Found("image/gif", *struct.unpack("<HH", head[6:10]))
    if head.startswith(b"\xff\xd8\xff"):
        return Found("image/jpeg", *_jpeg(head))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Found("image/webp", *_webp(head))
    return None


def _jpeg(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in _SIZES:
            height, width = struct.unpack(">HH", head[at + 5:at + 9])
            return width, height
        if marker == 0xFF:
            at += 1
            continue
        at += 2 + int.from_bytes(head[at + 2:at + 4], "big")
    return 0, 0


def _webp(head: bytes) -> tuple[int, int]:
    if head[12:16] == b"VP8X" and len(head) >= 30:
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if head[12:16] == b"VP8 " and len(head) >= 30:
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _container(head: bytes) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        office = next((kind for part, kind in _PARTS if part in head), None)
        return f"{_OFFICE}{office}" if office and b"[Content_Types].xml" in head else "application/zip"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for start, kind in _STARTS if head.startswith(start)), None)


def _text(head: bytes) -> str | None:
    """Return what kind of text it is; UTF-16 and GBK texts are files like any other, which nothing here reads."""
    markup = _MARKUP.search(head.replace(b"\0", b""))
    if markup is not None:
        return SVG if b"<svg" in head.lower() else HTML if markup[1].lower() != b"?xml" else "application/xml"
    try:
        head[:LOOKED_AT - 4].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head[:LOOKED_AT - 4]) - 3:
            return None
    return None if b"\0" in head else "text/plain"
