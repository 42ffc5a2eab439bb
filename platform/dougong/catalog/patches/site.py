"""The layer of the site as files: what is made and changed on the spot, written so that it can be carried elsewhere."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.catalog.layer import SITE
from dougong.catalog.model import Catalog, Patch
from dougong.catalog.patches.operation import Operation, operation, spoken
from dougong.catalog.patches.parking import FOLDER
from dougong.catalog.reading.scan import scan_yaml
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reading.written import written

#: The files of a layer, by path within it.
Files = Mapping[str, bytes]
#: Since which catalog number each definition and each operation says what it says; the engine's own, never exported.
ORIGINS: Final = ".origins.json"
HEAD: Final = "pack.yaml"
_HEAD: Final = {"kind": "pack", "name": SITE, "format": 1, "version": "1.0.0",
                "label": {"zh-Hans": "本站", "zh-Hant": "本站", "en": "This site"}, "language": "zh-Hans"}


def files_of(packs: Iterable[PackSource]) -> dict[str, bytes]:
    """Return the files of the site's layer among these packs; none where nothing was changed."""
    return next((dict(pack.files) for pack in packs if pack.name == SITE), {})


def layered(packs: Sequence[PackSource], files: Files) -> tuple[PackSource, ...]:
    """Return the packs with these files as the site's layer: none when they define nothing."""
    below = tuple(pack for pack in packs if pack.name != SITE)
    said = {path: data for path, data in files.items() if path not in {HEAD, ORIGINS}}
    if not said:
        return below
    return (*below, PackSource.of(SITE, {HEAD: written(_HEAD), **files}))


def exported(files: Files) -> dict[str, bytes]:
    """Return the files as they leave the database: without what belongs to this database alone."""
    return {path: data for path, data in sorted(files.items()) if path != ORIGINS}


def sealed(packs: Sequence[PackSource], catalog: Catalog, before: Files, number: int) -> tuple[PackSource, ...]:
    """Return the packs as catalog `number` stores them: operations of the site under the names of today, each with
    the number since which it says so; `before` are the site's files until now."""
    files = files_of(packs)
    if not files:
        return tuple(packs)
    files.pop(ORIGINS, None)
    for path in [path for path in files if path.startswith(FOLDER)]:
        files[path] = _renamed(f"{SITE}/{path}", files[path], catalog.patches)
    files[ORIGINS] = json.dumps(_origins(files, before, number), ensure_ascii=False, sort_keys=True).encode()
    return layered(packs, files)


def since(files: Files) -> Mapping[str, Any]:
    """Return since which number each file says what it says: of a patch, by operation (`key_of`)."""
    known: Mapping[str, Any] = json.loads(files.get(ORIGINS, b"{}"))
    return known


def key_of(one: Operation) -> str:
    """Return what tells an operation apart within its file."""
    return " ".join(one.identity)


def operations(data: bytes) -> list[Operation]:
    """Return the operations of a patch file."""
    return [operation(said) for said in scan_yaml(data.decode()).data["changes"]]


def patch_file(name: str, changes: Iterable[Operation]) -> bytes:
    """Return a patch file with these operations."""
    return written({"kind": "patch", "name": name, "changes": [spoken(one) for one in changes]})


def _renamed(file: str, data: bytes, patches: Iterable[Patch]) -> bytes:
    """Return a patch file with paths in the names of today; untouched when they are."""
    body = scan_yaml(data.decode()).data
    changes = list(body["changes"])
    for patch in patches:
        if patch.file == file and operation(changes[patch.index]).path != operation(patch.said).path:
            changes[patch.index] = dict(patch.said)
    return data if changes == body["changes"] else written({**body, "changes": changes})


def _origins(files: Files, before: Files, number: int) -> dict[str, Any]:
    known = since(before)
    return {path: dict(_changes(data, before.get(path), known.get(path), number)) if path.startswith(FOLDER)
            else known.get(path, number) if before.get(path) == data else number
            for path, data in files.items() if path != HEAD}


def _changes(data: bytes, old: bytes | None, known: Any, number: int) -> Iterator[tuple[str, int]]:
    was = {key_of(one): spoken(one) for one in operations(old)} if old is not None else {}
    for one in operations(data):
        key = key_of(one)
        kept = isinstance(known, dict) and key in known and was.get(key) == spoken(one)
        yield key, known[key] if kept else number
