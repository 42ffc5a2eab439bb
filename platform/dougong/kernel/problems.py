"""What is wrong in a definition: findings are values, collected and printed like a compiler's."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from dougong.kernel.messages import Said, say


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a definition says something: a file as the author knows it, line and column from 1 (0 = whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault of a definition. Codes: M1xx shape, M2xx link, M3xx meaning, M4xx safety. `said` is message and hint
    for a reader of any language, where they are known in more than English."""

    place: Place
    code: str
    message: str
    hint: str = ""
    said: Said | None = field(default=None, compare=False)

    def told(self, language: str) -> str:
        """Return the finding for a reader of the language; what its code means stands before words that are English
        only."""
        if language == "en":
            return str(self)
        if self.said is not None:
            return f"{self.place} {self.code} {say(self.said.code, language, **self.said.slots)}"
        return f"{say(f'finding_{self.code}', language)}（{self}）"

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.place} {self.code} {self.message}{hint}"


class MetadataError(Exception):
    """Definitions that cannot be used; carries every finding at once, sorted by place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(sorted(set(findings)))
        super().__init__("\n".join(map(str, self.findings)))
