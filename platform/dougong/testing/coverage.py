"""What scenarios show: which transitions of which objects they run."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dougong.catalog.model import Catalog
from dougong.testing.scenario import Scenario

#: An object, and a transition of its workflow.
Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Covered:
    """Of one pack: how many transitions its workflows have, and those no scenario runs."""

    pack: str
    all: int
    missed: tuple[Way, ...]

    def __str__(self) -> str:
        said = f"{self.pack}: {self.all - len(self.missed)} of {self.all} transitions"
        return said if not self.missed else f"{said}; not {', '.join('.'.join(each) for each in self.missed)}"


def shown(scenarios: Iterable[Scenario]) -> frozenset[Way]:
    """Return the transitions that scenarios run and that are not refused there."""
    return frozenset(way for each in scenarios for way in _of(each))


def covered(scenarios: Sequence[Scenario], catalog: Catalog, packs: Collection[str]) -> tuple[Covered, ...]:
    """Return how much of the workflows of these packs scenarios run, a pack without workflows left out. What only the
    engine or an approval runs counts, too, once something shows it."""
    run = shown(scenarios)
    ways: dict[str, list[Way]] = {}
    for thing in catalog.objects.values():
        flow = thing.workflow
        if flow is not None and flow.pack in packs:
            ways.setdefault(flow.pack, []).extend((thing.name, name) for name in flow.transitions)
    return tuple(Covered(pack, len(found), tuple(each for each in found if each not in run))
                 for pack, found in ways.items())


def _of(scenario: Scenario) -> set[Way]:
    records = {each.name: each.object for each in scenario.given}
    found: set[Way] = set()
    for step in scenario.steps:
        if step.verb == "create" and "as" in step.said:
            records[step.said["as"]] = step.target
        ran = step.transitions if "refused" not in step.said else step.transitions[:-1]
        found |= {(records.get(step.target, ""), name) for name in ran}
    return found
