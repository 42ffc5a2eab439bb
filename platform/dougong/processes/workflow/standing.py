"""Where a record stands in its workflow, in words; and whether a guard holds. What enforces and what explains ask
here."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.catalog.states import Transition, Workflow
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.kernel.errors import FieldError
from dougong.kernel.labels import LANGUAGES, words
from dougong.kernel.messages import say


def flow_of(object: Object) -> Workflow:
    """Return the workflow of an object that has one."""
    if object.workflow is None:
        raise LookupError(object.name)
    return object.workflow


def state_of(flow: Workflow, values: Mapping[str, Any]) -> str:
    """Return the state of a record with these values."""
    found: str | None = values.get(flow.field)
    return flow.initial if found is None else found


def label_of(object: Object, state: str, language: str) -> str:
    """Return what people call a state: the label of the field's option."""
    field: Field = object.fields[flow_of(object).field]
    return field.type.show(field, state, language) or state


def holds(transition: Transition, env: Env) -> bool:
    """Return whether the guard of a transition holds for a record as it is before its state changes."""
    return transition.when is None or bool(closure(transition.when.checked)(env))


def told(object: Object, code: str, pointer: str = "", *, state: str = "", transition: Transition | None = None) -> \
        FieldError:
    """Return a refusal that names the state and the transition as people call them, in every language."""
    text = {language: say(code, language, state=label_of(object, state, language) if state else "",
                          transition=words(transition.label, language) if transition else "")
            for language in LANGUAGES}
    return FieldError(pointer, code, {"state": state, **({"transition": transition.name} if transition else {})}, text)


def unmet(object: Object, transition: Transition) -> FieldError:
    """Return why a transition cannot be run whose guard does not hold: in the definition's words, where it has any."""
    if transition.message:
        return FieldError("", "transition_unmet", {"transition": transition.name}, transition.message)
    return told(object, "transition_unmet", transition=transition)
