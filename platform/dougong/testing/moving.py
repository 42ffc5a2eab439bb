"""Records made up go along the transitions of their workflow; what a transition asks for is made up, too, and what
keeps it back is mended by trying other values."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from dougong.catalog.model import Expression, Object
from dougong.catalog.states import Transition, Workflow
from dougong.catalog.ways import way
from dougong.kernel.errors import AppError, FieldError
from dougong.records.writing.change import Change
from dougong.testing.blame import Place, blamed
from dougong.testing.values import Unfillable

if TYPE_CHECKING:
    from dougong.testing.filling import Document, Filler

#: Changes that are tried before a transition is given up.
_TRIALS: Final = 80


def aims(thing: Object, goal: Expression | None) -> Iterator[tuple[Transition, ...]]:
    """Yield the ways to states in which `goal` may be true, the shortest first: nothing where it says nothing of the
    state, or the object has no workflow."""
    flow = thing.workflow
    if flow is None or goal is None or (flow.field,) not in goal.checked.paths:
        yield ()
        return
    ways = [way(flow, flow.initial, each) for each in flow.states]
    yield from sorted((found for found in ways if found is not None), key=len)


def to(flow: Workflow, transition: Transition) -> tuple[Transition, ...]:
    """Return the shortest way from where records begin to a state the transition leads from."""
    ways = [found for each in transition.source if (found := way(flow, flow.initial, each)) is not None]
    if not ways:
        raise Unfillable(f"{flow.object}: no person brings a record to {', '.join(transition.source)}")
    return min(ways, key=len)


def onward(flow: Workflow, record: "Document", met: Collection[str]) -> Transition | None:
    """Return the first transition a person runs that leads on to a state the record has not met."""
    return next((each for each in flow.leaving(record[flow.field])
                 if each.by == "person" and each.target not in met), None)


def moved(filler: "Filler", thing: Object, record: "Document", transition: Transition) -> "Document":
    """Run a transition on a record and return it as it is then; raises Unfillable."""
    given = {name: filler.value(thing.fields[name]) for name in transition.require if record.get(name) is None}
    run = _Run(filler, thing, record, transition)
    faults = run.tried(given)
    while faults:
        better = next((left for left in run.changes(given, faults) if len(left) < len(faults)), None)
        if better is None:
            said = ", ".join(f"{each.pointer or '/'} {each.code}" for each in faults)
            raise Unfillable(f"{thing.name}: {transition.name} is refused: {said}")
        faults = better
    return run.record


class _Run:
    """One transition of one record, tried until it is accepted. `record` always says what it is by then."""

    def __init__(self, filler: "Filler", thing: Object, record: "Document", transition: Transition) -> None:
        self.filler, self.thing, self.record, self.transition = filler, thing, record, transition
        self.trials = iter(range(_TRIALS))

    def tried(self, given: dict[str, Any]) -> Sequence[FieldError]:
        """Run it with these values; return what it is refused for."""
        return self._applied(given, self.transition.name)

    def changes(self, given: dict[str, Any], faults: Sequence[FieldError]) -> Iterator[Sequence[FieldError]]:
        """Change what may be to blame, one value after another, and yield what it is refused for then."""
        for fault in faults:
            for place in self._blamed(fault):
                for value in self.filler.others(place.field):
                    if next(self.trials, None) is None:
                        return
                    if not place.lines and place.field.name in self.transition.require:
                        given[place.field.name] = value
                    elif self._applied(self._with(place, value), ""):
                        continue
                    yield self.tried(given)

    def _blamed(self, fault: FieldError) -> Iterator[Place]:
        known = fault if fault.pointer or fault.code == "check" else FieldError("", "goal")
        catalog = self.filler.stage.runtime.live.catalog
        for place in blamed(catalog, self.thing, known, self.transition.when):
            if not place.field.derived and place.field.readonly is not True:
                yield place

    def _with(self, place: Place, value: Any) -> dict[str, Any]:
        if not place.lines:
            return {place.field.name: value}
        rows = [{"id": row["id"]} for row in self.record[place.lines]]
        changed = {place.lines: rows}
        for row in place.rows(changed):
            row[place.field.name] = value
        return changed

    def _applied(self, values: dict[str, Any], transition: str) -> Sequence[FieldError]:
        unit = self.filler.stage.runtime.unit(self.filler.stage.context())
        try:
            now = unit.apply(Change(
                object=self.thing.name, verb="update", id=self.record["id"], version=self.record["version"],
                values=values, transition=transition)).record
        except AppError as no:
            return no.errors or (FieldError("", no.code),)
        self.record.clear()                                    # others that link to it see it as it is
        self.record.update(now)
        return ()
