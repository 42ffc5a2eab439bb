"""What scenarios show: which transitions of which objects they run, and which rules fire in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dougong.catalog.model import Catalog
from dougong.testing.scenario import Scenario

#: An object, and a transition of its workflow.
Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Covered:
    """Of one pack: how many transitions its workflows have, and those no scenario runs; how many rules, and those that
    fire in none."""

    pack: str
    all: int
    missed: tuple[Way, ...]
    rules: int = 0
    silent: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = [f"{self.all - len(self.missed)} of {self.all} transitions"] if self.all else []
        said += [f"{self.rules - len(self.silent)} of {self.rules} rules"] if self.rules else []
        missed = [*(".".join(each) for each in self.missed), *self.silent]
        return f"{self.pack}: {', '.join(said)}" + (f"; not {', '.join(missed)}" if missed else "")


def shown(scenarios: Iterable[Scenario]) -> frozenset[Way]:
    """Return the transitions that scenarios run and that are not refused there."""
    return frozenset(way for each in scenarios for way in _of(each))


def covered(scenarios: Sequence[Scenario], fired: Collection[str], catalog: Catalog, packs: Collection[str]) -> \
        tuple[Covered, ...]:
    """Return how much of the workflows of these packs scenarios run and which of their rules have `fired` in one, a
    pack without either left out. What only the engine or an approval runs counts, too, once something shows it. A rule
    that rests counts nowhere."""
    run = shown(scenarios) | _run_by_rules(fired, catalog)
    ways: dict[str, list[Way]] = {}
    for thing in catalog.objects.values():
        flow = thing.workflow
        if flow is not None and flow.pack in packs:
            ways.setdefault(flow.pack, []).extend((thing.name, name) for name in flow.transitions)
    rules: dict[str, list[str]] = {}
    for rule in (rule for thing in catalog.objects.values() for rule in thing.rules):
        if rule.pack in packs and not rule.off:
            rules.setdefault(rule.pack, []).append(rule.name)
    return tuple(Covered(
        pack, len(ways.get(pack, ())), tuple(each for each in ways.get(pack, ()) if each not in run),
        len(rules.get(pack, ())), tuple(each for each in rules.get(pack, ()) if each not in fired))
        for pack in dict.fromkeys((*ways, *rules)))


def _run_by_rules(fired: Collection[str], catalog: Catalog) -> frozenset[Way]:
    return frozenset((rule.object, action.to) for thing in catalog.objects.values() for rule in thing.rules
                     if rule.name in fired for action in rule.do if action.verb == "transition")


def _of(scenario: Scenario) -> set[Way]:
    records = {each.name: each.object for each in scenario.given}
    found: set[Way] = set()
    for step in scenario.steps:
        if step.verb == "create" and "as" in step.said:
            records[step.said["as"]] = step.target
        ran = step.transitions if "refused" not in step.said else step.transitions[:-1]
        found |= {(records.get(step.target, ""), name) for name in ran}
    return found
