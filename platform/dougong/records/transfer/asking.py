"""What a person asks of an import once its file is there: to foresee it, make it, stop it or take it back."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.kernel.errors import Conflict, FieldError, Refused
from dougong.kernel.number import whole_number
from dougong.records.context import Context
from dougong.records.jobs import Job, Jobs
from dougong.records.transfer.mapping import mapping, remember
from dougong.records.transfer.sheet import cell_at
from dougong.records.transfer.taking import importable

PHASES: Final = ("check", "run", "undo")
MODES: Final = ("all", "skip")
DECISIONS: Final = ("", "file", "keep")
#: Decisions about single rows that are kept; a file with more conflicts is decided as a whole.
MOST_DECIDED: Final = 5_000
#: Cells people mend in the preview; who has more to mend does it in the file.
MOST_MENDED: Final = 2_000
LONGEST_CELL: Final = 2_000


def ask(context: Context, jobs: Jobs, job: Job, phase: str, said: Mapping[str, Any]) -> None:
    """Let an import be foreseen ("check") or made ("run") with these columns, `match`, `mode`, `conflicts`, `decided`
    and `cells` typed in the place of those of the file; what is not said stays, cells mended before among
    it. Raises Refused for what cannot be, Conflict when it is under way or was made."""
    if job.said.get("phase") in ("run", "undo") and job.state in ("done", "cancelled", "failed") and _made(jobs, job):
        raise Conflict("import_made")
    plan = {**job.said, **said, "cells": {**job.said.get("cells", {}), **said.get("cells", {})}, "phase": phase}
    errors = [FieldError(f"/{name}", "import_choice") for name, known in (("mode", MODES), ("conflicts", DECISIONS))
              if plan.get(name, known[0]) not in known]
    decided = plan.get("decided", {})
    fit = all(whole_number(row) is not None and each in DECISIONS for row, each in decided.items())
    if not fit or len(decided) > MOST_DECIDED:
        errors.append(FieldError("/decided", "import_choice"))
    if not _mends(plan):
        errors.append(FieldError("/cells", "import_cells", {"most": MOST_MENDED}))
    if len(plan["columns"]) != len(plan["headers"]):
        errors.append(FieldError("/columns", "import_columns", {"n": len(plan["headers"])}))
    if errors:
        raise Refused(errors=errors)
    object = importable(context, plan["object"])
    mapping(context, object, plan["columns"], plan.get("match", ""))
    if plan["columns"] != job.said.get("columns") or "phase" not in job.said:
        remember(context, object, plan["headers"], plan["columns"])
    jobs.again(job.id, plan)


def take_back(jobs: Jobs, job: Job) -> None:
    """Let what an import made be undone; raises Conflict when it made nothing or is under way."""
    if not _made(jobs, job):
        raise Conflict("import_nothing_made")
    jobs.again(job.id, {**job.said, "phase": "undo"})


def _mends(plan: Mapping[str, Any]) -> bool:
    """Return whether mended cells are cells of the file, and texts a cell may hold."""
    try:
        places = [cell_at(name) for name in plan["cells"]]
    except ValueError:
        return False
    return len(places) <= MOST_MENDED and all(
        row > plan.get("head_row", 0) and at < len(plan["headers"]) for row, at in places) and all(
        len(text) <= LONGEST_CELL for text in plan["cells"].values())


def _made(jobs: Jobs, job: Job) -> bool:
    found = jobs.count(job.id, made=True)
    return bool(found.get("create", 0) + found.get("update", 0))
