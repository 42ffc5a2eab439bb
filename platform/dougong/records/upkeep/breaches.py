"""How many live records break which rule right now: what one watches before a rule is enforced on all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dougong.catalog.model import Check, Enforce, Object
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.store.statements.broken import Counting, breaking, lacking


@dataclass(frozen=True, slots=True)
class Breach:
    """A check, or a field that is required, by name; `count` is None where only the person who writes can tell (a rule
    that looks at `me`, `role()` or `old`, or at what has no SQL)."""

    object: str
    rule: str
    enforce: Enforce
    count: int | None


def breaches(context: Context) -> list[Breach]:
    """Return the rules that are broken, counted now in one wait, those that only have been observed included; the
    checks of an object first, then its requirements. Rules nobody breaks are left out."""
    found = [each for one in context.catalog.objects.values() for each in _rules(context, one)]
    told = [counting for _, counting in found if counting is not None]
    with context.database.read() as session:
        answers = iter(session.many([(statement, parameters(context, expressions)) for statement, expressions in told]))
    counted = [(breach, None if counting is None else int(next(answers)[0][0])) for breach, counting in found]
    return [Breach(*breach, count) for breach, count in counted if count != 0]


def broken(context: Context, one: Object, checks: Sequence[Check]) -> list[int | None]:
    """Return how many live records of `one` break each of these checks, counted now in one wait; None where only the
    person who writes can tell, or where a field is still to come. They need not be in force."""
    asked = [breaking(context.plans.ground, one, check) for check in checks]
    told = [counting for counting in asked if counting is not None]
    with context.database.read() as session:
        answers = iter(session.many([(statement, parameters(context, expressions)) for statement, expressions in told]))
    return [None if counting is None else int(next(answers)[0][0]) for counting in asked]


def _rules(context: Context, one: Object) -> Iterator[tuple[tuple[str, str, Enforce], Counting | None]]:
    ground = context.plans.ground
    for check in one.checks:
        yield (one.name, check.name, check.enforce), breaking(ground, one, check)
    for field in one.fields.values():
        if field.required:
            yield (one.name, field.name, field.enforce), lacking(ground, one, field)
