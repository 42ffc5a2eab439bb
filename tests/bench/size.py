"""A large catalog: seconds to compile it cold, seconds to load it as the database keeps it, the memory it takes."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bulk import write
from tests.bench.server import ROOT

COLD = 10.0
"""Seconds allowed to compile 500 objects of 40 fields from their files."""

WARM = 1.0
"""Seconds allowed to build the same catalog from what the database keeps."""


@dataclass(frozen=True, slots=True)
class Size:
    """Seconds cold and warm, bytes stored, bytes of memory the loaded catalog takes."""

    objects: int
    cold: float
    warm: float
    stored: int
    memory: int

    def within(self, leeway: float) -> bool:
        """Return whether both times stay within `leeway` times their limits."""
        return self.cold <= COLD * leeway and self.warm <= WARM * leeway

    def lines(self) -> list[str]:
        """Return what to print."""
        return [
            f"catalog of {self.objects} objects of 40 fields: cold {self.cold:.2f} s (limit {COLD:g}), "
            f"as stored {self.warm:.2f} s (limit {WARM:g}), {self.stored / 1e6:.1f} MB stored, "
            f"{self.memory / 1e6:.0f} MB in memory"
        ]


def measure(objects: int) -> Size:
    """Measure a pack of `objects` objects in two fresh processes: one compiles, one only loads."""
    with TemporaryDirectory(prefix="dougong-bulk-") as folder:
        write(Path(folder) / "bulk", objects)
        cold = _fresh("cold", folder)
        warm = _fresh("warm", folder)
    return Size(objects, cold["seconds"], warm["seconds"], int(cold["stored"]), int(warm["memory"]))


def _fresh(what: str, folder: str) -> dict[str, float]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    command = [sys.executable, "-m", "tests.bench.weigh", what, folder]
    env = {**os.environ, "PYTHONPATH": path}
    printed = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    measured: dict[str, float] = json.loads(printed)
    return measured
