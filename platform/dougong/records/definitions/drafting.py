"""Changes of definitions somebody has collected and not published: kept with the server, one draft a person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.records.jobs import Jobs

#: What a draft is among the jobs: one that is never begun.
KIND: Final = "definitions"
#: Steps that can be undone, at most.
PAST: Final = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """Operations in order, and the number of the catalog they were begun on; `id` is 0 while nothing is kept. `files`
    are those the site's layer is to consist of before, by path; None where they are those in force."""

    id: int
    base: int
    operations: tuple[Mapping[str, Any], ...] = ()
    files: Mapping[str, str] | None = None
    #: What the operations were before each of the last steps, oldest first.
    past: tuple[tuple[Mapping[str, Any], ...], ...] = ()

    def stepped(self, operations: tuple[Mapping[str, Any], ...]) -> "Draft":
        """Return the draft with these operations, and the way back to those it holds."""
        return replace(self, operations=operations, past=(*self.past, self.operations)[-PAST:])

    def undone(self) -> "Draft":
        """Return the draft as it was before its last step."""
        return replace(self, operations=self.past[-1], past=self.past[:-1]) if self.past else self

    @property
    def empty(self) -> bool:
        """Return whether it would change nothing."""
        return self.size == 0

    @property
    def size(self) -> int:
        """Return how many changes it holds; files it begins with are one."""
        return len(self.operations) + (self.files is not None)


def draft_of(jobs: Jobs, actor: int, number: int) -> Draft:
    """Return the person's draft, an empty one on catalog `number` where there is none."""
    job = next((each for each in jobs.of(actor, KIND, 1) if each.state == "draft"), None)
    found = Draft(job.id, job.said["base"], tuple(job.said["operations"]), job.said.get("files"),
                  tuple(map(tuple, job.said.get("past", ())))) if job else None
    return Draft(found.id if found else 0, number) if found is None or found.empty else found


def keep(jobs: Jobs, actor: int, draft: Draft) -> None:
    """Keep the draft as it is now."""
    said = {"base": draft.base, "operations": list(draft.operations), "past": [list(each) for each in draft.past]} | (
        {} if draft.files is None else {"files": dict(draft.files)})
    if draft.id:
        jobs.say(draft.id, said)
    elif not draft.empty:
        jobs.add(KIND, actor, said, "draft")


def discard(jobs: Jobs, draft: Draft) -> None:
    """Let the draft go."""
    if draft.id:
        jobs.cancel(draft.id)
