"""What can be wrong with an expression, as the person who wrote it meets it."""

from collections.abc import Iterable
from difflib import get_close_matches


class ExpressionError(Exception):
    """An expression that cannot be used. `column` counts characters from 1 (0: the whole expression), `code` is
    stable, `message` a sentence for the author, `hint` what to do instead or ""."""

    def __init__(self, code: str, message: str, column: int = 0, hint: str = "") -> None:
        self.code = code
        self.message = message
        self.column = column
        self.hint = hint
        super().__init__(f"column {column}: {message}{f' ({hint})' if hint else ''}")


class ExpressionOverflow(ExpressionError):
    """A result that needs more than 28 digits before the point; the only error an evaluation can raise."""

    def __init__(self) -> None:
        super().__init__("overflow", "the result has more than 28 digits")


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "did you mean <the nearest known word>?", or "" when nothing is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""
