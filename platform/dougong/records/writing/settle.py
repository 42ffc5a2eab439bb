"""The pure half of a change: what the definition makes of the given values. No database, no clock of its own."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from dougong.catalog.model import Enforce
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError
from dougong.fields.base import Convert
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import FieldError
from dougong.records.writing.draft import BLANK, Draft, Row
from dougong.records.writing.outcome import State
from dougong.records.writing.rules import Closure, Default, Demand, Formula
from dougong.records.writing.touch import touched


def begin(draft: Draft) -> None:
    """Give new rows their defaults. A default that needs a link's target waits for `choose`."""
    for row in draft.rows():
        if row.old is None:
            _default(draft, row, row.rules.defaults)


def choose(draft: Draft) -> None:
    """Give what other records decide: copies of what links lead to, what lookups have found, and defaults that look at
    either; again, when more is known."""
    for row in draft.rows():
        rules = row.rules
        for name in row.filled:
            row.values[name] = None
        if rules.copies:
            _copy(draft, row)
        if row.found:
            _take(draft, row)
        if row.old is None and rules.late_defaults:
            lacking = [each for each in rules.late_defaults if row.values.get(each[0]) is None]
            _default(draft, row, lacking)
            row.filled = tuple(name for name, _, _ in lacking if name not in row.given)


def settle(draft: Draft) -> None:
    """Compute, hide, count, require, lock and check, in this order; faults gather in `draft.errors`."""
    for row in draft.rows():
        if row.old is not None and row.rules.lapsed:
            _lapse(draft, row)
    compute(draft)
    hidden = [row for row in draft.rows() if row.rules.visible and _hide(draft, row)]
    if hidden:
        compute(draft)
    _count(draft)
    for row in draft.rows():
        _require(draft, row)
        if row.rules.readonly:
            _lock(draft, row)
    if not draft.errors:
        check(draft)


def check(draft: Draft) -> None:
    """Hold the record and its lines against their checks: level error refuses, warning is told."""
    for row in draft.rows():
        env = row.env
        for held in row.rules.checks:
            try:
                if held.must(env):
                    continue
            except ExpressionError as error:
                draft.refuse(row.pointer, error.code)
            rule = held.check
            if _spared(draft, row, rule.enforce, held.reads):
                continue
            found = draft.errors if rule.level == "error" and rule.enforce != "warn" else draft.warnings
            found.append(FieldError(row.pointer, "check", {"name": rule.name}, rule.message))


def states(row: Row) -> Iterator[tuple[str, State]]:
    """Yield, for each field with a rule, its pointer and how it stands; the same closures that enforce."""
    rules = row.rules
    visible = {field.name: closure for field, closure in rules.visible}
    required, readonly = {each.name: each for each in rules.required}, dict(rules.readonly)
    for name in {**visible, **required, **readonly}:
        shown = name not in visible or bool(visible[name](row.env))
        yield f"{row.pointer}/{name}", State(
            shown, shown and name in required and _demanded(row, required[name]),
            name in readonly and _holds(readonly[name], row.env))


def _default(draft: Draft, row: Row, defaults: Iterable[Default]) -> None:
    """A value that was sent stands, an explicit null too."""
    values, given = row.values, row.given
    for name, closure, fit in defaults:
        if name not in given and values.get(name) is None:
            values[name] = _evaluate(draft, row, name, closure, fit)


def _lapse(draft: Draft, row: Row) -> None:
    """Give an old record what it lacks since its field became required: it would be given the default anyway, and the
    person who changes something else is not asked for it meanwhile. A null that is sent stands, and is refused."""
    for demand, default in row.rules.lapsed:
        name = demand.name
        if row.values.get(name) is None and name not in row.given and row.old and row.old.get(name) is None \
                and _holds(demand.condition, row.env) and _shown(row, name):
            _default(draft, row, (default,))


def _copy(draft: Draft, row: Row) -> None:
    """A copy is taken when the link is chosen, and again when another target is; a given value wins."""
    for copy in row.rules.copies:
        chosen = row.values.get(copy.link)
        before = None if row.old is None else row.old.get(copy.link)
        if chosen != before and copy.name not in row.given:
            value = None if chosen is None else row.linked.get(copy.path)
            row.values[copy.name] = _fit(draft, row, copy.name, value, copy.settle)


def _take(draft: Draft, row: Row) -> None:
    """What lookups found stands; where they found nothing, the copy and the default do, as in a new record."""
    for sought in row.rules.sought:
        name = sought.name
        if name not in row.found:
            continue
        value, copy = row.found[name], sought.copy
        if value is None and copy is not None and row.values.get(copy.link) is not None:
            value = row.linked.get(copy.path)
        if value is None and sought.default is not None:
            row.values[name] = _evaluate(draft, row, name, sought.default, sought.settle)
        else:
            row.values[name] = _fit(draft, row, name, value, sought.settle)


def compute(draft: Draft, order: Iterable[Formula] | None = None) -> None:
    """Compute the stored formulas of the record and its lines, each after what it reads: all, or those of `order`."""
    for lines, name, closure, fit in draft.rules.order if order is None else order:
        for row in draft.lines.get(lines, ()) if lines else (draft,):
            row.values[name] = _evaluate(draft, row, name, closure, fit)


def _hide(draft: Draft, row: Row) -> bool:
    """Clear what is not visible; return whether a value went. A value given for it is a fault, unless it was there."""
    cleared = False
    values = row.values
    for field, visible in row.rules.visible:
        name = field.name
        if values.get(name) is None or visible(row.env):
            continue
        if row.given.get(name) is not None and not (field.keep and row.old and row.old.get(name) == values[name]):
            draft.refuse(f"{row.pointer}/{name}", "invisible")
        elif not field.keep:
            values[name] = None
            cleared = True
    return cleared


def _require(draft: Draft, row: Row) -> None:
    for demand in row.rules.required:
        name = demand.name
        if row.values.get(name) not in BLANK or _spared(draft, row, demand.enforce, demand.reads):
            continue
        if _holds(demand.condition, row.env) and _shown(row, name):
            pointer = f"{row.pointer}/{name}"
            if demand.enforce == "warn":
                draft.warnings.append(FieldError(pointer, "required"))
            elif not any(error.pointer == pointer for error in draft.errors):
                draft.refuse(pointer, "required")


def _demanded(row: Row, demand: Demand) -> bool:
    """Return whether a form has to insist on a value: one that was always lacking may go on lacking under `new`."""
    if demand.enforce == "warn" or not _holds(demand.condition, row.env):
        return False
    return demand.enforce == "all" or row.old is None or row.old.get(demand.name) not in BLANK


def _spared(draft: Draft, row: Row, enforce: Enforce, reads: Collection[str]) -> bool:
    """Return whether a rule leaves the row alone: it holds what is new or touched, and the row is neither."""
    return enforce == "new" and row.old is not None and not touched(draft, row, reads)


def _lock(draft: Draft, row: Row) -> None:
    """A field that is read-only for now keeps its value; a form that sends the same value back does no harm. What is
    always read-only is not even read from people."""
    for name, condition in row.rules.readonly:
        if condition is not None and name in row.given and _holds(condition, row.env):
            before = None if row.old is None else row.old.get(name)
            if row.given[name] != before:
                draft.refuse(f"{row.pointer}/{name}", "readonly")


def _count(draft: Draft) -> None:
    refused = {error.pointer for error in draft.errors}
    for lines in draft.rules.lines:
        if f"/{lines.field.name}" in refused:
            continue
        count = len(draft.lines.get(lines.field.name, ()))
        if count < lines.least and _shown(draft, lines.field.name):
            draft.refuse(f"/{lines.field.name}", "lines_min", min=lines.least)
        if lines.most is not None and count > lines.most:
            draft.refuse(f"/{lines.field.name}", "lines_max", max=lines.most)


def _shown(row: Row, name: str) -> bool:
    return all(closure(row.env) for field, closure in row.rules.visible if field.name == name)


def _holds(condition: Closure | None, env: Env) -> bool:
    return condition is None or bool(condition(env))


def _evaluate(draft: Draft, row: Row, name: str, closure: Closure, settle: Convert = None) -> Any:
    """Return what the closure gives, as a value of its field; a number too large is a fault of the values, told."""
    try:
        return _fit(draft, row, name, closure(row.env), settle)
    except ExpressionError as error:
        draft.refuse(f"{row.pointer}/{name}" if name else row.pointer, error.code)
        return None


def _fit(draft: Draft, row: Row, name: str, value: Any, settle: Convert) -> Any:
    if value is None or settle is None:
        return value
    try:
        return settle(value)
    except Unclear as unclear:
        draft.refuse(f"{row.pointer}/{name}", unclear.code, **unclear.params)
        return None
