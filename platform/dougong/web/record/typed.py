"""What a form sent, taken apart: names like `contacts[0].name` become rows of texts, in the order they stood."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_NAME = re.compile(r"(?:(?P<lines>[a-z][a-z0-9_]*)\[(?P<row>[0-9]{1,9})\]\.)?(?P<field>[a-z_][a-z0-9_]*)"
                   r"(?:\.(?P<part>id|was|none))?")

#: Texts by field; a field sent several times has several.
Texts = dict[str, list[str]]


@dataclass(slots=True)
class Line:
    """One row of a grid as typed. `picked` holds what a relation picker adds: {"field.id": "7", "field.was": "…"}."""

    index: str
    texts: Texts = field(default_factory=dict)
    picked: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the id of the line, "" for a new one."""
        return self.texts.get("id", [""])[-1]

    def said(self, name: str) -> str:
        """Return what one field says, as one text: ticks joined, a picked record with its id."""
        texts = self.texts[name]
        text = "\n".join(filter(None, texts)) if len(texts) > 1 and texts[0] == "" else texts[-1]
        number = self.picked.get(f"{name}.id")
        return f"{text}#{number}" if number else text

    def is_blank(self, fresh: Mapping[str, str]) -> bool:
        """Return whether a new row says no more than a fresh one does: such a row is no line."""
        return not self.id and all(not self.said(name).strip() or self.said(name) in {"false", fresh.get(name)}
                                   for name in self.texts)


@dataclass(slots=True)
class Typed:
    """A form as typed: the header's texts, its lines, and what belongs to the form itself (`_do`, `_version`, …)."""

    head: Line = field(default_factory=lambda: Line(""))
    lines: dict[str, list[Line]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)


def typed(pairs: Iterable[tuple[str, str]]) -> Typed:
    """Return the form taken apart. A lines field that is present without rows is an empty set of lines."""
    found = Typed()
    rows: dict[tuple[str, str], Line] = {}
    for name, text in pairs:
        if name.startswith("_"):
            found.own[name] = text
            continue
        match = _NAME.fullmatch(name)
        if match is None:
            found.strange.append(name)
        elif match["lines"] is None:
            _put(found.head, match, text)
        else:
            key = (match["lines"], match["row"])
            if key not in rows:
                rows[key] = Line(match["row"])
                found.lines.setdefault(match["lines"], []).append(rows[key])
            _put(rows[key], match, text)
    return found


def _put(line: Line, match: re.Match[str], text: str) -> None:
    if match["part"]:
        line.picked[f"{match['field']}.{match['part']}"] = text
    else:
        line.texts.setdefault(match["field"], []).append(text)
