"""Statements: SQLAlchemy Core compiled once to the driver's text, run any number of times on its cursor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect as SQLDialect
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from dougong.fields.base import Dialect
from dougong.kernel.errors import NOTHING

#: Values by name, or in the order of `Statement.names` (the hot path: no dictionary is made).
Params = Mapping[str, Any] | Sequence[Any]

DIALECTS: Mapping[Dialect, SQLDialect] = {
    "postgresql": PGDialect_psycopg(paramstyle="numeric_dollar"),      # type: ignore[no-untyped-call]
    "sqlite": SQLiteDialect_pysqlite(paramstyle="qmark"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with the driver's placeholders. `names` gives the parameter of each placeholder in order (on SQLite
    one name may stand twice); `constants` are values the statement was built with; `keep` asks the server to keep
    the parsed statement for next time; `texts` asks PostgreSQL's driver to leave days, moments and numbers as the
    texts they come in, for rows that only become JSON."""

    sql: str
    names: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    keep: bool = True
    texts: bool = False

    def values(self, params: Params) -> Sequence[Any]:
        """Return the values in the order of the placeholders; a missing name is a KeyError."""
        if isinstance(params, (tuple, list)) or not isinstance(params, Mapping):    # the first is much the faster
            return params
        if not self.constants:
            return [params[name] for name in self.names]
        constants = self.constants
        return [params[name] if name in params else constants[name] for name in self.names]


def binds(*names: str) -> dict[str, Any]:
    """Return a parameter of its own name for each column."""
    return {name: bindparam(name) for name in names}


def compile(statement: ClauseElement, dialect: Dialect, *, texts: bool = False) -> Statement:
    """Return `statement` as the driver's text. Values bound in it must be in stored form (fields bind them), and
    lists must be one parameter (`= any(:ids)`, `json_each`), since the text never changes with the values."""
    compiled = statement.compile(dialect=DIALECTS[dialect])
    text = str(compiled)
    if "__[POSTCOMPILE_" in text:
        raise ValueError("in_() makes the text depend on the values: pass the list as one parameter")
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"{type(statement).__name__} is data definition: ddl() is for that")
    given = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    return Statement(text, tuple(compiled.positiontup or ()), given, texts=texts)


def ddl(element: DDLElement, dialect: Dialect) -> str:
    """Return a statement of the data definition language as text, without blanks around it."""
    return str(element.compile(dialect=DIALECTS[dialect])).strip()


def quoted(name: str, dialect: Dialect) -> str:
    """Return an identifier as SQL: the only way a name that is not in a Table gets into a text."""
    return DIALECTS[dialect].identifier_preparer.quote_identifier(name)
