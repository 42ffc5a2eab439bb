"""Values as the texts that addresses, forms and files say them by."""

from typing import Any


def spelled(value: Any) -> str:
    """Return a value as a text: flags in small letters as JSON has them, all else as Python writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
