"""Counts as people read them."""


def counted(number: int, most: int) -> str:
    """Return a count as people read it: "1,204"; "10,000+" where counting ended above `most`."""
    return f"{most:,}+" if number > most else f"{number:,}"
