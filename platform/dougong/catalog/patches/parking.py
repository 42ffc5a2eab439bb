"""Operations of the site that make something wrong: parked, so that no upgrade stands still because of them."""

from collections.abc import Iterable, Mapping, Sequence

from dougong.catalog.layer import SITE
from dougong.catalog.reading.scan import ScanError, scan_yaml
from dougong.catalog.reading.source import PackSource
from dougong.kernel.problems import Finding

#: Where the site keeps its patches.
FOLDER = "patches/"


def blamed(packs: Sequence[PackSource], findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """Return the operations these findings lie in, by file and position, with what is wrong; nothing when a finding
    lies elsewhere, for then parking would not help."""
    found: dict[tuple[str, int], str] = {}
    lines = _lines(packs)
    for finding in findings:
        starts = lines.get(finding.place.file, ())
        index = sum(1 for line in starts if line <= finding.place.line) - 1
        if index < 0:
            return {}
        found.setdefault((finding.place.file, index), f"{finding.code} {finding.message}")
    return found


def _lines(packs: Sequence[PackSource]) -> Mapping[str, Sequence[int]]:
    """Return the first lines of the operations, by file."""
    files = next((pack.files for pack in packs if pack.name == SITE), {})
    return {f"{SITE}/{path}": starts for path, data in files.items() if path.startswith(FOLDER)
            if (starts := _starts(data))}


def _starts(data: bytes) -> Sequence[int]:
    try:
        values = scan_yaml(data.decode()).positions.values
    except (ScanError, UnicodeDecodeError):
        return ()
    return sorted(line for pointer, (line, _) in values.items()
                  if pointer.startswith("/changes/") and pointer.count("/") == 2)
