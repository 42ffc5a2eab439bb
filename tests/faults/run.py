"""Plants each bug of tests/faults/*.patch in a copy of the tree and demands that the tests it names fail.

    python -m tests.faults.run [name ...]

README.md beside this file says what a patch looks like.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
LONGEST = 300          # seconds one planted bug may take


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted bug: its patch and the tests that have to notice."""

    patch: Path
    tests: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one: `caught` is all that counts, `why` says what happened instead."""

    fault: Fault
    caught: bool
    why: str
    seconds: float


def faults(names: Sequence[str] = ()) -> list[Fault]:
    """Return the faults in this folder, or those whose file names are in `names`; raises ValueError for a bad one."""
    patches = sorted(FOLDER.glob("*.patch"))
    if unknown := set(names) - {patch.stem for patch in patches}:
        raise ValueError(f"no such patch: {', '.join(sorted(unknown))}")
    return [read(patch) for patch in patches if not names or patch.stem in names]


def read(patch: Path) -> Fault:
    """Return the fault in one file; raises ValueError when its header names no test or no bug."""
    header = []
    for line in patch.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            break
        header.append(line.lstrip("# ").rstrip())
    tests = tuple(line.removeprefix("test:").strip() for line in header if line.startswith("test:"))
    told = [line.removeprefix("bug:").strip() for line in header if line.startswith("bug:")]
    if not tests or len(told) != 1:
        raise ValueError(f"{patch.name}: begin with one line `# bug: ...` and at least one `# test: tests/...::test_x`")
    return Fault(patch, tests, told[0])


def main(names: Sequence[str]) -> int:
    """Try each fault, print a table; return 0 when every one was caught."""
    found = faults(names)
    with copied() as tree:
        verdicts = [_told(try_out(tree, fault)) for fault in found]
    caught = sum(verdict.caught for verdict in verdicts)
    print(f"\n{caught} of {len(verdicts)} planted bugs were caught")
    return 0 if caught == len(verdicts) else 1


@contextmanager
def copied() -> Iterator[Path]:
    """Yield a copy of the files git tracks, as they stand now, with the browser libraries."""
    with tempfile.TemporaryDirectory(prefix="dougong-faults-") as folder:
        tree = Path(folder) / "tree"
        for path in _run(ROOT, "git", "ls-files", "-z").stdout.split("\0"):
            if path and (ROOT / path).is_file():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / path, tree / path)
        if (vendor := ROOT / "ui/static/vendor").is_dir():
            shutil.copytree(vendor, tree / "ui/static/vendor")
        _run(tree, "git", "init", "-q")
        yield tree


def try_out(tree: Path, fault: Fault) -> Verdict:
    """Return whether every test named passes on the tree as it is and fails once the bug is planted."""
    begun = time.monotonic()
    why = _sound(tree, fault)
    if not why:
        patched = _run(tree, "git", "apply", "--whitespace=nowarn", fault.patch)
        if patched.returncode:
            why = f"the patch no longer applies: {patched.stderr.strip().splitlines()[0]}"
        else:
            try:
                why = next(filter(None, (_unnoticed(tree, test) for test in fault.tests)), "")
            finally:
                _run(tree, "git", "apply", "--reverse", "--whitespace=nowarn", fault.patch)
    return Verdict(fault, not why, why, time.monotonic() - begun)


def _sound(tree: Path, fault: Fault) -> str:
    """Return why the tests cannot judge: one that fails without the bug proves nothing."""
    code = _pytest(tree, *fault.tests)
    return "" if code == 0 else f"its tests do not pass without the bug (pytest exit {code})"


def _unnoticed(tree: Path, test: str) -> str:
    """Return why a test did not catch the bug, or nothing when it failed as it should.

    Exit 1 is a failed test; anything else (2 collection, 4 no such test, 5 none ran) is no proof.
    """
    code = _pytest(tree, test)
    return "" if code == 1 else f"{test} {'passes all the same' if code == 0 else f'ended with exit {code}'}"


def _pytest(tree: Path, *tests: str) -> int:
    command = (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", *tests)
    try:
        return _run(tree, *command).returncode
    except subprocess.TimeoutExpired:
        return -1


def _run(folder: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a tree so that Python finds that tree's sources, not the installed ones."""
    paths = {"PYTHONPATH": str(folder / "platform"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([str(each) for each in command], cwd=folder, env={**os.environ, **paths}, capture_output=True,
                          text=True, check=False, timeout=LONGEST)


def _told(verdict: Verdict) -> Verdict:
    word = "caught" if verdict.caught else "MISSED"
    said = verdict.why or verdict.fault.title
    print(f"{word}  {verdict.seconds:5.1f} s  {verdict.fault.patch.stem:32}  {said}", flush=True)
    return verdict


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
