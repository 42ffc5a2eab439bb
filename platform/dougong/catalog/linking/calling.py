"""Calls of rules: the action of a plugin they name, and what it is told."""

from collections.abc import Mapping
from typing import Any

from dougong.catalog.action import Action
from dougong.catalog.linking.giving import Writer, given_to
from dougong.catalog.linking.scope import Typed
from dougong.catalog.reading.document import Where
from dougong.catalog.report import listed
from dougong.catalog.rule import Called
from dougong.kernel.names import suggestion


def called(one: Writer, body: Mapping[str, Any], where: Where) -> Called | None:
    """Return what is called, with what it is told; None with a finding where no plugin has it."""
    known, name = one.binder.registry.actions, str(body["action"])
    action = known.get(name)
    if action is None:
        one.told(where / "action", "M344", f"no action '{name}'", suggestion(name, known) or _where_from(name, known))
        return None
    said, types = body.get("with", {}), {each.name: one.binder.registry.types[each.type] for each in action.args}
    _fits(one, name, action, said, where)
    fields = {each.name: Typed(types[each.name], each) for each in action.args}
    return Called(name, action, given_to(one, fields, said, where / "with"), types)


def _where_from(name: str, known: Mapping[str, Action]) -> str:
    """Return what is there: of the plugin that is named, or that it is not there itself."""
    plugin = name.partition(".")[0]
    own = [each for each in known if each.startswith(f"{plugin}.")]
    return listed(own) if own else f"no plugin '{plugin}' with actions is here"


def _fits(one: Writer, name: str, action: Action, said: Mapping[str, Any], where: Where) -> None:
    """Tell what an action is told that it does not know, and what it has to be told."""
    known = [each.name for each in action.args]
    for key in said:
        if key not in known:
            one.told((where / "with" / key).named(), "M344", f"{name} takes no '{key}'",
                     suggestion(key, known) or (listed(known) if known else "leave it out"))
    if lacking := [each.name for each in action.args if each.required and said.get(each.name) is None]:
        one.told(where / "with" if said else where, "M344", f"{name} needs more: {', '.join(lacking)}")
