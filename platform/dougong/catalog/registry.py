"""What definitions may be made of: field types, functions of expressions, kinds; built-ins and what plugins add."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from dougong.expressions.functions import AGGREGATES, SHARE, Function
from dougong.expressions.functions import BUILTIN as FUNCTIONS
from dougong.fields.base import FieldType
from dougong.fields.registry import types_by_key

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


_Named = TypeVar("_Named", Function, Kind)


def registry(types: Iterable[FieldType] = (), functions: Iterable[Function] = (),
             kinds: Iterable[Kind] = ()) -> Registry:
    """Return the built-ins with what plugins add; raise ValueError when two claim a name."""
    return Registry(
        types_by_key(tuple(types)),
        MappingProxyType(_joined(FUNCTIONS, functions, "function", frozenset((*AGGREGATES, SHARE)))),
        MappingProxyType(_joined({}, kinds, "kind", _KINDS)),
    )


def _joined(known: Mapping[str, _Named], extra: Iterable[_Named], what: str,
            taken: frozenset[str]) -> dict[str, _Named]:
    """Return what is known and what comes to it; `taken` are names that mean something else already."""
    found = dict(known)
    for each in extra:
        if each.name in found or each.name in taken:
            raise ValueError(f"two {what}s are called {each.name}")
        found[each.name] = each
    return found
