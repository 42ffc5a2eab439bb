"""M317: what a database has to decide must become SQL on both: virtual formulas and those over rollups, whom a link
may choose, uniques."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import CompileError

from dougong.catalog.checks.inspection import Fault, Inspection, check, every_field, every_object
from dougong.catalog.document import Where
from dougong.catalog.link import Linked
from dougong.catalog.model import Expression, Object
from dougong.expressions.errors import ExpressionError
from dougong.store import predicates
from dougong.store.errors import Unindexable
from dougong.store.expression import predicate, translate
from dougong.store.query_paths import Ground, Source
from dougong.store.sql import DIALECTS, compile
from dougong.store.tables import Tables

_HINT: Final = "write it with fields, links, lines and functions that docs/reference/expressions.md has for SQL"
_HINT_UNIQUE: Final = "compare own stored fields with constants"

#: Makes SQL of an expression over a source.
Make = Callable[[Source], ColumnElement[Any]]


class _TellsElsewhereError(Exception):
    """Another formula, used here, has no SQL; its own finding says so."""


class _Own(Source):
    """The columns of a record, where the fault of another formula is not taken for one of this."""

    def column(self, path: tuple[str, ...]) -> ColumnElement[Any]:
        """Return the one column of a path; LookupError where there is none."""
        try:
            return super().column(path)
        except ExpressionError as error:
            raise _TellsElsewhereError from error


@dataclass(frozen=True, slots=True)
class _World:
    """As much of a catalog as tables and paths ask for; the catalog itself is made when nothing is wrong."""

    objects: Mapping[str, Object]


@check("M317")
def becomes_sql(linked: Linked) -> Iterator[Fault]:
    """Find virtual formulas, formulas over rollups, conditions of links and of uniques that no statement can hold."""
    world: Any = _World(linked.objects)
    tables = Tables(world)
    grounds = [Ground(world, tables, dialect) for dialect in DIALECTS]
    for one, field, part in every_field(linked):
        formula, rule = field.formula, field.where
        if (field.virtual or field.moves) and formula is not None:
            yield from _told(grounds, one, formula, part.where / "formula", f"formula of {field.name}", _value(formula))
        if rule is not None:
            target = linked.objects[field.type.targets(field)[0]]
            yield from _told(grounds, target, rule, part.where / "where", f"where of {field.name}", _condition(rule))
    yield from _uniques(linked, tables)


def _value(formula: Expression) -> Make:
    return lambda source: translate(formula.checked, source.dialect, source)


def _condition(rule: Expression) -> Make:
    return lambda source: predicate(rule.checked, source.dialect, source)


def _told(grounds: list[Ground], over: Object, said: Expression, where: Where, subject: str,
          make: Make) -> Iterator[Fault]:
    """Yield why the first database that cannot hold the expression cannot."""
    for ground in grounds:
        source = _Own(ground, over)
        try:
            compile(select(make(source)).select_from(source.joined), ground.dialect)
        except _TellsElsewhereError:
            return
        except ExpressionError as error:
            yield _fault(where, said, error, subject, error.hint or _HINT)
            return
        except (CompileError, LookupError) as error:
            yield Fault(where, f"{subject}: cannot be used where the database decides ({error})", _HINT)
            return


def _uniques(linked: Linked, tables: Tables) -> Iterator[Fault]:
    for one, raw in every_object(linked):
        for unique in one.uniques:
            where, subject = raw.uniques[unique.name].where / "where", f"unique {unique.name}"
            try:
                predicates.where(unique.where, tables[one.name], predicates.EVERYWHERE)
            except Unindexable as error:
                cause = error.__cause__
                if isinstance(cause, ExpressionError) and unique.where is not None:
                    yield _fault(where, unique.where, cause, subject, _HINT_UNIQUE)
                else:
                    yield Fault(where, f"{subject}: {error}")


def _fault(where: Where, said: Expression, error: ExpressionError, subject: str, hint: str) -> Fault:
    return Fault(where.inside(said.text, error.column), f"{subject}: {error.message}", hint)


#: What is checked of definitions here: for `compile_catalog`.
INSPECTIONS: Final[tuple[Inspection, ...]] = (becomes_sql,)
