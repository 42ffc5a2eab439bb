"""Texts that a spreadsheet would take for a formula are written behind a quote (safety.md R15)."""

from typing import Final

#: What a formula begins with, the full-width twins that spreadsheets in Chinese take for the same among them.
BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Return a text as a CSV may hold it; a text that itself begins with a quote and one of these gets another."""
    return f"'{text}" if text.startswith(BEGINS) or (text[:1] == "'" and text[1:2] in ("'", *BEGINS)) else text


def plain(text: str) -> str:
    """Return the text that was guarded: the opposite of `guarded`."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("'", *BEGINS) and len(text) > 1 else text
