"""Changes of definitions somebody has collected and not published: kept with the server, one draft a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.records.jobs import Jobs

#: What a draft is among the jobs: one that is never begun.
KIND: Final = "definitions"


@dataclass(frozen=True, slots=True)
class Draft:
    """Operations in order, and the number of the catalog they were begun on; `id` is 0 while nothing is kept."""

    id: int
    base: int
    operations: tuple[Mapping[str, Any], ...] = ()


def draft_of(jobs: Jobs, actor: int, number: int) -> Draft:
    """Return the person's draft, an empty one on catalog `number` where there is none."""
    job = next((each for each in jobs.of(actor, KIND, 1) if each.state == "draft"), None)
    if job is None or not job.said["operations"]:
        return Draft(job.id if job else 0, number)
    return Draft(job.id, job.said["base"], tuple(job.said["operations"]))


def keep(jobs: Jobs, actor: int, draft: Draft, operations: Sequence[Mapping[str, Any]]) -> None:
    """Let the draft hold these operations from now on."""
    said = {"base": draft.base, "operations": list(operations)}
    if draft.id:
        jobs.say(draft.id, said)
    elif operations:
        jobs.add(KIND, actor, said, "draft")


def discard(jobs: Jobs, draft: Draft) -> None:
    """Let the draft go."""
    if draft.id:
        jobs.cancel(draft.id)
