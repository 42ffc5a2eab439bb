"""What can be wrong with an expression, as the person who wrote it meets it."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from dougong.kernel.messages import NOTHING, Said, say


class ExpressionError(Exception):
    """An expression that cannot be used. `column` counts characters from 1 (0: the whole expression), `code` is stable;
    `reason` is a message of kernel/messages whose slots are filled, `cure` what to do instead or None."""

    def __init__(self, code: str, reason: str, column: int = 0, cure: Said | None = None, /, **slots: Any) -> None:
        self.code = code
        self.reason = Said(reason, slots)
        self.column = column
        self.cure = cure
        super().__init__(code, reason, column)

    @property
    def message(self) -> str:
        """Return the reason in English, the language of the compiler."""
        return say(self.reason.code, "en", **self.reason.slots)

    @property
    def hint(self) -> str:
        """Return the cure in English, or ""."""
        return say(self.cure.code, "en", **self.cure.slots) if self.cure else ""

    def slots(self) -> dict[str, Any]:
        """Return what fills a message about it, in any language: its column, reason and hint."""
        return {"column": self.column, "reason": self.reason, "hint": self.cure or NOTHING}

    def found(self, subject: str, cure: Said | None = None) -> Said:
        """Return what a finding about `subject` says; `cure` stands in the place of its own."""
        return Said("expr_found", {"subject": subject, "reason": self.reason, "hint": cure or self.cure or NOTHING})

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}{f' ({self.hint})' if self.cure else ''}"


class ExpressionOverflow(ExpressionError):
    """A result that needs more than 28 digits before the point; the only error an evaluation can raise."""

    def __init__(self) -> None:
        super().__init__("overflow", "overflow")


def instead(example: str) -> Said:
    """Return the cure: write this."""
    return Said("expr_write", {"example": example})


def suggestion(word: str, known: Iterable[str]) -> Said | None:
    """Return the cure: did you mean <the nearest known word>? None when nothing is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return Said("expr_meant", {"name": near[0]}) if near else None
