"""platform/ must never hide the standard library's module of that name, whichever way Python is started."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_source_root_is_no_package() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    assert [each.name for each in (ROOT / "platform").iterdir() if each.name != "__pycache__"] == ["dougong"]


@pytest.mark.parametrize("first", ["", "import dougong; ", "import uuid, dougong.kernel; "])
def test_the_standard_module_answers_from_the_root_of_the_checkout(first: str) -> None:
    said = run("-c", f"{first}import platform; print(platform.system(), platform.__file__)")
    assert said.split()[0] in {"Linux", "Darwin", "Windows"}
    assert Path(said.split()[1]).name == "platform.py"


def test_pytest_starts_as_a_module() -> None:
    assert run("-m", "pytest", "--version", "-p", "no:cacheprovider") is not None


def test_dougong_starts_as_a_module() -> None:
    assert "Usage" in run("-m", "dougong", "--help")


def test_no_module_of_ours_stands_in_for_one_of_the_standard_library_when_imported() -> None:
    import platform

    assert platform.python_version_tuple()[0] == "3"
