"""The way through a workflow: which transitions lead from one state to another."""

from dougong.catalog.states import Transition, Workflow


def way(flow: Workflow, start: str, goal: str) -> tuple[Transition, ...] | None:
    """Return the fewest transitions a person can run one after another that lead from `start` to `goal`, the first
    written where several are as few; nothing for the state one is in, None without a way."""
    found: dict[str, tuple[Transition, ...]] = {start: ()}
    waiting = [start]
    for here in waiting:                                                       # grows while it is walked
        if here == goal:
            return found[here]
        for each in flow.leaving(here):
            if each.by == "person" and each.target not in found:
                found[each.target] = (*found[here], each)
                waiting.append(each.target)
    return None
