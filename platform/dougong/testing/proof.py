"""What a proof plays with: the stage, both doors, records made up; and the objects it is about."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from dougong.catalog.model import Object
from dougong.testing.doors import Person, Program
from dougong.testing.filling import Document, Filler
from dougong.testing.stage import Stage
from dougong.testing.values import Unfillable


@dataclass(frozen=True, slots=True)
class Proof:
    """The means of every proof. `packs` are those to prove; of other packs only what these add to. With a `stride` of
    n only each n-th of their objects is proven."""

    stage: Stage
    program: Program
    person: Person
    filler: Filler
    packs: Collection[str]
    stride: int = 1

    @staticmethod
    def on(stage: Stage, packs: Collection[str], stride: int = 1) -> "Proof":
        """Return the means of proving these packs on a stage."""
        return Proof(stage, Program(stage), Person(stage), Filler(stage), packs, stride)

    def objects(self) -> Iterator[Object]:
        """Yield the objects of the packs, and those they add fields to."""
        ours = (one for one in self.stage.runtime.live.catalog.objects.values()
                if one.pack in self.packs or any(each.pack in self.packs for each in one.fields.values()))
        yield from islice(ours, None, None, self.stride)

    def latest(self, thing: Object) -> Document | None:
        """Return the newest record of an object as its list shows it, made up where there is none; None where no rule
        lets one be made."""
        address = f"/{thing.name}?sort=-id&limit=1"
        rows = self.program("GET", address).json["data"]
        if not rows and thing.access == "user":
            with suppress(Unfillable):
                self.filler.record(thing.name)
            rows = self.program("GET", address).json["data"]
        return rows[0] if rows else None

    def documents(self) -> Iterator[Object]:
        """Yield those of them that people make records of by themselves: neither lines nor what plugins keep."""
        return (one for one in self.objects() if one.parent is None and one.access == "user")
