"""Definitions as read, kept by pack: a pack is read again only when one of its files is another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dougong.catalog.linking.prune import pruned
from dougong.catalog.reading.document import Document
from dougong.catalog.reading.load import load
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reading.validate import Validator
from dougong.catalog.registry import BUILTIN_KINDS, Registry
from dougong.catalog.report import Report
from dougong.kernel.problems import Finding


@dataclass(frozen=True, slots=True)
class _Read:
    """What reading a pack gave: definitions that have their shape, names that could not be read, and why."""

    source: PackSource
    documents: tuple[Document, ...]
    lost: frozenset[str]
    findings: tuple[Finding, ...]


class Shelf:
    """Reads packs against the schemas of one registry and remembers each as it was last read. Nobody changes what
    lies here: who patches a definition makes a copy of it."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.validator = Validator(registry)
        self._kinds = frozenset(BUILTIN_KINDS) | registry.kinds.keys()
        self._read: dict[str, _Read] = {}
        #: How many packs were read so far, the same one again among them.
        self.readings = 0

    def documents(self, packs: Iterable[PackSource], report: Report) -> tuple[list[Document], set[str]]:
        """Return the definitions that have their shape, and the names of what could not be read."""
        found = [self._pack(pack) for pack in packs]
        report.take(finding for each in found for finding in each.findings)
        return [each for read in found for each in read.documents], {name for read in found for name in read.lost}

    def _pack(self, pack: PackSource) -> _Read:
        known = self._read.get(pack.name)
        if known is None or not _same(known.source, pack):
            known = self._read[pack.name] = self._anew(pack)
        return known

    def _anew(self, pack: PackSource) -> _Read:
        self.readings += 1
        report = Report()
        read = load(pack, self._kinds, report)
        lost = _stems(pack.files) - {document.name for document in read}
        kept: list[Document] = []
        for document in read:
            rest, names = pruned(document, self.validator.check(document, report))
            lost |= names
            if rest is not None:
                kept.append(rest)
        return _Read(pack, tuple(kept), frozenset(lost), tuple(report.findings))


def _same(one: PackSource, other: PackSource) -> bool:
    return one is other or (one.files == other.files and one.findings == other.findings)


def _stems(files: Mapping[str, bytes]) -> set[str]:
    return {path.rpartition("/")[2].rpartition(".")[0] for path in files}
