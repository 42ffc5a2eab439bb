"""SQL written as a text with slots: what the translator builds its statements of."""

import re
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from dougong.expressions.tree import Node
from dougong.fields.base import Dialect

Sql = ColumnElement[Any]
#: The type of a written condition: of a Boolean, SQLAlchemy would make `(x > 1) = 1` on SQLite, which no index serves.
FLAG = Integer()
_SIMPLE = re.compile(r"[\w.\"$:?]+")


class Rows(Protocol):
    """The lines of a record: where they stand, what ties them to the record at hand, and their columns."""

    @property
    def source(self) -> FromClause:
        """The table of the lines, under a name of its own, with whatever `columns` join to it."""

    @property
    def on(self) -> ColumnElement[bool]:
        """The condition that a line belongs to the record."""

    @property
    def columns(self) -> "Columns":
        """The columns of a line."""


class Columns(Protocol):
    """Where the values of paths are stored."""

    def column(self, path: tuple[str, ...]) -> ColumnElement[Any]:
        """Return the stored column of a path; ("parent", "x") only for the own expressions of a line. LookupError when
        there is none."""

    def rows(self, name: str) -> Rows:
        """Return the lines called `name`. LookupError when there are none."""


class Translating(Protocol):
    """A translation under way; the parts of a tree ask it for theirs."""

    dialect: Dialect
    columns: Columns

    def value(self, node: Node) -> Sql:
        """Return the node's value."""

    def stored(self, node: Node) -> Sql | None:
        """Return the column of a path as it is stored, None for any other node."""

    def strict(self, node: Node) -> Sql:
        """Return a condition that is true or false."""

    def loose(self, node: Node) -> Sql:
        """Return a condition that is true, or false or null."""

    def within(self, columns: Columns) -> "Translating":
        """Return the translation of what is said about a line of the record at hand."""


class Written(FunctionElement[Any]):
    """A text with {0}, {1} for its arguments, which stand in brackets where they need them; the text itself is a call
    or stands in brackets."""

    name = "written"
    inherit_cache = False

    def __init__(self, template: str, type_: TypeEngine[Any], *args: Any) -> None:
        super().__init__(*args)
        self.template = template
        self.type = type_


@compiles(Written)
def _written(element: Written, compiler: SQLCompiler, **options: Any) -> str:
    args = [_bracketed(arg, compiler.process(arg, **options)) for arg in element.clauses]
    return element.template.format(*args)


def _bracketed(arg: Any, text: str) -> str:
    return text if isinstance(arg, Written | BindParameter) or _SIMPLE.fullmatch(text) else f"({text})"
