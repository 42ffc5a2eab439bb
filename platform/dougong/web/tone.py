"""Initials and tints of people: stable for one id, so that a colour comes to mean a person."""

import hashlib

TONES = ("gray", "blue", "ochre", "pine", "cinnabar", "violet", "teal")


def tone_of(number: int) -> str:
    """Return the tint of an id: one of the seven, by a hash that never changes."""
    return TONES[hashlib.sha256(str(number).encode()).digest()[0] % len(TONES)]


def initials(name: str) -> str:
    """Return the surname of a Chinese name, two initials of a Latin one (ui.md 3.2)."""
    tidy = name.strip()
    if not tidy:
        return "?"
    if not tidy[0].isascii():
        return tidy[0]
    return "".join(part[0] for part in tidy.split()[:2]).upper()
