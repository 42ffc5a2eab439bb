"""How much memory an import takes: a process of its own for each size, its peak told by the system."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.bench.items import table

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "tests" / "bench" / "pack"

#: Megabytes that a large import may take beyond one of ten thousand rows.
MORE = 60


def peak(home: Path, rows: int) -> int:
    """Return the peak, in megabytes, of a process that imports `rows` rows into a new SQLite database."""
    file = home / f"{rows}.csv"
    file.write_bytes(table(0, rows))
    env = {**os.environ, "DOUGONG_HOME": str(home / str(rows)), "DOUGONG_PACKS_PATH": str(PACK),
           "PYTHONPATH": str(ROOT / "platform")}
    subprocess.run([sys.executable, "-m", "dougong", "init", "--empty"], env=env, check=True, stdout=subprocess.DEVNULL)
    told = subprocess.run([sys.executable, "-m", "tests.soak.import_memory", str(file)], env=env, check=True, cwd=ROOT,
                          stdout=subprocess.PIPE, text=True).stdout.split()
    if int(told[-2]) != rows:
        raise AssertionError(f"{told[-2]} of {rows} rows were imported")
    return int(told[-1])


def main() -> None:
    """Import the file that is named and print how many records were made and this process's peak in megabytes."""
    from dougong.cli import main as dougong

    made = 0
    try:
        dougong(["import", "bench_sought", sys.argv[1], "--skip-errors", "--create-only"], standalone_mode=False)
    except SystemExit as ended:
        with Path(sys.argv[1]).open(encoding="utf-8") as file:
            made = 0 if ended.code else sum(1 for _ in file) - 1
    print(made, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
