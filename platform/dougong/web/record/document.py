"""A form becomes the document an API would send: texts parsed by their field types, only what the person changed.

The same unit of work then gives the same verdict through both doors.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import FieldError
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import enumerated
from dougong.kernel.number import OVERLONG, whole_number
from dougong.web.pointed import WIDGET
from dougong.web.record.typed import Line, Typed
from dougong.web.scene import Scene

#: Finds records of an object by what was typed: (id, title) of the best matches.
Find = Callable[[str, str], list[tuple[int, str]]]
#: Finds records of the objects an any-link may lead to: (object and id as one types them, title) of the best matches.
Search = Callable[[Field, str], list[tuple[str, str]]]
#: The texts a form was opened with: {"": {field: text}, "lines/12": {...}}.
Seen = Mapping[str, Mapping[str, str]]
#: What a form tells by itself (its address, `_version`) and no input of it may say.
FIXED = ("id", "version")
#: The same for a record that is there already: its name in another system was given when it was made.
FIXED_LATER = (*FIXED, "external_id")


@dataclass(slots=True)
class Document:
    """A JSON document and what could not be understood of the form it came from."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads texts for one person: dates from their today, titles by what they may find."""

    scene: Scene
    find: Find
    search: Search

    def document(self, thing: Object, sent: Typed, fixed: Sequence[str] = FIXED) -> Document:
        """Return the document of a form for `thing`; a text equal to the one it was opened with is left out, and what
        is `fixed` may not be among the texts.

        Rows that say nothing or are to go are taken out of `sent`, so that faults and rows count alike.
        """
        made, seen = Document(), seen_of(sent)
        made.errors.extend(FieldError("", "unknown_field", {"name": name[:48], "suggestion": ""})
                           for name in sent.strange)
        grids = {each.name: each for each in thing.lines if self.scene.field(thing, each.name)}
        head = {name: texts for name, texts in sent.head.texts.items() if name not in grids and name not in fixed}
        made.errors.extend(FieldError(f"/{name}", "readonly") for name in fixed if name in sent.head.texts)
        made.values.update(self.values(thing, Line("", head, sent.head.picked), seen.get("", {}), "", made.errors))
        for name, grid in grids.items():
            if name in sent.head.texts or name in sent.lines:
                fresh = seen.get(name, {})
                sent.lines[name] = [row for row in sent.lines.get(name, [])
                                    if "_remove" not in row.texts and not row.is_blank(fresh)]
                self._lines(made, grid, sent.lines[name], seen)
        for name in sent.lines.keys() - grids.keys():
            made.values[name] = []                 # no lines field of that name: the unit says so
        return made

    def values(self, thing: Object, line: Line, seen: Mapping[str, str], pointer: str,
               errors: list[FieldError]) -> dict[str, Any]:
        """Return the values of one row that differ from what it was opened with; faults go into `errors`."""
        found: dict[str, Any] = {}
        for name, texts in line.texts.items():
            if name in {"id", "_remove"} or seen.get(name) == line.said(name):
                continue
            known = self.scene.context.actor.policy.field(thing, name)
            if known is None or name not in thing.fields:
                found[name] = texts[-1]
                continue
            try:
                found[name] = self._value(known, texts, line.picked)
            except Unclear as no:
                errors.append(FieldError(f"{pointer}/{name}", no.code, no.params))
        return found

    def _lines(self, made: Document, grid: Field, rows: Iterable[Line], seen: Seen) -> None:
        target = self.scene.context.catalog.objects[grid.type.targets(grid)[0]]
        fresh = seen.get(grid.name, {})
        sent: list[dict[str, Any]] = []
        for at, row in enumerate(rows):
            known = seen.get(f"{grid.name}/{row.id}", {}) if row.id else fresh
            values = self.values(target, row, known, f"/{grid.name}/{at}", made.errors)
            id = whole_number(row.id, OVERLONG)
            sent.append({"id": id, **values} if id is not None else values)
        before = [key.rpartition("/")[2] for key in seen if key.startswith(f"{grid.name}/")]
        same = [str(row.get("id", "")) for row in sent] == before and all(row.keys() <= {"id"} for row in sent)
        if not (same and (before or not sent)):
            made.values[grid.name] = sent

    def _value(self, known: Field, texts: list[str], picked: Mapping[str, str]) -> Any:
        text = texts[-1]
        several = known.type.kind is Kind.SET
        if known.type.choices(known) and several:
            return [each for each in texts if each] or None
        if known.type.widget == WIDGET:
            return self._anything(known, text.strip(), picked)
        targets = known.type.targets(known)
        if len(targets) != 1 or not text.strip():
            return known.type.parse(known, text, self.scene.context.today, self.scene.zone)
        if several:
            return [self._found(targets[0], each) for each in text.replace("、", "\n").splitlines() if each.strip()]
        chosen = whole_number(picked.get(f"{known.name}.id", ""), OVERLONG)
        if chosen is not None and picked.get(f"{known.name}.was") == text:
            return chosen
        return self._found(targets[0], text.strip())

    def _anything(self, known: Field, text: str, picked: Mapping[str, str]) -> Any:
        """Return the record an any-link was given: picked, typed as unit 42, or named by its title."""
        if text and picked.get(f"{known.name}.was") == text and picked.get(f"{known.name}.id"):
            text = picked[f"{known.name}.id"]
        try:
            return known.type.parse(known, text)
        except Unclear:
            found = [each for each in self.search(known, text) if each[1] == text]
            if len(found) == 1:
                return known.type.parse(known, found[0][0])
            raise Unclear("pick_any", text=text[:40]) from None

    def _found(self, target: str, text: str) -> int:
        """Return the record someone named by title, number or #id; raises Unclear when none or several fit."""
        if text.startswith("#") and (number := whole_number(text[1:], OVERLONG)) is not None:
            return number
        found = self.find(target, text)
        exact = [each for each in found if each[1] == text]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0][0]
        what = self.scene.inside(self.scene.plural(self.scene.context.catalog.objects[target]))
        if not found:
            raise Unclear("pick_none", text=text[:40], what=what)
        names = enumerated((title for _, title in found[:3]), self.scene.lang)
        raise Unclear("pick_many", text=text[:40], n=len(found), names=names)


def seen_of(sent: Typed) -> Seen:
    """Return the texts the form was opened with, as it carries them itself; an unreadable note counts as none."""
    try:
        seen = json.loads(sent.own.get("_seen", "{}"))
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) and all(isinstance(each, dict) for each in seen.values()) else {}
