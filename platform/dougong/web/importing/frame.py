"""What every step of an import shows: what is imported, from which file, how far it is."""

from dataclasses import dataclass
from typing import Any

from dougong.kernel.messages import say
from dougong.records.jobs import Job
from dougong.web import links
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps."""

    label: str
    done: bool
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What every step shows: what is imported, from which file, and where to."""

    title: str
    object: str
    list_href: str
    file: str
    steps: tuple[Step, ...]
    problem: str = ""


def around(scene: Scene, job: Job, step: int, problem: str = "") -> dict[str, Any]:
    """Return what every step shows of an import."""
    thing, said = scene.context.object(job.said["object"]), job.said
    encoding = "" if said.get("kind") == "xlsx" else said.get("encoding", "").upper()
    parts = [said["name"], said.get("sheet", ""), encoding]
    return {"title": scene.say(f"import.step{step}"), "object": scene.plural(thing),
            "list_href": links.list_of(thing.name), "file": " · ".join(filter(None, parts)),
            "steps": steps(scene, step), "problem": problem or failed(scene, job)}


def steps(scene: Scene, step: int) -> tuple[Step, ...]:
    """Return the four steps; `step` is the one now."""
    return tuple(Step(scene.say(f"import.short{at}"), at < step, at == step) for at in (1, 2, 3, 4))


def failed(scene: Scene, job: Job) -> str:
    """Return why a job ended without being done, "" for any other."""
    return say(job.result["code"], scene.lang, **job.result["params"]) if job.state == "failed" else ""


def state_of(scene: Scene, job: Job) -> str:
    """Return how far a job is, in words."""
    phase = job.said.get("phase", "")
    return scene.say("import.state_checked" if job.state == "done" and phase == "check" else
                     "import.state_undone" if job.state == "done" and phase == "undo" else f"import.state_{job.state}")
