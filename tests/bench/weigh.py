"""One measurement of a large catalog in a process of its own: `cold` compiles and stores, `warm` only loads.

Takes which of the two and the folder of tests.bench.size, and prints JSON.
"""

import gc
import json
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # publishes no types

from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.reading.source import PackSource, shipped_packs
from dougong.catalog.registry import registry


def _cold(folder: Path) -> dict[str, float]:
    known = registry()
    system = [source for source in shipped_packs() if source.name == "system"]
    began = time.perf_counter()
    catalog = compile_catalog([*system, PackSource.folder(folder / "bulk")], known, {})
    seconds = time.perf_counter() - began
    stored = freeze_bytes(catalog)
    (folder / "frozen").write_bytes(stored)
    return {"seconds": seconds, "stored": len(stored)}


def _warm(folder: Path) -> dict[str, float]:
    known, stored = registry(), (folder / "frozen").read_bytes()
    before, began = _resident(), time.perf_counter()
    catalog = thaw(stored, known, 1)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "memory": _resident() - before, "objects": len(catalog.objects)}


def _resident() -> int:
    gc.collect()
    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    print(json.dumps({"cold": _cold, "warm": _warm}[sys.argv[1]](Path(sys.argv[2]))))
