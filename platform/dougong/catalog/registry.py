"""What definitions may be made of: field types, functions of expressions, kinds; built-ins and what plugins add."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dougong.expressions.functions import BUILTIN as FUNCTIONS
from dougong.expressions.functions import Function
from dougong.fields.base import FieldType
from dougong.fields.registry import types_by_key

if TYPE_CHECKING:
    from dougong.catalog.document import Document
    from dougong.catalog.draft import Draft

#: Called once per definition of a plugin's kind, before linking; it may add objects and attach values to the draft.
Expand = Callable[["Document", "Draft"], None]


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


def registry(types: Iterable[FieldType] = (), functions: Iterable[Function] = (),
             kinds: Iterable[Kind] = ()) -> Registry:
    """Return the built-ins with what plugins add; raise ValueError when two claim a name."""
    return Registry(
        types_by_key(tuple(types)),
        MappingProxyType(_joined(FUNCTIONS, {f.name: f for f in functions}, "function")),
        MappingProxyType({k.name: k for k in kinds}),
    )


def _joined(known: Mapping[str, Any], extra: Mapping[str, Any], what: str) -> dict[str, Any]:
    for name in extra:
        if name in known:
            raise ValueError(f"two {what}s are called {name}")
    return {**known, **extra}
