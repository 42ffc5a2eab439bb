"""A workflow drawn: its normal course in a row, the other states beneath, and the way a record has gone."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.catalog.states import Workflow
from dougong.kernel.labels import words
from dougong.processes.workflow.standing import label_of, state_of
from dougong.web.record.doing import line_of
from dougong.web.scene import Scene

WIDE: Final = 120
HIGH: Final = 36
#: From one state to the next, and from one row to the next.
STEP: Final = 220
ROW: Final = 150
TOP: Final = 110


@dataclass(frozen=True, slots=True)
class Node:
    """A state: where its box lies, and whether the record is, was, or was never in it."""

    label: str
    x: int
    y: int
    standing: str


@dataclass(frozen=True, slots=True)
class Edge:
    """Transitions from one state to another as a path, their words at a point of it; `gone` when the record went it."""

    path: str
    label: str
    x: int
    y: int
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A diagram; its size is that of the view box."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    told: tuple[str, ...] = ()


def drawn(scene: Scene, thing: Object, flow: Workflow, record: Mapping[str, Any],
          history: Iterable[Mapping[str, Any]]) -> Drawn:
    """Return the workflow of a record with the way it has gone, oldest first in `told`."""
    went = [each["transition"] for each in reversed([*history]) if each.get("transition")]
    gone = {(each["from"] or flow.initial, each["to"]) for each in went}
    been = {name for pair in gone for name in pair} | {flow.initial}
    now = state_of(flow, record)
    places = {name: (label_of(thing, name, scene.lang), "now" if name == now else "done" if name in been else "ahead")
              for name in flow.states}
    told = tuple(_told(scene, thing, flow, each) for each in went)
    return replace(pictured(scene, flow, line_of(thing, flow), places, gone), told=told)


def pictured(scene: Scene, flow: Workflow, line: Sequence[str], states: Mapping[str, tuple[str, str]],
             gone: Container[tuple[str, str]]) -> Drawn:
    """Return a workflow drawn, the states of its normal course (`line`) in a row; `states` are label and standing of
    each, `gone` the ways that stand out."""
    places = _places(flow, line)
    nodes = tuple(Node(states[name][0], x, y, states[name][1]) for name, (x, y) in places.items())
    labels: dict[tuple[str, str], list[str]] = {}
    for each in flow.transitions.values():
        for source in each.source:
            labels.setdefault((source, each.target), []).append(words(each.label, scene.lang) or each.name)
    edges = tuple(_edge(places[source], places[target], " / ".join(said), gone=(source, target) in gone)
                  for (source, target), said in labels.items() if source != target)
    return Drawn(width=max(x for x, _ in places.values()) + WIDE + 20,
                 height=max(y for _, y in places.values()) + HIGH + 60, nodes=nodes, edges=edges)


def _places(flow: Workflow, line: Sequence[str]) -> dict[str, tuple[int, int]]:
    found = {name: (20 + at * STEP, TOP) for at, name in enumerate(line)}
    rest = [name for name in flow.states if name not in found]
    return found | {name: (20 + STEP // 2 + at * STEP, TOP + ROW) for at, name in enumerate(rest)}


def _edge(source: tuple[int, int], target: tuple[int, int], label: str, *, gone: bool) -> Edge:
    """Return a straight way to the next state, a bow over the row to others of it, a slope to the other row."""
    (x1, y1), (x2, y2) = source, target
    half, middle = WIDE // 2, HIGH // 2
    if y1 == y2 and x2 - x1 == STEP:
        return Edge(f"M{x1 + WIDE} {y1 + middle}L{x2 - 7} {y2 + middle}", label, (x1 + WIDE + x2) // 2,
                    y1 + middle - 8, gone)
    if y1 == y2:
        rise = 34 + abs(x2 - x1) // STEP * 18
        up = y1 == TOP
        edge, bow = (y1, y1 - rise * 4 // 3) if up else (y1 + HIGH, y1 + HIGH + rise)
        end = edge - 7 if up else edge + 7
        return Edge(f"M{x1 + half} {edge}C{x1 + half} {bow} {x2 + half} {bow} {x2 + half} {end}", label,
                    (x1 + x2) // 2 + half, edge - rise - 4 if up else edge + rise, gone)
    down = y2 > y1
    start, end = (y1 + HIGH, y2 - 7) if down else (y1, y2 + HIGH + 7)
    bend = (start + end) // 2
    return Edge(f"M{x1 + half} {start}C{x1 + half} {bend} {x2 + half} {bend} {x2 + half} {end}", label,
                (3 * x1 + x2) // 4 + half, (3 * start + end) // 4, gone)


def _told(scene: Scene, thing: Object, flow: Workflow, went: Mapping[str, Any]) -> str:
    found = flow.transitions.get(went["name"] or "")
    names = (label_of(thing, name, scene.lang) if name else "" for name in (went["from"] or flow.initial, went["to"]))
    return f"{words(found.label, scene.lang) if found else '–'}: {' → '.join(names)}"
