"""Many changes of one object in one request: all or none, or each on its own."""

from dataclasses import replace
from typing import Any, Final

from flask import Response, request

from dougong.api import answers, conditions, parameters
from dougong.api.problems import broken, describe, faults, language
from dougong.api.shape import is_positive, unknown
from dougong.api.writes import own, sent
from dougong.kernel.errors import AppError, FieldError, Refused
from dougong.records import audit
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change, Verb
from dougong.records.writing.outcome import Outcome
from dougong.records.writing.together import RefusedRow, apply_together
from dougong.records.writing.unit import UnitOfWork

MOST: Final = 500
VERBS: Final = ("create", "update", "archive", "restore", "do")
_STATUS: Final = {True: 201, False: 200}


def run(context: Context, runtime: Runtime, object: str) -> Response:
    """Make up to 500 changes. `atomic` makes all or none and answers with the first refusal, its pointers leading
    into the request; otherwise each row has a status of its own, with the record or the problem."""
    parameters.known()
    own(context.object(object))
    asked = sent()
    changes = _changes(object, asked, conditions.key())
    if asked.get("atomic", False):
        return answers.answer({"data": [_row(each) for each in _together(runtime, context, changes)]})
    unit = runtime.unit(context)
    return answers.answer({"data": [_alone(unit, change) for change in changes]})


def _together(runtime: Runtime, context: Context, changes: list[Change]) -> list[Outcome]:
    try:
        return apply_together(context, runtime.renewed, changes)
    except RefusedRow as row:
        error, at = row.because, f"/changes/{row.at}"
        under = f"{at}/values" if changes[row.at].verb in {"create", "update"} else at
        error.errors = tuple(replace(each, pointer=f"{under}{each.pointer}") for each in error.errors) or (
            FieldError(at, error.code, error.params),)
        raise error from row


def _alone(unit: UnitOfWork, change: Change) -> dict[str, Any]:
    try:
        return _row(unit.apply(change))
    except AppError as error:
        audit.denied(unit.context, error, f"{change.verb} {change.object}/{change.id or ''}", request.remote_addr)
        problem = describe(error, language())
    except Exception as error:  # noqa: BLE001 - the rows before have been committed, so the answer must come
        problem = describe(broken(error), language())
    return {"status": problem["status"], "problem": problem}


def _row(outcome: Outcome) -> dict[str, Any]:
    row: dict[str, Any] = {"status": _STATUS[outcome.created], "record": outcome.record}
    if outcome.warnings:
        row["warnings"] = faults(outcome.warnings, language())
    if outcome.keys:
        row["keys"] = outcome.keys
    return row


def _changes(object: str, asked: dict[str, Any], key: str | None) -> list[Change]:
    """Return the changes a request names; raises Refused with every fault of its shape."""
    errors = [*unknown(asked, ("atomic", "changes"))]
    if not isinstance(asked.get("atomic", False), bool):
        errors.append(FieldError("/atomic", "flag"))
    rows = asked.get("changes")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        raise Refused(errors=[*errors, FieldError("/changes", "batch_size", {"max": MOST})])
    for at, row in enumerate(rows):
        errors.extend(_faults(row, f"/changes/{at}"))
    if errors:
        raise Refused(errors=errors)
    return [_change(object, row, key and f"{key}/{at}") for at, row in enumerate(rows)]


def _change(object: str, row: dict[str, Any], key: str | None) -> Change:
    """Return the change a row says; to `do` a transition is an update of its own kind."""
    verb: Verb = "update" if row["verb"] == "do" else row["verb"]
    return Change(object=object, verb=verb, id=row.get("id"), values=row.get("values") or {},
                  version=row.get("version"), transition=row.get("transition", ""), key=key)


def _faults(row: Any, at: str) -> list[FieldError]:
    if not isinstance(row, dict) or row.get("verb") not in VERBS:
        return [FieldError(at, "batch_change")]
    does = row["verb"] == "do"
    errors = unknown(row, ("verb", "id", "version", "values", *(("transition",) if does else ())), at)
    if does and not (isinstance(row.get("transition"), str) and row["transition"]):
        errors.append(FieldError(f"{at}/transition", "text"))
    if row["verb"] == "create":
        errors += [FieldError(f"{at}/{name}", "readonly") for name in ("id", "version") if name in row]
    elif not is_positive(row.get("id")):
        errors.append(FieldError(f"{at}/id", "batch_id"))
    if "version" in row and not is_positive(row["version"]):
        errors.append(FieldError(f"{at}/version", "version_malformed"))
    return errors + _value_faults(row, f"{at}/values")


def _value_faults(row: dict[str, Any], at: str) -> list[FieldError]:
    """Return what is wrong with `values`: creates and updates need them, others have none; the version stands apart."""
    if row["verb"] in {"archive", "restore"}:
        return [FieldError(at, "readonly")] if "values" in row else []
    values = row.get("values", {} if row["verb"] == "do" else None)
    if not isinstance(values, dict):
        return [FieldError(at, "object")]
    technical = ("version",) if row["verb"] == "create" else ("version", "external_id")
    return [FieldError(f"{at}/{name}", "readonly") for name in technical if name in values]
