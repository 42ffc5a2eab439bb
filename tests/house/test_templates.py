"""Templates name macros that exist: one that is gone would only be missed on the page that uses it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "ui" / "templates"
_IMPORT = re.compile(r"{%-?\s*import '(macros/[^']+)' as (\w+)")
_MACRO = re.compile(r"{%-?\s*macro (\w+)\(")


def test_every_macro_a_template_calls_is_there() -> None:
    named = {(alias, path) for file in ROOT.rglob("*.html") for path, alias in _IMPORT.findall(file.read_text("utf-8"))}
    assert named, "no template imports macros: the pattern is out of date"
    known: dict[str, set[str]] = {}
    for alias, path in named:
        known.setdefault(alias, set()).update(_MACRO.findall((ROOT / path).read_text("utf-8")))
    calls = re.compile(rf"\b({'|'.join(sorted(known))})\.(\w+)\(")
    missing = {f"{file.relative_to(ROOT)}: {alias}.{name}" for file in ROOT.rglob("*.html")
               for alias, name in calls.findall(file.read_text("utf-8")) if name not in known[alias]}
    assert not missing
