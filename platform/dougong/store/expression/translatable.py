"""M317: what a database has to decide must become SQL on both: virtual formulas and those over rollups, whom a link
may choose, what goes along, lookups, uniques."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import CompileError

from dougong.catalog.checks.inspection import Fault, Inspection, check, every_field, every_object
from dougong.catalog.linking.link import Linked
from dougong.catalog.model import Expression, Field, Lookup, Object
from dougong.catalog.reading.document import Document, Where
from dougong.expressions.errors import ExpressionError
from dougong.kernel.messages import Said, say
from dougong.store import predicates
from dougong.store.errors import Unindexable
from dougong.store.expression.proofs import Ledger, Proofs
from dougong.store.expression.translator import predicate, translate
from dougong.store.query.paths import Ground, Source
from dougong.store.sql import DIALECTS, compile
from dougong.store.tables import Tables

_CURE: Final = Said("expr_sql_cure")
_CURE_UNIQUE: Final = Said("expr_sql_cure_unique")
_HINT: Final = say(_CURE.code, "en")

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
    yield from _unfit(linked, Proofs())


def remembering(proofs: Proofs) -> tuple[Inspection, ...]:
    """Return what INSPECTIONS check, with what was proved before not proved again."""
    return (Inspection(becomes_sql.code, lambda linked: _unfit(linked, proofs)),)


def _unfit(linked: Linked, proofs: Proofs) -> Iterator[Fault]:
    world: Any = _World(linked.objects)
    tables = Tables(world)
    grounds = [Ground(world, tables, dialect) for dialect in DIALECTS]
    proved = proofs.of(linked)
    for one, field, part in every_field(linked):
        formula, rule = field.formula, field.where
        if (field.virtual or field.moves) and formula is not None:
            yield from _proved(proved, "value", one, formula, _told(
                grounds, one, formula, part.where / "formula", f"formula of {field.name}", _value(formula)))
        if rule is not None:
            target = linked.objects[field.type.targets(field)[0]]
            yield from _proved(proved, "condition", target, rule, _told(
                grounds, target, rule, part.where / "where", f"where of {field.name}", _condition(rule)))
        if isinstance(field.goes_along, Expression):
            said = field.goes_along
            yield from _proved(proved, "condition", one, said, _told(
                grounds, one, said, part.where / "goes_along", f"goes_along of {field.name}", _condition(said)))
        for lookup in field.lookup:
            yield from _sought(grounds, proved, linked.objects[lookup.of], field, lookup,
                               part.where / "lookup" / lookup.index)
    for one, _raw in every_object(linked):
        yield from _timed(linked, one, grounds, proved)
    for document in linked.draft.roles:
        yield from _grants(linked, document, grounds, proved)
    yield from _uniques(linked, tables, proved)


def _proved(proved: Ledger, what: str, over: Object, said: Expression, faults: Iterator[Fault]) -> Iterator[Fault]:
    """Yield the faults of an expression, unless there are known to be none."""
    if proved.holds(what, over, said):
        return
    found = list(faults)
    if not found:
        proved.note(what, over, said)
    yield from found


def _sought(grounds: list[Ground], proved: Ledger, of: Object, field: Field, lookup: Lookup,
            where: Where) -> Iterator[Fault]:
    for key, said in (("where", lookup.where), ("take", lookup.take)):
        if said is not None:
            faults = _told(grounds, of, said, where / key, f"{key} of the lookup of {field.name}", _value(said))
            yield from _proved(proved, "value", of, said, faults)


def _grants(linked: Linked, document: Document, grounds: list[Ground], proved: Ledger) -> Iterator[Fault]:
    """Find conditions of grants that cannot say which rows of a list there are."""
    for grant in linked.roles[document.body["name"]].grants:
        where = document.at("grants", grant.name, "where")
        if grant.pack == document.pack and grant.name in document.body.get("grants", {}):
            for name, rule in grant.where.items():
                if "old" in rule.checked.uses:
                    yield Fault(where, f"where of {grant.name}: `old` is known while a record changes only", _HINT)
                    break
                one = linked.objects[name]
                yield from _proved(proved, "condition", one, rule, _told(
                    grounds, one, rule, where, f"where of {grant.name}", _condition(rule)))


def _timed(linked: Linked, one: Object, grounds: list[Ground], proved: Ledger) -> Iterator[Fault]:
    """Find conditions of rules that time triggers, and of the records rules change, that cannot say which those are."""
    for rule in one.rules:
        where = linked.draft.rules[rule.name].at("when")
        if rule.on.timed and rule.when is not None:
            yield from _proved(proved, "condition", one, rule.when, _told(
                grounds, one, rule.when, where, f"when of {rule.name}", _condition(rule.when)))
        for index, action in enumerate(rule.do):
            if action.where is not None and action.object in linked.objects:
                over = linked.objects[action.object]
                at = linked.draft.rules[rule.name].at("do", index, action.verb, "where")
                yield from _proved(proved, "condition", over, action.where, _told(
                    grounds, over, action.where, at, f"where of {rule.name}", _condition(action.where)))


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
            yield _fault(where, said, error, subject, error.cure or _CURE)
            return
        except (CompileError, LookupError) as error:
            yield Fault(where, f"{subject}: cannot be used where the database decides ({error})", _HINT)
            return


def _uniques(linked: Linked, tables: Tables, proved: Ledger) -> Iterator[Fault]:
    for one, raw in every_object(linked):
        for unique in one.uniques:
            if unique.where is not None:
                yield from _proved(proved, "unique", one, unique.where, _indexed(
                    tables, one, unique.where, raw.uniques[unique.name].where / "where", f"unique {unique.name}"))


def _indexed(tables: Tables, one: Object, rule: Expression, where: Where, subject: str) -> Iterator[Fault]:
    try:
        predicates.where(rule, tables[one.name], predicates.EVERYWHERE)
    except Unindexable as error:
        cause = error.__cause__
        yield _fault(where, rule, cause, subject, _CURE_UNIQUE) if isinstance(cause, ExpressionError) else \
            Fault(where, f"{subject}: {error}")


def _fault(where: Where, said: Expression, error: ExpressionError, subject: str, cure: Said) -> Fault:
    hint = say(cure.code, "en", **cure.slots)
    return Fault(where.inside(said.text, error.column), f"{subject}: {error.message}", hint,
                 said=error.found(subject, cure))


#: What is checked of definitions here: for `compile_catalog`.
INSPECTIONS: Final[tuple[Inspection, ...]] = (becomes_sql,)
