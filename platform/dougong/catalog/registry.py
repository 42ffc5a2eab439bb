"""What definitions may be made of: field types, functions of expressions, kinds; built-ins and what plugins add."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dougong.catalog.action import Action
from dougong.expressions.functions import AGGREGATES, SHARE, Function
from dougong.expressions.functions import BUILTIN as FUNCTIONS
from dougong.fields.base import FieldType
from dougong.fields.registry import types_by_key
from dougong.kernel.kinds import Kind as Value

#: Kinds of definition that are always there.
BUILTIN_KINDS = ("pack", "object", "trait", "field", "setting", "view", "menu", "role", "rule", "workflow", "data",
                 "patch", "test")

if TYPE_CHECKING:
    from dougong.catalog.linking.draft import Draft
    from dougong.catalog.reading.document import Document

#: Called once per definition of a plugin's kind, before linking; it may add objects and attach values to the draft.
Expand = Callable[["Document", "Draft"], None]


#: What a plugin's kind may not be called: kinds of the engine, and the other thing a file may be.
_KINDS: Final = frozenset(BUILTIN_KINDS) | {"i18n"}
#: What an action may be told: one value that is reckoned with and belongs to no record.
_TOLD: Final = frozenset({Value.TEXT, Value.NUMBER, Value.FLAG, Value.DATE, Value.MOMENT})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of definition a plugin adds: its JSON Schema (closed, with kind and name) and what it expands to."""

    name: str
    schema: Mapping[str, Any]
    expand: Expand


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything known by name before definitions are read; closed afterwards."""

    types: Mapping[str, FieldType]
    functions: Mapping[str, Function] = field(default_factory=lambda: FUNCTIONS)
    kinds: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    #: What rules may call, by <plugin>.<name>.
    actions: Mapping[str, Action] = field(default_factory=lambda: MappingProxyType({}))


_Named = TypeVar("_Named", Function, Kind)


def registry(types: Iterable[FieldType] = (), functions: Iterable[Function] = (),
             kinds: Iterable[Kind] = (), actions: Iterable[tuple[str, Action]] = ()) -> Registry:
    """Return the built-ins with what plugins add, actions each with its plugin; raise ValueError when two claim a name,
    or an action wants to be told what no rule can say."""
    known = types_by_key(tuple(types))
    return Registry(
        known,
        MappingProxyType(_joined(FUNCTIONS, functions, "function", frozenset((*AGGREGATES, SHARE)))),
        MappingProxyType(_joined({}, kinds, "kind", _KINDS)),
        MappingProxyType(_actions(known, actions)),
    )


def _actions(types: Mapping[str, FieldType], actions: Iterable[tuple[str, Action]]) -> dict[str, Action]:
    """Return actions by the name rules call them by."""
    found = dict[str, Action]()
    for plugin, each in actions:
        name = f"{plugin}.{each.name}"
        if name in found:
            raise ValueError(f"two actions are called {name}")
        for argument in each.args:
            if argument.type not in types or types[argument.type].kind not in _TOLD:
                raise ValueError(f"{name} cannot be told a {argument.type}: {argument.name}")
        found[name] = each
    return found


def _joined(known: Mapping[str, _Named], extra: Iterable[_Named], what: str,
            taken: frozenset[str]) -> dict[str, _Named]:
    """Return what is known and what comes to it; `taken` are names that mean something else already."""
    found = dict(known)
    for each in extra:
        if each.name in found or each.name in taken:
            raise ValueError(f"two {what}s are called {each.name}")
        found[each.name] = each
    return found
