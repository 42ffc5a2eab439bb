"""Packs for tests: held in memory, read from tests/packs."""

import re
from pathlib import Path

from dougong.catalog.reading.source import PackSource

PACKS = Path(__file__).parents[2] / "packs"

SYSTEM = PackSource.of("system", {
    "pack.yaml": "kind: pack\nname: system\nformat: 1\nversion: 1.0.0\nlabel: System\nlanguage: en\n",
    "objects/user.yaml": ("kind: object\nname: user\nlabel: User\nfields:\n"
                          "  name: {type: text, label: Name}\n  spent: {type: money}\n"),
})
PACK = "kind: pack\nname: {name}\nformat: 1\nversion: 1.0.0\nlabel: Demo\nlanguage: en\nrequires: [system]\n"
_REPEAT = re.compile(rb"@\{(hex|[0-9]+)\|([^}]*)\}")


def pack(name: str, files: dict[str, str | bytes]) -> PackSource:
    """A pack with these files and, where they hold none, an ordinary pack.yaml."""
    return PackSource.of(name, {"pack.yaml": PACK.format(name=name), **files})


def demo(**objects: str) -> tuple[PackSource, ...]:
    """The packs system and demo, whose objects are given by name as what follows `label`."""
    files: dict[str, str | bytes] = {
        f"objects/{name}.yaml": f"kind: object\nname: {name}\nlabel: {name.capitalize()}\n{rest}"
        for name, rest in objects.items()}
    return SYSTEM, pack("demo", files)


def broken(path: Path) -> tuple[list[str], list[PackSource]]:
    """The findings a broken pack must give, and its packs (see tests/packs/broken/README.md)."""
    head, *parts = re.split(rb"^=== (.+)\n", path.read_bytes(), flags=re.MULTILINE)
    packs: dict[str, dict[str, str | bytes]] = {}
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        first, _, rest = name.decode().partition("/")
        packs.setdefault(first, {})[rest] = _REPEAT.sub(_spelled, text)
    sources = [pack(name, files) for name, files in packs.items() if name != "system"]
    whole = [PackSource(source.name, {path: text for path, text in source.files.items() if text}) for source in sources]
    return head.decode().splitlines(), [*whole, *([] if "system" in packs else [SYSTEM])]


def _spelled(found: re.Match[bytes]) -> bytes:
    count, text = found.groups()
    return bytes.fromhex(text.decode()) if count == b"hex" else text * int(count)
