"""Which expressions were found to become SQL, over which definitions: what has not changed is not proved again."""

from collections.abc import Iterator
from typing import Final

from dougong.catalog.linking.link import Linked
from dougong.catalog.linking.rollups import expressions
from dougong.catalog.linking.scope import USER, ObjectScope
from dougong.catalog.model import Expression, Field, Object
from dougong.expressions.check import Checked

#: Proofs kept; a catalog of 130 objects takes some two hundred.
MOST: Final = 5_000


class Proofs:
    """Remembers what was proved. An expression is proved again when an object it reaches says something else: its own,
    those its paths and lines lead to, and those the formulas and rollups it reads reach."""

    def __init__(self) -> None:
        self._proved: set[tuple[object, ...]] = set()
        #: How many proofs were given so far.
        self.given = 0

    def of(self, linked: Linked) -> "Ledger":
        """Return what is proved of these definitions."""
        return Ledger(linked, self._proved, self)


class Ledger:
    """The proofs as one catalog sees them."""

    def __init__(self, linked: Linked, proved: set[tuple[object, ...]], proofs: Proofs) -> None:
        self._linked, self._proved, self._proofs = linked, proved, proofs
        self._signs: dict[str, int] = {}
        self._grounds: dict[tuple[str, str], frozenset[str]] = {}

    def holds(self, what: str, over: Object, said: Expression) -> bool:
        """Return whether it was proved before that `said` over `over` becomes what is asked for."""
        return self._key(what, over, said) in self._proved

    def note(self, what: str, over: Object, said: Expression) -> None:
        """Remember that it does."""
        self._proofs.given += 1
        if len(self._proved) >= MOST:
            self._proved.clear()
        self._proved.add(self._key(what, over, said))

    def _key(self, what: str, over: Object, said: Expression) -> tuple[object, ...]:
        ground = self._ground(over.name, said.checked)
        return what, over.name, said.text, tuple(sorted((name, self._sign(name)) for name in ground))

    def _sign(self, name: str) -> int:
        """Return a number that is another when the columns of an object, or how they come about, are."""
        if name not in self._signs:
            one = self._linked.objects.get(name)
            self._signs[name] = 0 if one is None else hash((one.parent, one.access, *map(_sign, one.fields.values())))
        return self._signs[name]

    def _ground(self, over: str, said: Checked) -> frozenset[str]:
        """Return the objects an expression reaches."""
        key = (over, said.text)
        if key not in self._grounds:
            self._grounds[key] = frozenset()                     # a circle of formulas ends here; its finding is told
            self._grounds[key] = frozenset({over}).union(*self._reached(over, said))
        return self._grounds[key]

    def _reached(self, over: str, said: Checked) -> Iterator[frozenset[str]]:
        for owner, name in _read(ObjectScope(self._linked.world, over), self._linked, said):
            yield frozenset({owner})
            one = self._linked.objects.get(owner)
            field = one.fields.get(name) if one is not None else None
            if field is not None and field.formula is not None:
                yield self._ground(owner, field.formula.checked)
            if field is not None and field.rollup is not None:
                yield frozenset({field.rollup.of})
                yield from (self._ground(field.rollup.of, each.checked) for each in expressions(field.rollup))


def _read(scope: ObjectScope, linked: Linked, said: Checked) -> Iterator[tuple[str, str]]:
    """Yield the fields an expression reads, by object and name: own, along links, in its lines, of who asks."""
    for path in said.paths:
        yield from (ObjectScope(linked.world, USER).route(path[1:]) if path[0] == "me" else scope.route(path)) or ()
    for lines, paths in said.rows.items():
        child = scope.child(lines)
        if child is not None:
            inner = ObjectScope(linked.world, child)
            yield from ((child, lines), *(step for path in paths for step in inner.route(path) or ()))


def _sign(field: Field) -> tuple[object, ...]:
    rollup = field.rollup
    return (field.name, field.type.key, field.virtual, field.moves, field.stored, repr(field.options),
            field.formula.text if field.formula else None,
            (rollup.of, rollup.via, rollup.take, rollup.where.text if rollup.where else None, rollup.mode,
             rollup.order)
            if rollup else None)
