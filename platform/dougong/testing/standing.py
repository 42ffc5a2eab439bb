"""Records a proof begins with, in the states it says: as they came from elsewhere where the workflow takes them so,
else by the transitions that lead there."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.states import Workflow
from dougong.catalog.ways import way
from dougong.kernel.errors import FieldError, Refused
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change


def standing(runtime: Runtime, context: Context, object: str, values: Mapping[str, Any]) -> int:
    """Make a record that stands in the state its values say, and return its id; raises what a change raises, and
    Refused where no person can bring a record there."""
    flow = context.object(object).workflow
    goal = None if flow is None else values.get(flow.field)
    if flow is None or goal is None or goal not in flow.states or goal == flow.initial:
        return runtime.unit(context).apply(Change(object=object, verb="create", values=values)).id
    if flow.states[goal].brought:
        brought = runtime.context(context.actor, "import", "test")
        return runtime.unit(brought).apply(Change(object=object, verb="create", values=values)).id
    return _walked(runtime, context, flow, object, values)


def _walked(runtime: Runtime, context: Context, flow: Workflow, object: str, values: Mapping[str, Any]) -> int:
    """Make a record where all begin and run the transitions, each with what it asks for of the values."""
    goal = str(values[flow.field])
    steps = way(flow, flow.initial, goal)
    if steps is None:
        raise Refused(errors=(FieldError(f"/{flow.field}", "option"),))
    asked = {name for each in steps for name in each.require} | {flow.field}
    first = {name: value for name, value in values.items() if name not in asked}
    made = runtime.unit(context).apply(Change(object=object, verb="create", values=first))
    version = made.record["version"]
    for each in steps:
        given = {name: values[name] for name in each.require if name in values}
        moved = runtime.unit(context).apply(Change(
            object=object, verb="update", id=made.id, version=version, values=given, transition=each.name))
        version = moved.record["version"]
    return made.id
