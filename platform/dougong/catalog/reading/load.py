"""First stage: files become definitions, each with kind, name and the places of its parts."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from dougong.catalog.reading.document import Document
from dougong.catalog.reading.scalars import forbidden
from dougong.catalog.reading.scan import ScanError, Scanned, scan_yaml
from dougong.catalog.reading.source import FILE_BYTES, PACK_BYTES, PackSource
from dougong.catalog.reading.strictjson import scan_json
from dougong.catalog.report import Report, listed
from dougong.kernel.labels import LANGUAGES
from dougong.kernel.names import suggestion
from dougong.kernel.problems import Place

#: The kind of definition that is none: scenarios, in a folder of their own.
TEST = "test"


def load(source: PackSource, kinds: frozenset[str], report: Report) -> list[Document]:
    """Return the definitions of one pack that could be read; `kinds` are the kinds that exist."""
    for finding in source.findings:
        report.add(finding.place, finding.code, finding.message, finding.hint)
    size = sum(map(len, source.files.values()))
    if size > PACK_BYTES:
        report.add(Place(source.name), "M403", f"the pack has {size:,} bytes; {PACK_BYTES:,} are allowed")
        return []
    if "pack.yaml" not in source.files:
        report.add(Place(f"{source.name}/pack.yaml"), "M120", "the folder has no pack.yaml")
    return [document for path, data in sorted(source.files.items()) if not path.startswith(".")
            for document in _document(source.name, path, data, kinds, report)]


def load_tests(source: PackSource, report: Report) -> list[Document]:
    """Return the scenarios of one pack that could be read."""
    return [document for path, data in sorted(source.tests.items()) if path.endswith((".yaml", ".json"))
            for document in _document(source.name, path, data, frozenset({TEST}), report)]


def _document(pack: str, path: str, data: bytes, kinds: frozenset[str], report: Report) -> Iterator[Document]:
    file = f"{pack}/{path}"
    scanned = _scanned(file, data, report)
    if scanned is None:
        return
    text, read = scanned
    for fault in read.faults:
        report.add(Place(file, fault.line, fault.column), fault.code, fault.message)
    if not isinstance(read.data, dict):
        report.add(Place(file, 1, 1), "M105", "the file is not a map of keys")
        return
    stem = PurePosixPath(path).stem
    kind = _kind(path, stem, read, file, kinds, report)
    if kind is not None:
        yield Document(file, pack, kind, stem, read.data, read.positions, text)


def _scanned(file: str, data: bytes, report: Report) -> tuple[str, Scanned] | None:
    """Return text and content of one file, or None with the finding that says why not."""
    if not file.endswith((".yaml", ".json")):
        report.add(Place(file, 1, 1), "M107", "no kind reads this file", "definitions end in .yaml or .json")
        return None
    if len(data) > FILE_BYTES:
        report.add(Place(file), "M403", f"the file is larger than {FILE_BYTES:,} bytes")
        return None
    try:
        text = _text(data)
        return text, scan_json(text) if file.endswith(".json") else scan_yaml(text)
    except ScanError as error:
        report.add(Place(file, error.line, error.column), error.code, error.message)
        return None


def _text(data: bytes) -> str:
    """Return the file as text; raise ScanError for what is not UTF-8 or holds a character no text may hold."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[:error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise ScanError(line, column, "M102", "the file is not UTF-8") from None
    if bad := forbidden(text):
        line = next(number for number, one in enumerate(text.split("\n"), 1) if forbidden(one))
        raise ScanError(line, _column(text.split("\n")[line - 1]), "M102", f"the file holds {bad}")
    return text


def _column(line: str) -> int:
    return next(column for column, character in enumerate(line, 1) if forbidden(character))


def _kind(path: str, stem: str, read: Scanned, file: str, kinds: frozenset[str], report: Report) -> str | None:
    if path.startswith("i18n/"):
        if stem in LANGUAGES:
            return "i18n"
        report.add(Place(file, 1, 1), "M106", f"'{stem}' is no language", listed(LANGUAGES))
        return None
    kind = read.data.get("kind")
    if kind is None:
        report.add(Place(file, 1, 1), "M105", "the file does not say `kind:`", listed(sorted(kinds)))
        return None
    if not isinstance(kind, str) or kind not in kinds:
        line, column = read.positions.values.get("/kind", (1, 1))
        report.add(Place(file, line, column), "M105", f"no kind '{kind}'",
                   suggestion(str(kind), kinds) or listed(sorted(kinds)))
        return None
    if kind == TEST and not path.startswith("tests/"):
        report.add(Place(file, 1, 1), "M106", "scenarios stand in the folder tests")
        return None
    if (kind == "pack") != (path in {"pack.yaml", "pack.json"}):
        report.add(Place(file, 1, 1), "M106", "kind: pack is for pack.yaml, and pack.yaml for kind: pack")
        return None
    return kind
