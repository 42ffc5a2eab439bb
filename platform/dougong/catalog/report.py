"""Findings as they are collected: every fault of every pack, at once, each with its place."""

from collections.abc import Iterable, Sequence

from dougong.catalog.codes import CODES
from dougong.catalog.reading.document import Where
from dougong.kernel.messages import Said
from dougong.kernel.names import suggestion
from dougong.kernel.problems import Finding, MetadataError, Place

LIMIT = 1000          # a generated pack with one mistake per field tells nothing more after these


class Report:
    """Collects findings; a stage that cannot go on asks `failed`."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, place: Place | Where, code: str, message: str, hint: str = "",
            said: Said | None = None) -> None:
        """Note one fault. `code` is one of catalog.codes.CODES; `said` see Finding."""
        if code not in CODES:
            raise KeyError(code)
        if len(self.findings) < LIMIT:
            at = place.place() if isinstance(place, Where) else place
            self.findings.append(Finding(at, code, message, hint, said))

    def take(self, findings: Iterable[Finding]) -> None:
        """Note faults that were found before."""
        self.findings += list(findings)[:LIMIT - len(self.findings)]

    @property
    def failed(self) -> bool:
        """Return whether anything was found."""
        return bool(self.findings)

    def holds(self, code: str) -> bool:
        """Return whether a fault of this code was found."""
        return any(finding.code == code for finding in self.findings)

    def raise_if_any(self) -> None:
        """Raise MetadataError with all findings when there are any."""
        if self.findings:
            raise MetadataError(self.findings)


def meant(wrong: str, known: Iterable[str]) -> str:
    """Return a hint for a name that is not known: the nearest that is, or nothing; nothing for one that is."""
    names = list(known)
    return "" if wrong in names else suggestion(wrong, names)


def listed(names: Sequence[str]) -> str:
    """Return names as a hint: "one of a, b, c", cut when there are many."""
    if not names:
        return ""
    shown = ", ".join(list(names)[:12])
    return f"one of {shown}{', …' if len(names) > 12 else ''}"
