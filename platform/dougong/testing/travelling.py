"""Every transition of every workflow is run, and the history tells of it. Each proof yields a sentence for each fault.

A record goes on as long as a transition leads on that was not run yet; then another sets out. What no single record
can meet (a guard over other records, as that something was delivered) the scenarios of the pack have to show."""

from collections.abc import Collection, Iterator
from typing import Final

from dougong.catalog.model import Expression, Object
from dougong.catalog.states import Transition, Workflow
from dougong.testing.coverage import Way
from dougong.testing.filling import Document
from dougong.testing.moving import moved, to
from dougong.testing.proof import Proof
from dougong.testing.values import Unfillable

_BY_PERSONS: Final = "person"


def transitions(proof: Proof) -> Iterator[tuple[Object, Transition]]:
    """Yield every transition a person runs, of the objects that are proven."""
    for thing in proof.documents():
        if thing.workflow is not None:
            yield from ((thing, each) for each in thing.workflow.transitions.values() if each.by == _BY_PERSONS)


def untold(proof: Proof, shown: Collection[Way]) -> Iterator[str]:
    """Find transitions that cannot be run and no scenario shows (`shown`: those that do), and those of which the
    history does not tell."""
    left: dict[str, list[Transition]] = {}
    for thing, each in transitions(proof):
        left.setdefault(thing.name, []).append(each)
    for name, waiting in left.items():
        thing = proof.stage.runtime.live.catalog.objects[name]
        while waiting:
            yield from _journey(proof, thing, waiting, shown)


def _journey(proof: Proof, thing: Object, waiting: list[Transition], shown: Collection[Way]) -> Iterator[str]:
    """Let one record run the first transition that waits, and as many more as lead on from there."""
    first = waiting.pop(0)
    try:
        record = _begun(proof, thing, first)
    except Unfillable as no:
        if (thing.name, first.name) not in shown:
            yield f"{no}; and no scenario shows it"
        return
    yield from _told(proof, thing, record, first)
    while (following := _leading_on(thing, record, waiting)) is not None:
        waiting.remove(following)
        try:
            record = moved(proof.filler, thing, record, following)
        except Unfillable:
            waiting.append(following)                          # another record may be able to: it is made for that
            return
        yield from _told(proof, thing, record, following)


def _begun(proof: Proof, thing: Object, transition: Transition) -> Document:
    """Return a new record that has run the transition: any, or else one of which the guard was true from the start."""
    flow = _flow(thing)
    tries: list[Expression | None] = [None] if transition.when is None else [None, transition.when]
    faults: list[Unfillable] = []
    for goal in tries:
        try:
            return moved(proof.filler, thing, proof.filler.walked(thing.name, goal, to(flow, transition)), transition)
        except Unfillable as no:
            faults.append(no)
    raise faults[0]


def _leading_on(thing: Object, record: Document, waiting: list[Transition]) -> Transition | None:
    flow = _flow(thing)
    here = {each.name for each in flow.leaving(record[flow.field])}
    return next((each for each in waiting if each.name in here), None)


def _told(proof: Proof, thing: Object, record: Document, transition: Transition) -> Iterator[str]:
    """Find a transition the record's history does not tell of: which it was, and from where to where."""
    flow = _flow(thing)
    if record[flow.field] != transition.target:
        yield f"{thing.name}: {transition.name} leads to {record[flow.field]}, not to {transition.target}"
    if not thing.history:
        return
    entries = proof.program("GET", f"/{thing.name}/{record['id']}/history").json["data"]
    latest = next(each for each in entries if each["door"] != "rule")       # rules may have written it since
    said = latest["transition"] or {"name": None, "from": None, "to": None}
    if (said["name"], said["to"]) != (transition.name, transition.target) or said["from"] not in transition.source:
        yield f"{thing.name}: the history does not tell of {transition.name}: {latest}"


def _flow(thing: Object) -> Workflow:
    if thing.workflow is None:
        raise LookupError(thing.name)
    return thing.workflow
