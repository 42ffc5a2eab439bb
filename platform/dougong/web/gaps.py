"""Markup drawn once and kept, with gaps for what each request says itself: its token, its address, where it stands."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from dougong.web.markup import joined

#: Nobody outside the process knows it, so that no text of a record or a person can be taken for a gap.
_SECRET = secrets.token_hex(16)
_GAP = re.compile(f"{_SECRET}-([a-z0-9_.]*)-")


@dataclass(frozen=True, slots=True)
class Kept:
    """Markup in pieces: at even places as it stands, at odd places the names of gaps."""

    pieces: tuple[str, ...]

    def opened(self) -> Markup:
        """Return the markup with its gaps, as part of other markup that is kept."""
        return joined(gap(piece) if at % 2 else piece for at, piece in enumerate(self.pieces))

    def filled(self, said: Mapping[str, str]) -> Markup:
        """Return the markup, each gap filled with what is `said` of it, nothing where nothing is."""
        made = list(self.pieces)
        made[1::2] = [said.get(name, "") for name in self.pieces[1::2]]
        return joined(made)


def gap(name: str) -> str:
    """Return what stands for a gap while markup is drawn; `name` is small letters, digits, _ and dots."""
    return f"{_SECRET}-{name}-"


def kept(drawn: str) -> Kept:
    """Return drawn markup taken apart at its gaps."""
    return Kept(tuple(_GAP.split(drawn)))
