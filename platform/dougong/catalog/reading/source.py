"""Where definitions come from: a folder, or files in memory (a pack archive, the database, a test)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from dougong import resources
from dougong.kernel.errors import NOTHING
from dougong.kernel.problems import Finding, Place

FILE_BYTES = 256 * 1024
PACK_BYTES = 5 * 1024 * 1024
_TESTS = "tests"                                 # scenarios of the pack, not definitions
_IGNORED_SUFFIXES = frozenset({".md", ".txt"})
_TABLES = ".csv"                                 # rows that a definition of kind data names


@dataclass(frozen=True, slots=True)
class PackSource:
    """The files of one pack by path relative to it, with what was wrong in finding them. `tables` are files of rows:
    they are no definitions, so they stay where they lie; nor are `tests`, the files of its scenarios."""

    name: str
    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()
    tables: Mapping[str, Path] = field(default_factory=lambda: NOTHING, compare=False)
    tests: Mapping[str, bytes] = field(default_factory=lambda: NOTHING, compare=False)

    @staticmethod
    def of(name: str, files: Mapping[str, str | bytes]) -> "PackSource":
        """Return a pack held in memory."""
        held = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        return PackSource(name, MappingProxyType(held))

    @staticmethod
    def folder(root: Path) -> "PackSource":
        """Return the pack in a folder; links are refused, a file too large is read only as far as to say so."""
        files: dict[str, bytes] = {}
        findings: list[Finding] = []
        tables: dict[str, Path] = {}
        tests: dict[str, bytes] = {}
        for path in _walk(root):
            relative = path.relative_to(root).as_posix()
            if path.is_symlink():
                findings.append(Finding(Place(f"{root.name}/{relative}"), "M406", "the file is a link"))
                continue
            kept = tests if relative.startswith(f"{_TESTS}/") else files
            if path.suffix == _TABLES and kept is files:
                tables[relative] = path
                continue
            with path.open("rb") as stream:
                kept[relative] = stream.read(FILE_BYTES + 1)
        return PackSource(root.name, MappingProxyType(files), tuple(findings), MappingProxyType(tables),
                          MappingProxyType(tests))


def folders(roots: Iterable[Path]) -> tuple[PackSource, ...]:
    """Return the packs in these folders: each is a pack itself (it has a pack.yaml) or holds packs."""
    return tuple(PackSource.folder(path) for root in roots
                 for path in ([root] if (root / "pack.yaml").exists() else sorted(root.iterdir()))
                 if (path / "pack.yaml").exists())


def tables_of(packs: Iterable[PackSource]) -> dict[str, Path]:
    """Return the files of rows of all packs, by pack and path."""
    return {f"{pack.name}/{relative}": path for pack in packs for relative, path in pack.tables.items()}


def shipped_packs() -> tuple[PackSource, ...]:
    """Return the packs that come with Dougong."""
    return folders([resources.metadata()])


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files and links below `root` in a fixed order, never following a link out of it."""
    for path in sorted(root.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~"):
            continue
        if path.is_symlink():
            yield path
        elif path.is_dir():
            if path.name != "__pycache__":
                yield from _walk(path)
        elif path.suffix not in _IGNORED_SUFFIXES:
            yield path
