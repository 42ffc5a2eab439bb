"""An import under way."""

from dataclasses import dataclass

from dougong.records.jobs import Job
from dougong.web import links
from dougong.web.importing.frame import Around, around, state_of
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitPage(Around):
    """A job under way."""

    done: str
    share: int
    cancel: str
    state: str


def wait_page(scene: Scene, job: Job) -> WaitPage:
    """Return how far an import is."""
    return WaitPage(**around(scene, job, 4 if job.said["phase"] == "run" else 3),
                    done=scene.say("import.rows_done", n=f"{job.done:,}"),
                    share=min(100, job.done * 100 // job.total) if job.total else 0,
                    cancel=links.job("imports", job.id, "cancel"), state=state_of(scene, job))
