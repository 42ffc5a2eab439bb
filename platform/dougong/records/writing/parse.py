"""A change's JSON form becomes a draft: values typed by their fields, lines matched with the ones there are."""

from collections.abc import Mapping
from typing import Any

from dougong.fields.loading import Load
from dougong.kernel.errors import NOTHING, FieldError, Malformed
from dougong.records.plans import ObjectPlan
from dougong.records.since import NOTHING_SINCE, Since
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.found import Found
from dougong.records.writing.rules import Lines, Rules

#: Members of a document that are no fields: the version someone read, and the record's name in another system.
TECHNICAL = ("version", "external_id")

#: Characters of a client's name for a new line.
LONGEST_KEY = 100

Old = Mapping[str, Any]


class Parsed:
    """The document as typed values, and what was wrong with it; `load` reads it otherwise than as the object's."""

    __slots__ = ("errors", "external_id", "values", "version")

    def __init__(self, plan: ObjectPlan, change: Change, load: Load | None = None) -> None:
        document = {} if change.values is NOTHING else change.values
        self.errors: list[FieldError] = []
        self.version = self._version(document.get("version", change.version))
        self.external_id = self._external_id(document)
        if not document.keys().isdisjoint(TECHNICAL):
            document = {name: value for name, value in document.items() if name not in TECHNICAL}
        self.values, errors = (load or plan.load)(document)
        self.errors.extend(errors)

    def _version(self, version: Any) -> int | None:
        if version is None or (type(version) is int and version > 0):
            return version
        raise Malformed("version_malformed")

    def _external_id(self, document: Mapping[str, Any]) -> str | None:
        given = document.get("external_id")
        if given is None or (isinstance(given, str) and 0 < len(given) <= 200 and given.isprintable()):
            return given
        self.errors.append(FieldError("/external_id", "external_id_malformed"))
        return None


def create(plan: ObjectPlan, change: Change, parsed: Parsed) -> Draft:
    """Return the draft of a new record."""
    rules = plan.rules
    given, lines = _apart(plan, parsed.values)
    draft = Draft(rules, change, _tidy(rules, {**rules.blank, **given}), given)
    draft.errors.extend(parsed.errors)
    draft.values["external_id"] = parsed.external_id
    draft.values["owner"] = change.owner
    for each in rules.lines:
        given_lines = lines.get(each.field.name, ())
        draft.lines[each.field.name] = [_new(each, at, line) for at, line in enumerate(given_lines)]
        for at, line in enumerate(given_lines):
            _check_key(draft, each, at, line)
            if line.get("id") is not None:
                draft.refuse(f"/{each.field.name}/{at}/id", "no_such_line")      # a new record has no lines yet
    return draft


def update(plan: ObjectPlan, change: Change, parsed: Parsed, found: Found, since: Since = NOTHING_SINCE) -> Draft:
    """Return the draft of a changed record: given values over the old ones, listed lines as the whole set; lines that
    came `since` were not there to be listed, and stay."""
    old = found.old
    given, lines = _apart(plan, parsed.values)
    draft = Draft(plan.rules, change, _tidy(plan.rules, {**old, **given}), given, old)
    if change.owner is not None:
        draft.values["owner"] = change.owner
    draft.errors.extend(parsed.errors)
    for each in plan.rules.lines:
        name = each.field.name
        before = found.lines.get(name, [])
        draft.lines[name] = _merge(draft, each, lines[name] or [], before, since) if name in lines else \
            [_kept(each, at, line, {}) for at, line in enumerate(before)]
    return draft


def _tidy(rules: Rules, values: dict[str, Any]) -> dict[str, Any]:
    """Put the targets of joins in the order they are read back; null is no target."""
    for name in rules.joins:
        values[name] = tuple(sorted(each for each in values[name] or () if each is not None))
    return values


def _apart(plan: ObjectPlan, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return the record's own values and its lines."""
    names = plan.line_names
    if not names:
        return values, {}
    return ({name: value for name, value in values.items() if name not in names},
            {name: value or () for name, value in values.items() if name in names})


def _new(lines: Lines, at: int, given: Mapping[str, Any]) -> Row:
    key = given.get("_key")
    own = {name: value for name, value in given.items() if name not in ("_key", "id")}
    values = _tidy(lines.rules, {**lines.rules.blank, **own, "line_no": at + 1})
    row = Row(lines.rules, values, own, linked=values, pointer=f"/{lines.field.name}/{at}")
    row.key = key
    return row


def _check_key(draft: Draft, lines: Lines, at: int, line: Mapping[str, Any]) -> None:
    """Refuse a client's name for a line that is no short text."""
    key = line.get("_key")
    if key is not None and not (isinstance(key, str) and len(key) <= LONGEST_KEY):
        draft.refuse(f"/{lines.field.name}/{at}/_key", "text")


def _kept(lines: Lines, at: int, old: Old, given: Mapping[str, Any]) -> Row:
    own = {name: value for name, value in given.items() if name not in ("_key", "id")}
    values = _tidy(lines.rules, {**old, **own, "line_no": at + 1})
    return Row(lines.rules, values, own, old=old, linked=values, pointer=f"/{lines.field.name}/{at}")


def _merge(draft: Draft, lines: Lines, given: list[Mapping[str, Any]], before: list[Old], since: Since) -> list[Row]:
    """Match listed lines with the old ones by id; what is not listed goes, an id of elsewhere is refused. A line that
    went since is left out, and kept in mind in `draft.gone`."""
    name, uid = lines.field.name, lines.field.uid
    left, went = {old["id"]: old for old in before}, since.went.get(uid, {})
    rows: list[Row] = []
    for at, line in enumerate(given):
        id = line.get("id")
        _check_key(draft, lines, at, line)
        if id is None:
            rows.append(_new(lines, at, line))
        elif type(id) is int and id in left:
            rows.append(_kept(lines, at, left.pop(id), line))
        elif type(id) is int and id in went:
            draft.gone.setdefault(name, []).append((at, line))
        else:
            draft.refuse(f"/{name}/{at}/id", "no_such_line")
    came = sorted(left.keys() & since.came.get(uid, ()))
    rows.extend(_kept(lines, len(given), left.pop(id), {}) for id in came)
    draft.removed[name] = list(left.values())
    for place, row in enumerate(rows, 1):
        row.values["line_no"] = place
    return rows
