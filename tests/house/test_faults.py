"""The runner of planted bugs: it must not be fooled by a test that fails for another reason, or never runs."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.faults.run import Fault, faults, read, try_out

pytestmark = pytest.mark.slow

TEST = "test_doubled.py::test_doubled"
DIFF = """\
diff --git a/doubled.py b/doubled.py
--- a/doubled.py
+++ b/doubled.py
@@ -1,2 +1,2 @@
 def doubled(x):
-    return x * 2
+    return x * {factor}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project with one function and one test that holds."""
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "doubled.py").write_text("def doubled(x):\n    return x * 2\n")
    (tree / "test_doubled.py").write_text(
        "from doubled import doubled\n\ndef test_doubled():\n    assert doubled(2) == 4\n")
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    return tree


def planted(tree: Path, diff: str, *tests: str) -> Fault:
    patch = tree.parent / "bug.patch"
    patch.write_text("# bug: halves\n" + "".join(f"# test: {test}\n" for test in tests) + diff)
    return read(patch)


def test_a_bug_its_test_notices_is_caught_and_taken_out_again(tree: Path) -> None:
    before = (tree / "doubled.py").read_text()
    verdict = try_out(tree, planted(tree, DIFF.format(factor=3), TEST))
    assert (verdict.caught, verdict.why) == (True, "")
    assert (tree / "doubled.py").read_text() == before


def test_a_bug_nobody_notices_is_missed(tree: Path) -> None:
    verdict = try_out(tree, planted(tree, DIFF.format(factor="2.0"), TEST))
    assert not verdict.caught
    assert verdict.why == f"{TEST} passes all the same"


def test_every_named_test_has_to_fail(tree: Path) -> None:
    (tree / "test_other.py").write_text("def test_other():\n    assert True\n")
    verdict = try_out(tree, planted(tree, DIFF.format(factor=3), TEST, "test_other.py::test_other"))
    assert verdict.why == "test_other.py::test_other passes all the same"


@pytest.mark.parametrize(("diff", "test", "why"), [
    (DIFF.format(factor="2)"), TEST, "ended with exit"),                                    # cannot be collected
    (DIFF.format(factor=3), "test_doubled.py::test_gone", "do not pass without the bug"),
    (DIFF.replace("x * 2", "x + x").format(factor=3), TEST, "the patch no longer applies"),
])
def test_what_proves_nothing_is_a_miss(tree: Path, diff: str, test: str, why: str) -> None:
    verdict = try_out(tree, planted(tree, diff, test))
    assert not verdict.caught
    assert why in verdict.why


def test_a_test_that_fails_anyway_proves_nothing(tree: Path) -> None:
    (tree / "test_doubled.py").write_text("def test_doubled():\n    assert False\n")
    assert "do not pass without the bug" in try_out(tree, planted(tree, DIFF.format(factor=3), TEST)).why


@pytest.mark.parametrize("header", ["", "# bug: x\n", "# test: t.py::t\n", "# bug: x\n# bug: y\n# test: t.py::t\n"])
def test_a_patch_without_bug_or_test_is_refused(tmp_path: Path, header: str) -> None:
    (tmp_path / "bad.patch").write_text(header + DIFF)
    with pytest.raises(ValueError, match=r"^bad\.patch: begin with"):
        read(tmp_path / "bad.patch")


def test_a_misspelt_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no such patch: nothing-like-it"):
        faults(["nothing-like-it"])


def test_every_planted_bug_names_tests_that_exist_and_touches_no_test() -> None:
    root = Path(__file__).resolve().parents[2]
    for fault in faults():
        for test in fault.tests:
            file, *names = test.partition("[")[0].split("::")
            said = (root / file).read_text("utf-8")
            for name in names:
                assert re.search(rf"^ *(def|class) {name}\b", said, re.MULTILINE), f"{fault.patch.name}: {name}"
        assert "+++ b/tests/" not in fault.patch.read_text("utf-8"), fault.patch.name
