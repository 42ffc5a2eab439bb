"""The function mark(text): what stands on a lid."""

from dougong.spi import Function, Kind


def mark(text: str) -> str:
    """Return the first character, a to z as a capital."""
    first = text[:1]
    return first.upper() if first.isascii() else first


MARK = Function("mark", (Kind.TEXT,), Kind.TEXT, mark,
                {"sqlite": "upper(substr({0}, 1, 1))", "postgresql": "upper(substr({0}, 1, 1))"},
                "The first character of a text, a to z as a capital.")
