"""A part of a screen has one home: two files that style a class of one name style two things."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "ui" / "static" / "css"
#: Where screens are written: what wears a class says its name there, or how it begins (`dg-tone--{{ tone }}`).
WRITTEN = ((ROOT.parents[1] / "templates", "*"), (ROOT.parent / "js", "*.js"),
           (ROOT.parents[2] / "platform" / "dougong" / "web", "*.py"))
#: What a width or paper makes of the parts of all the others.
OVERALL = {"phone.css", "print.css"}
_CLASS = re.compile(r"\.([a-z][a-z0-9_-]*)")
_ASIDE = re.compile(r"/\*.*?\*/|url\([^)]*\)", re.DOTALL)
_RULE = re.compile(r"(\.[a-z0-9_-]+) \{")


def at_home(text: str) -> set[str]:
    """Return the classes that rules outside of any @-rule are about as such, whatever surrounds them."""
    found, depth = set(), 0
    for line in text.splitlines():
        if depth == 0 and (match := _RULE.match(line)):
            found.add(match[1])
        depth += line.count("{") - line.count("}")
    return found


def test_each_class_is_styled_in_one_file() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for file in ROOT.glob("*.css"):
        for name in at_home(file.read_text("utf-8")) if file.name not in OVERALL else ():
            homes[name].add(file.name)
    assert len(homes) > 200, "the pattern is out of date"
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_each_class_is_worn_by_something() -> None:
    styled = {name for file in ROOT.glob("*.css") for name in _CLASS.findall(_ASIDE.sub("", file.read_text("utf-8")))}
    written = "".join(file.read_text("utf-8") for root, kind in WRITTEN for file in root.rglob(kind) if file.is_file())
    words = set(re.findall(r"[a-z0-9_-]+", written))
    begun = tuple(re.findall(r"([a-z0-9-]+-)\$?\{", written))
    assert len(styled) > 400, "the pattern is out of date"
    assert {name for name in styled - words if not name.startswith(begun)} == set()
