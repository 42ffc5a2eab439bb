"""Whether what definitions reckon comes out: every formula and every check, evaluated anew by the reference evaluator
on records made up. Each proof yields a sentence per fault."""

from collections.abc import Iterator
from typing import Any

from dougong.catalog.model import Expression, Field, Object
from dougong.kernel.errors import AppError
from dougong.records.console import try_out
from dougong.testing.proof import Proof


def misreckoned(proof: Proof) -> Iterator[str]:
    """Find formulas whose value in a record is not what they give, and checks that a record which was accepted
    breaks."""
    for thing in proof.objects():
        row = proof.latest(thing)
        if row is None:
            continue
        for known in thing.fields.values():
            if known.formula is not None and not known.stands_for:
                yield from _wrong(proof, thing, row, known, known.formula)
        for check in thing.checks:
            if check.level == "error" and check.enforce == "all" and thing.access == "user":
                yield from _broken(proof, thing, row["id"], check.name, check.must)


def _wrong(proof: Proof, thing: Object, row: dict[str, Any], known: Field, formula: Expression) -> Iterator[str]:
    settle = known.type.settle(known)
    try:
        found = try_out(proof.stage.context(), formula.text, thing.name, row["id"]).value
    except AppError as no:
        yield f"{thing.name}.{known.name}: its formula cannot be evaluated: {no}"
        return
    if found is None and thing.parent is not None:
        return                                     # what looks at the other lines has nothing to look at here
    right = settle(found) if settle is not None and found is not None else found
    got = None if row[known.name] is None else known.type.read(known, row[known.name])
    if got != right:
        yield f"{thing.name}.{known.name}: is {got!r} in record {row['id']}, {right!r} when reckoned anew"


def _broken(proof: Proof, thing: Object, id: int, name: str, must: Expression) -> Iterator[str]:
    # what it links to may have counted it by now, and others may have been counted in it
    alone = all(len(path) == 1 and not _moves(thing, path[0]) for path in must.checked.paths)
    try:
        if try_out(proof.stage.context(), must.text, thing.name, id).value is not True and alone:
            yield f"{thing.name}: record {id} was accepted, but breaks {name}"
    except AppError as no:
        yield f"{thing.name}: the check {name} cannot be evaluated: {no}"


def _moves(thing: Object, name: str) -> bool:
    known = thing.field(name)
    return known is not None and (known.moves or known.rollup is not None)
