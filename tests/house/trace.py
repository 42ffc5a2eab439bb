"""Which requirement is shown by which test: read from the marks `@pytest.mark.req("R087")` and from `shows` of the
scenarios of packs, without running any."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from dougong.catalog.reading.source import shipped_packs
from dougong.ext import registry
from dougong.testing.scenario import scenarios

ROOT = Path(__file__).resolve().parents[2]
ASKED = ROOT / "tests" / "house" / "requirements.yaml"
#: What a requirement may wait for beside issues by number: work that has no issue yet.
LATER = frozenset({"approvals", "primitives", "reports", "connectors"})
_HEAD = """\
# For each requirement the tests that show it, and what it, or the rest of it, waits for: an issue by number, or work
# that has none yet (approvals; primitives: ledgers, conversions, reservations, pricing, ...; reports; connectors).
# Written by `make golden` from tests/house/requirements.yaml, the marks of the tests, as @pytest.mark.req("R087"), and
# what scenarios in metadata/*/tests say that they show.
"""


def asked() -> Mapping[str, Mapping[str, Any]]:
    """Return every requirement by number: what it says, and what it waits for."""
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(ASKED.read_text("utf-8"))
    return found


def shown() -> dict[str, list[str]]:
    """Return the tests by the numbers they are marked with."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text("utf-8")
        for number, test in marks(source) if "mark.req(" in source else ():
            found.setdefault(number, []).append(f"{path.relative_to(ROOT).as_posix()}::{test}")
    for scenario in scenarios(shipped_packs(), registry()):
        for number in scenario.shows:
            found.setdefault(number, []).append(f"metadata/{scenario.where.document.file}::{scenario.name}")
    return found


def marks(source: str) -> Iterator[tuple[str, str]]:
    """Yield (number, test) for each mark of the tests in a file."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.req":
                    yield from ((str(ast.literal_eval(argument)), node.name) for argument in call.args)


def document() -> str:
    """Return docs/traceability.yaml as it should be."""
    tests = shown()
    parts = []
    for number, said in asked().items():
        lines = [f"{number}:", f'  says: "{said["says"]}"']
        lines += ["  tests:", *(f"    - {test}" for test in tests[number])] if number in tests else []
        lines += [f"  waits: {said['waits']}"] if "waits" in said else []
        parts.append("\n".join(lines))
    return _HEAD + "\n".join(parts) + "\n"
