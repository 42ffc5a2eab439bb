"""What a plugin may touch. A plugin imports this module and nothing else of Dougong; it adds values, never callbacks
into the engine, and it reaches tables only through the five verbs of `Work`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dougong.access.policy import Policy
from dougong.catalog.action import Action, Argument
from dougong.catalog.linking.draft import Draft as Definitions
from dougong.catalog.linking.draft import RawObject
from dougong.catalog.model import Catalog, Field, Object
from dougong.catalog.reading.document import Document
from dougong.catalog.registry import Kind as DefinitionKind
from dougong.catalog.registry import Registry, registry
from dougong.expressions.functions import Arg, Function
from dougong.fields.base import Column, FieldType, Spec
from dougong.fields.collation import fold, words
from dougong.kernel.errors import AppError, Conflict, Denied, FieldError, Missing, Refused
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import Label, enumerated
from dougong.processes.rules.errand import Errand
from dougong.processes.talk.whom import To
from dougong.records.advice import beyond
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.named import titles
from dougong.records.reading import read, select
from dougong.records.search.everywhere import search
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.steps import Advice, Hurdle, Phase, Step
from dougong.records.writing.work import Work


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel: a label, the text beside it, and where a click leads (an object and an id)."""

    label: str
    text: str
    record: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the record page of some objects. `lines` gets the context, the object and the record's JSON form and
    returns plain lines, which the screen lays out; no HTML comes from a plugin. No lines, no panel."""

    name: str
    label: Label
    applies: Callable[[Object], bool]
    lines: Callable[[Context, Object, Mapping[str, Any]], Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Route:
    """A call of the API below /api/v1/plugins/<plugin>/<name>. `answer` gets the context and, for POST, the body as
    JSON; what it returns is the answer's JSON. It refuses by raising kernel errors."""

    name: str
    method: Literal["GET", "POST"]
    answer: Callable[[Context, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """Everything a plugin adds; the values enter the registries before any definition is read."""

    name: str
    types: tuple[FieldType, ...] = ()
    functions: tuple[Function, ...] = ()
    kinds: tuple[DefinitionKind, ...] = ()
    steps: tuple[Step, ...] = ()
    advice: tuple[Advice | Hurdle, ...] = ()
    panels: tuple[Panel, ...] = ()
    routes: tuple[Route, ...] = ()
    actions: tuple[Action, ...] = ()


def registry_of(plugins: Iterable[Plugin]) -> Registry:
    """Return the built-ins with what `plugins` add; raises ValueError when two claim a name."""
    plugins = tuple(plugins)
    return registry(types=[each for plugin in plugins for each in plugin.types],
                    functions=[each for plugin in plugins for each in plugin.functions],
                    kinds=[each for plugin in plugins for each in plugin.kinds],
                    actions=[(plugin.name, each) for plugin in plugins for each in plugin.actions])


__all__ = (
    "Action", "Advice", "AppError", "Arg", "Argument", "Catalog", "Change", "Column", "Conflict", "Context",
    "DefinitionKind", "Definitions", "Denied", "Document", "Draft", "Errand", "Field", "FieldError", "FieldType",
    "Filter", "Function", "Hurdle", "Kind", "Label", "Line", "Missing", "Object", "Panel", "Phase", "Plugin",
    "Policy", "Query", "RawObject", "Refused", "Route", "Row", "Spec", "Step", "To", "Work", "beyond", "enumerated",
    "fold", "read", "registry_of", "search", "select", "titles", "words",
)
