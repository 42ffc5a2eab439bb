"""The first step of an import: a file is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from dougong.catalog.model import Object
from dougong.records.jobs import Job
from dougong.web import links
from dougong.web.importing.frame import Around, state_of, steps
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Earlier:
    """An import of before."""

    href: str
    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage(Around):
    """Choosing a file."""

    action: str
    earlier: tuple[Earlier, ...]


def start_page(scene: Scene, thing: Object, jobs: Sequence[Job], problem: str = "") -> StartPage:
    """Return the first step, with this person's imports of the object."""
    mine = [job for job in jobs if job.said.get("object") == thing.name and job.said.get("headers")]
    earlier = tuple(Earlier(links.job("imports", job.id), job.said["name"], state_of(scene, job)) for job in mine)
    return StartPage(title=scene.say("import.step1"), object=scene.plural(thing), list_href=links.list_of(thing.name),
                     file="", steps=steps(scene, 1), problem=problem, action=links.import_of(thing.name),
                     earlier=earlier)
