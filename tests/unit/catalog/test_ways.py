"""The way through a workflow: the fewest transitions a person runs."""

from types import MappingProxyType

from dougong.catalog.states import By, State, Transition, Workflow
from dougong.catalog.ways import way
from dougong.kernel.errors import NOTHING


def flow(*ways: tuple[str, str, str, By]) -> Workflow:
    states = dict.fromkeys(["draft", *(target for _, _, target, _ in ways)])
    return Workflow(
        name="order", uid="u", pack="shop", object="order", field="state",
        states=MappingProxyType({name: State(name=name, uid=name, initial=name == "draft") for name in states}),
        transitions=MappingProxyType({name: Transition(name=name, uid=name, label=NOTHING, source=(source,),
                                                       target=target, by=by) for name, source, target, by in ways}))


def names(flow: Workflow, start: str, goal: str) -> list[str] | None:
    found = way(flow, start, goal)
    return None if found is None else [each.name for each in found]


def test_the_fewest_are_taken_and_of_as_few_the_first() -> None:
    here = flow(("submit", "draft", "pending", "person"), ("approve", "pending", "done", "person"),
                ("skip", "draft", "done", "person"), ("jump", "draft", "done", "person"),
                ("close", "done", "closed", "person"))
    assert names(here, "draft", "closed") == ["skip", "close"]
    assert names(here, "draft", "draft") == []


def test_what_no_person_runs_is_no_way_and_nothing_leads_back() -> None:
    here = flow(("submit", "draft", "pending", "person"), ("approve", "pending", "done", "approval"))
    assert names(here, "draft", "done") is None
    assert names(here, "pending", "draft") is None
